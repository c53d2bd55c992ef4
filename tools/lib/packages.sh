# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
#
# shellcheck shell=bash
#
# For the scripts in tools/: packages of Debian 12. Source it; it defines functions and nothing else.

# Runs a command as root.
as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root or sudo: $*" >&2
        return 1
    fi
}

# Tries a command up to five times, with growing pauses: mirrors are not always there.
with_retries()
{
    local pause
    for pause in 2 5 15 30 last; do
        "$@" && return 0
        [ "$pause" = last ] || sleep "$pause"
    done
    echo "Failed five times: $*" >&2
    return 1
}

# install_packages <package>...: installs those that are missing; asks apt only if there are any.
install_packages()
{
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    if [ "${#missing[@]}" = 0 ]; then
        return 0
    fi
    if ! command -v apt-get >/dev/null; then
        echo "No apt-get here. Install what these packages of Debian 12 hold: ${missing[*]}" >&2
        return 1
    fi
    echo "Installing: ${missing[*]}"
    with_retries as_root apt-get -q update &&
        with_retries as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}" </dev/null
}

# require_writable <folder>: ends the script if nothing can be built there.
require_writable()
{
    if ! mkdir -p "$1" 2>/dev/null || [ ! -w "$1" ]; then
        echo "Cannot write to $1, where the build goes. Use a copy of the sources that you own." >&2
        exit 1
    fi
}
