#!/usr/bin/env bash
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
set -euo pipefail

usage()
{
    cat <<'END'
Usage: tools/demo.sh [OPTION OF THE SERVER]...

Installs what is needed to build (Debian 12 packages, as root or through sudo), builds the example HTTP
server and runs it with the page of the WebSocket Echo Test on http://localhost:4649 until Ctrl+C.

  tools/demo.sh --port 8080      on another port
  tools/demo.sh --help           this text, and the server's own options once it is built
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tools/lib/packages.sh
. "$root/tools/lib/packages.sh"
server="$root/build/release/bin/http_server"

for argument in "$@"; do
    if [ "$argument" = --help ] || [ "$argument" = -h ]; then
        usage
        [ ! -x "$server" ] || "$server" --help
        exit 0
    fi
done

require_writable "$root/build/release"
install_packages g++ cmake ninja-build libboost1.81-dev libboost-program-options1.81-dev libssl-dev zlib1g-dev

cd "$root"
cmake --preset release >build/release/configure.log || {
    cat build/release/configure.log
    exit 1
}
cmake --build --preset release --target http_server
exec "$server" "$@"
