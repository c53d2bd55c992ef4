// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::http {

/// A stretch of some content, at least one byte long.
struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;

    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeVerdict : unsigned char {
    whole,         ///< no ranges: answer as if the field were not there
    partial,       ///< 206 with the ranges
    unsatisfiable, ///< 416
};

/// Reads a Range field for content of `length` bytes (RFC 9110 §14.2) and puts what has to be sent in
/// `ranges`.
///
/// Ranges that overlap, or leave out less than saying so would take, are joined; they then come in ascending
/// order, else in the one asked for (§14.2, §15.3.7.2). The field is ignored, as §14.2 allows or demands, if
/// its unit is not `bytes`, if any of its ranges is malformed, if there are more than `max_ranges`, and for
/// empty content.
RangeVerdict parse_ranges(std::string_view field, std::uint64_t length, std::size_t max_ranges,
                          std::vector<ByteRange>& ranges);

/// `bytes 0-99/1234` (RFC 9110 §14.4).
std::string content_range(const ByteRange& range, std::uint64_t length);

/// `bytes */1234`, for 416.
std::string unsatisfied_range(std::uint64_t length);

/// What stands before a range in a `multipart/byteranges` body (RFC 9110 §14.6); `is_first` is that of the
/// body.
std::string range_part_head(std::string_view boundary, std::string_view content_type, const ByteRange& range,
                            std::uint64_t length, bool is_first);

/// What stands behind the last one.
std::string range_parts_end(std::string_view boundary);

} // namespace hawser::http
