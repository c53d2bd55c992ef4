// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>

// For loops over many bytes: what the vector units that are there take at once. The compiler makes
// instructions of the usual operators, whatever the processor.

#define HAWSER_ALWAYS_INLINE __attribute__((always_inline))

#if defined(__x86_64__)
/// Of a function that works on `WideBlock`s. It may be called only if `has_wide_blocks`.
#  define HAWSER_WIDE __attribute__((target("avx2")))
#else
#  define HAWSER_WIDE
#endif

namespace hawser::core {

/// One register of every processor.
using Block = std::uint64_t __attribute__((vector_size(16)));
/// One register of some.
using WideBlock = std::uint64_t __attribute__((vector_size(32)));

#if defined(__x86_64__)
// Initialised before main; whoever asks earlier takes the way that every processor knows.
inline const bool has_wide_blocks = __builtin_cpu_supports("avx2");
#else
inline constexpr bool has_wide_blocks = false;
#endif

} // namespace hawser::core
