// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace hawser {

/// What a form may be at most, beside the server's own limit on bodies.
struct FormLimits {
    /// Fields and files together: each costs memory, however short it is.
    std::size_t parts = 1000;
    /// Bytes of the header of one part of a multipart form; a long file name fits four times.
    std::size_t part_header = 4 * 1024;
    /// Bytes of one field; in an urlencoded form, of its name and value. Fields are held in memory.
    std::uint64_t field = 1024 * 1024;
    /// Bytes of all fields together: a body that was spooled to a file may be larger than memory.
    std::uint64_t all_fields = 4 * 1024 * 1024;
    /// Bytes of one file. Without a limit of its own: the body has one.
    std::uint64_t file = std::numeric_limits<std::uint64_t>::max();
    /// Bytes of the whole form, as it is sent. The body has a limit already.
    std::uint64_t total = std::numeric_limits<std::uint64_t>::max();
};

} // namespace hawser
