// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hawser::http {

/// Finds where the units of an HTTP/1 message end, a section of fields or a chunk line, in bytes that come in
/// pieces: none is looked at twice, and what two readers could take for two different things is refused (RFC
/// 9112 §2.2, §11.2). What requests and answers have in common. All is counted from the front of the caller's
/// bytes.
///
/// *Thread safety*: none.
struct LineScan {
    std::size_t scanned = 0;    ///< no line ends before this
    std::size_t line_begin = 0; ///< where the line begins that is not complete
    std::size_t field_count = 0;

    static std::size_t find_line_feed(std::string_view bytes, std::size_t from) noexcept;

    /// Searches complete lines for the empty one that ends a section of fields. Nothing: not there yet. An
    /// error code without an error: `scanned` is behind it.
    std::optional<error_code> read_field_lines(std::string_view bytes, std::size_t max_size,
                                               std::size_t max_fields) noexcept;

    struct ChunkLine {
        error_code error{};
        std::size_t size =
            0; ///< of the unit: with the CRLF behind the data of the chunk before, if there was one
        std::uint64_t announced = 0; ///< bytes of the chunk
    };
    /// The unit is the CRLF behind the data of a chunk, which Beast takes for the beginning of the next line,
    /// and that line. Nothing: not there yet.
    std::optional<ChunkLine> read_chunk_line(std::string_view bytes, bool is_behind_chunk) noexcept;
};

} // namespace hawser::http
