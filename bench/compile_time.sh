#!/bin/bash
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

# How long a user waits for the compiler: a file with a whole server in it, compiled five times with
# optimisation. Prints the shortest and the median time in seconds; exits with 1 when the shortest exceeds
# the limit. The time is the compiler's CPU time, which is what one waits for on a machine that does nothing
# else, and which other work on the machine disturbs least.
#
#   bench/compile_time.sh [LIMIT]        CXX=clang++-16 bench/compile_time.sh
set -eu

limit=${1:-2.5}
compiler=${CXX:-g++}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/server.cpp" <<'SOURCE'
#include <hawser/http_server.hpp>

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

int main()
{
    hawser::HttpServer server{{.port = 4649}};
    server.add_service<Echo>("/Echo");
    server.get("/hello", [](const hawser::Request&, hawser::Response& response) {
        response.text("Hello, World!");
    });
    server.run();
}
SOURCE

TIMEFORMAT='%U %S'
for _ in 1 2 3 4 5; do
    { time timeout 120 "$compiler" -std=c++20 -O2 -I "$root/include" -c "$work/server.cpp" \
        -o "$work/server.o" 2> "$work/errors"; } 2>> "$work/times" || { cat "$work/errors" >&2; exit 2; }
done

awk '{ print $1 + $2 }' "$work/times" | sort -n | awk -v limit="$limit" '
    { seconds[NR] = $1 }
    END {
        printf "min=%.2f median=%.2f limit=%.2f\n", seconds[1], seconds[3], limit
        exit seconds[1] > limit
    }'
