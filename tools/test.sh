#!/usr/bin/env bash
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
set -uo pipefail

usage()
{
    cat <<'END'
Usage: tools/test.sh [--only PART]

Installs what the tests need (Debian 12 packages, as root or through sudo), builds Hawser in each of its
ways and runs all tests. Ends with a summary, and with an error if anything failed.

  --only PART   one of:
    dev         build with warnings as errors; unit tests, fuzz corpora, checks of the tree
    asan        the same tests under the address and undefined-behaviour sanitizers
    tsan        the unit tests of what has threads, under the thread sanitizer
    b2          library, tests, headers, examples and installation with b2
    consumer    users' projects: find_package, add_subdirectory, pkg-config, b2
    interop     the example servers against other WebSocket implementations
    browser     the example's page in Chromium
    fuzz        20 seconds of libFuzzer for each target (needs clang-16; not part of a full run)
END
}

parts=(dev asan tsan b2 consumer interop browser)
case "${1:-} ${2:-}" in
" ") ;;
"--only dev" | "--only asan" | "--only tsan" | "--only b2" | "--only consumer" | "--only interop" | \
    "--only browser" | "--only fuzz") parts=("$2") ;;
"--help " | "-h ")
    usage
    exit 0
    ;;
*)
    usage >&2
    exit 2
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# shellcheck source=tools/lib/packages.sh
. tools/lib/packages.sh
require_writable build

python=/usr/bin/python3
jobs=$(nproc)
results=build/test-results
summary=()
passed=0
failed=0

# The sanitizers' run-time of GCC 12 does not know where newer kernels may put a program; without
# randomisation it does. Not every container lets us turn that off, nor needs it.
launcher=(env)
if setarch "$(uname -m)" -R true 2>/dev/null; then
    launcher=(setarch "$(uname -m)" -R)
fi

# ---- what the parts are made of

packages()
{
    local list=(
        g++ make cmake ninja-build pkg-config
        libboost1.81-dev libboost-test1.81-dev libboost-program-options1.81-dev libboost1.81-tools-dev
        libssl-dev zlib1g-dev
        python3 python3-websockets curl chromium chromium-driver ca-certificates
        nginx libnginx-mod-stream openssl
        squid-openssl microsocks dante-server apache2-bin lighttpd lsb-base
    )
    command -v node >/dev/null || list+=(nodejs)
    command -v npm >/dev/null || list+=(npm)
    [ "${parts[0]}" != fuzz ] || list+=(clang-16)
    install_packages "${list[@]}"
}

# build <preset> [<target>...]; the benchmarks have no tests, so here they are at least compiled.
build()
{
    local preset=$1 bench=OFF
    shift
    [ "$preset" != dev ] || bench=ON
    cmake --preset "$preset" -DHAWSER_BUILD_BENCH=$bench &&
        cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}

# run_ctest <name of the results> <preset> [<option of ctest>...]
run_ctest()
{
    local name=$1 preset=$2
    shift 2
    "${launcher[@]}" ctest --preset "$preset" --output-junit "$PWD/$results/$name.xml" --test-output-size-passed 1000000 "$@"
}

part_dev() { build dev && run_ctest dev dev --parallel "$jobs" -LE 'consumer|interop|browser'; }

part_asan() { build asan-ubsan hawser_sanitizer_tests && run_ctest asan asan-ubsan --parallel "$jobs"; }
part_tsan() { build tsan hawser_thread_tests && run_ctest tsan tsan --parallel "$jobs"; }

part_b2()
{
    local b2=(b2 -j"$jobs" -d1 warnings-as-errors=on debug-symbols=off link=static)
    "${b2[@]}" && "${b2[@]}" check-headers && "${b2[@]}" example && "${b2[@]}" test &&
        "${b2[@]}" install --prefix="$PWD/build/b2/installed"
}

part_consumer() { build dev && run_ctest consumer dev -L consumer; }
part_interop() { build dev && run_ctest interop dev -L interop; }
part_browser() { build dev && run_ctest browser dev -L browser; }
part_fuzz() { build fuzz && run_ctest fuzz fuzz; }

# step <name>: runs a part, counts its tests and remembers how long it took. A part that ends with an
# error without a failed test, as when it does not compile, counts as one failure.
step()
{
    local name=$1 start=$SECONDS status=0 good=0 bad=0
    printf '\n==== %s\n' "$name"
    rm -f "$results/$name.xml"
    "part_$name" || status=$?
    if [ "$name" = b2 ]; then
        read -r good bad < <("$python" tools/lib/count_tests.py build/b2)
    elif [ -f "$results/$name.xml" ]; then
        read -r good bad < <("$python" tools/lib/count_tests.py "$results/$name.xml")
    fi
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    summary+=("$(printf '%-10s %5d s  %5d passed  %5d failed' "$name" $((SECONDS - start)) "$good" "$bad")")
}

# ---- the run

mkdir -p "$results"
start=$SECONDS
if packages; then
    summary+=("$(printf '%-10s %5d s' packages $((SECONDS - start)))")
    for part in "${parts[@]}"; do
        step "$part"
    done
else
    failed=1
    summary+=("packages could not be installed")
fi

printf '\n==== summary\n'
printf '%s\n' "${summary[@]}"
printf '%-10s %5d s\n\n' total $((SECONDS - start))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
