// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/form_limits.hpp>
#include <hawser/multipart_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// The boundary of a form's Content-Type; nothing unless it is `multipart/form-data` with exactly one, of 1
/// to 70 characters that may be in it (RFC 2046 §5.1.1).
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Reads `multipart/form-data` (RFC 7578, RFC 2046 §5.1) out of a buffer: bytes in, events out.
///
/// The caller shows the bytes it has; `next` takes what it can from the front. After `need_more`, what is
/// left in `bytes` must be shown again, in one piece with what came behind. Shown the whole of a part, it
/// hands its content out in one piece.
class MultipartParser {
public:
    using Event = MultipartReader::Event;

    /// `boundary` as `multipart_boundary` gave it.
    MultipartParser(std::string_view boundary, const FormLimits& limits);

    Event next(std::string_view& bytes);

    const FormPart& part() const noexcept { return part_; }
    std::string_view data() const noexcept { return data_; }
    error_code error() const noexcept { return error_; }

private:
    enum class Stage : unsigned char {
        start,     // a delimiter may come without the CRLF before it
        preamble,  // to be ignored (RFC 2046 §5.1.1)
        delimiter, // behind a boundary
        header,
        content_start, // at the CRLF that ends the header
        content,
        complete,
        failed,
    };

    Event step(std::string_view& bytes);
    Event read_start(std::string_view& bytes);
    Event read_preamble(std::string_view& bytes);
    Event read_delimiter(std::string_view& bytes);
    Event read_header(std::string_view& bytes);
    Event read_content_start(std::string_view& bytes);
    Event read_content(std::string_view& bytes);
    Event end_part(std::string_view& bytes);
    Event fail(form_error e) noexcept;

    std::string delimiter_; // CRLF, two dashes, the boundary
    FormLimits limits_;
    FormPart part_;
    std::string_view data_;
    error_code error_;
    std::size_t scanned_ = 0;    // of the header: no line ends before this
    std::size_t line_begin_ = 0; // where its unfinished line begins
    std::size_t parts_ = 0;
    std::uint64_t part_size_ = 0;
    std::uint64_t all_fields_ = 0;
    std::uint64_t total_ = 0;
    Stage stage_ = Stage::start;
};

} // namespace hawser::http
