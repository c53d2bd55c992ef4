// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/line_scan.hpp"

#include "core/ascii.hpp"
#include "http/framing_guard.hpp"

#include <algorithm>
#include <cstring>

namespace hawser::http {
namespace {

using core::npos;

/// A chunk line is a number; extensions are legal, but nobody has found a use for them.
constexpr std::size_t max_chunk_line = 1024;

bool is_space(char c) noexcept
{
    return c == ' ' || c == '\t';
}

} // namespace

std::size_t LineScan::find_line_feed(std::string_view bytes, std::size_t from) noexcept
{
    if (from >= bytes.size()) {
        return npos;
    }
    const void* found = std::memchr(bytes.data() + from, '\n', bytes.size() - from);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) : npos;
}

std::optional<error_code> LineScan::read_field_lines(std::string_view bytes, std::size_t max_size,
                                                     std::size_t max_fields) noexcept
{
    for (auto line_feed = find_line_feed(bytes, scanned); line_feed != npos;
         line_feed = find_line_feed(bytes, scanned)) {
        auto end = line_feed + 1;
        if (end > max_size) {
            return error::header_too_large;
        }
        if (bytes[line_feed - 1] != '\r') {
            return error::bad_field; // a bare LF (RFC 9112 §2.2)
        }
        bool is_empty = line_feed - 1 == line_begin;
        scanned = end;
        if (is_empty) {
            return error_code{};
        }
        // Folded lines are obsolete, and Beast would unfold them (RFC 9112 §5.2); at the start of the
        // section they would hide a field (§2.2).
        if (is_space(bytes[line_begin])) {
            return error::bad_field;
        }
        if (++field_count > max_fields) {
            return error::too_many_fields;
        }
        line_begin = end;
    }
    if (bytes.size() > max_size) {
        return error::header_too_large;
    }
    return std::nullopt;
}

std::optional<LineScan::ChunkLine> LineScan::read_chunk_line(std::string_view bytes,
                                                             bool is_behind_chunk) noexcept
{
    const ChunkLine bad{.error = error::bad_chunk};
    line_begin = is_behind_chunk ? 2 : 0;
    if (!std::string_view{"\r\n", line_begin}.starts_with(bytes.substr(0, line_begin))) {
        return bad;
    }
    auto line_feed = find_line_feed(bytes, std::max(scanned, line_begin));
    auto size = line_feed == npos ? bytes.size() : line_feed + 1;
    if (size > max_chunk_line) {
        return bad;
    }
    if (line_feed == npos) {
        return std::nullopt;
    }
    if (line_feed == line_begin || bytes[line_feed - 1] != '\r') {
        return bad;
    }
    auto announced = chunk_size(bytes.substr(line_begin, line_feed - 1 - line_begin));
    if (!announced) {
        return bad;
    }
    return ChunkLine{{}, size, *announced};
}

} // namespace hawser::http
