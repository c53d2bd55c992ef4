#!/usr/bin/env bash
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
#
# Builds and runs a small user's project against Hawser. Called by ctest; see CMakeLists.txt beside it.
#
#   run.sh install <static|shared> <build directory to install from>
#   run.sh find_package <static|shared>
#   run.sh pkg_config <static|shared>
#   run.sh add_subdirectory <static|shared>
#   run.sh b2 <static|shared>
#
# Environment: WORK, a folder to build in; CXX, the compiler; CMAKE_GENERATOR.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
kind=$1
link=${2:-static}
out="$WORK/$kind-$link"
prefix="$WORK/prefix-$link"
jobs=$(nproc)

shared=OFF
[ "$link" = shared ] && shared=ON

# cmake_project <source> [<option>...]: configures, builds and runs.
cmake_project()
{
    local source=$1
    shift
    cmake -S "$source" -B "$out" -DCMAKE_BUILD_TYPE=Debug "$@"
    cmake --build "$out" --parallel "$jobs"
    "$out/consumer"
}

# The loaded library, not one that lies elsewhere, is the one to test.
check_linkage()
{
    local needed
    needed=$(objdump -p "$1" | grep -c 'NEEDED.*libhawser' || true)
    if [ "$link" = shared ] && [ "$needed" = 0 ]; then
        echo "$1 does not load the shared library" >&2
        exit 1
    elif [ "$link" = static ] && [ "$needed" != 0 ]; then
        echo "$1 loads a shared library" >&2
        exit 1
    fi
}

case $kind in
install)
    build=$3
    rm -rf "$prefix" "$prefix.staged"
    # Moved after the installation: what was installed must not remember where.
    cmake --install "$build" --prefix "$prefix.staged"
    mv "$prefix.staged" "$prefix"
    if grep -rlF "$prefix.staged" "$prefix" --include='*.cmake' --include='*.pc'; then
        echo "these files name the prefix" >&2
        exit 1
    fi
    ;;
find_package)
    rm -rf "$out"
    cmake_project "$here/find_package" -DCMAKE_PREFIX_PATH="$prefix"
    check_linkage "$out/consumer"
    ;;
add_subdirectory)
    # Quickly: without debug symbols, many sources at once. With install rules, for `install`.
    cmake_project "$here/add_subdirectory" -DHAWSER_SOURCE_DIR="$root" -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
        -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 -DBUILD_SHARED_LIBS=$shared -DHAWSER_INSTALL=ON
    check_linkage "$out/consumer"
    ;;
pkg_config)
    rm -rf "$out"
    mkdir -p "$out"
    library=$(dirname "$(find "$prefix" -name 'libhawser.*' | head -n 1)")
    export PKG_CONFIG_PATH="$library/pkgconfig" PKG_CONFIG=pkg-config
    if [ "$link" = static ]; then
        PKG_CONFIG="pkg-config --static"
    fi
    make -C "$here/pkg_config" OUTPUT="$out/consumer" LDFLAGS="-Wl,-rpath,$library"
    check_linkage "$out/consumer"
    "$out/consumer"
    ;;
b2)
    # The project is copied: b2 writes beside it.
    rm -rf "$out"
    mkdir -p "$out/b2"
    cp "$here/main.cpp" "$out/"
    cp "$here/b2/Jamroot.jam" "$out/b2/"
    (cd "$out/b2" && b2 -sHAWSER="$root" -j"$jobs" link="$link" debug-symbols=off --build-dir="$out/bin" consumer)
    program=$(find "$out" -type f -name consumer | head -n 1)
    library=$(dirname "$(find "$root/build/b2" "$out" -name 'libhawser.so*' | head -n 1)")
    check_linkage "$program"
    LD_LIBRARY_PATH="$library" "$program"
    ;;
*)
    echo "unknown kind of consumer: $kind" >&2
    exit 2
    ;;
esac
