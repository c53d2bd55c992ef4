// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/multipart.hpp"

#include "core/ascii.hpp"
#include "http/media_type.hpp"
#include "http/part_header.hpp"

#include <algorithm>
#include <utility>

namespace hawser::http {
namespace {

using core::npos;

/// White space behind a boundary that gateways may have added (RFC 2046 §5.1.1).
constexpr std::size_t max_padding = 64;

bool is_boundary(std::string_view text) noexcept
{
    const auto is_good = [](char c) {
        return (c >= '0' && c <= '9') || (core::to_lower(c) >= 'a' && core::to_lower(c) <= 'z') ||
               std::string_view{"'()+_,-./:=? "}.find(c) != npos;
    };
    return !text.empty() && text.size() <= 70 && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), is_good);
}

/// How many bytes at the end of `bytes` may be the beginning of `delimiter`, whose CR is its only one.
std::size_t unfinished_delimiter(std::string_view bytes, std::string_view delimiter) noexcept
{
    auto tail = bytes.substr(bytes.size() - std::min(bytes.size(), delimiter.size() - 1));
    auto carriage_return = tail.rfind('\r');
    if (carriage_return == npos || !delimiter.starts_with(tail.substr(carriage_return))) {
        return 0;
    }
    return tail.size() - carriage_return;
}

} // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type)
{
    if (media_type(content_type) != "multipart/form-data") {
        return std::nullopt;
    }
    std::optional<std::string> boundary;
    take_quoted(content_type, ';');
    std::string_view name, value;
    while (next_media_parameter(content_type, name, value)) {
        if (core::iequals(name, "boundary")) {
            if (boundary) { // two readers might not agree on which one counts
                return std::nullopt;
            }
            boundary = unquote(value);
        }
    }
    return boundary && is_boundary(*boundary) ? boundary : std::nullopt;
}

MultipartParser::MultipartParser(std::string_view boundary, const FormLimits& limits)
    : delimiter_{"\r\n--"}, limits_{limits}
{
    delimiter_.append(boundary);
}

MultipartParser::Event MultipartParser::next(std::string_view& bytes)
{
    data_ = {};
    auto before = bytes.size();
    auto event = step(bytes);
    total_ += before - bytes.size();
    return total_ > limits_.total && event != Event::failed ? fail(form_error::form_too_large) : event;
}

MultipartParser::Event MultipartParser::step(std::string_view& bytes)
{
    switch (stage_) {
    case Stage::start: return read_start(bytes);
    case Stage::preamble: return read_preamble(bytes);
    case Stage::delimiter: return read_delimiter(bytes);
    case Stage::header: return read_header(bytes);
    case Stage::content_start: return read_content_start(bytes);
    case Stage::content: return read_content(bytes);
    case Stage::complete: return Event::complete;
    case Stage::failed: break;
    }
    return Event::failed;
}

MultipartParser::Event MultipartParser::read_start(std::string_view& bytes)
{
    auto first = std::string_view{delimiter_}.substr(2);
    if (bytes.size() < first.size() && first.starts_with(bytes)) {
        return Event::need_more;
    }
    if (!bytes.starts_with(first)) {
        stage_ = Stage::preamble;
        return read_preamble(bytes);
    }
    bytes.remove_prefix(first.size());
    stage_ = Stage::delimiter;
    return read_delimiter(bytes);
}

MultipartParser::Event MultipartParser::read_preamble(std::string_view& bytes)
{
    auto found = bytes.find(delimiter_);
    if (found == npos) {
        bytes.remove_prefix(bytes.size() - unfinished_delimiter(bytes, delimiter_));
        return Event::need_more;
    }
    bytes.remove_prefix(found + delimiter_.size());
    stage_ = Stage::delimiter;
    return read_delimiter(bytes);
}

MultipartParser::Event MultipartParser::read_delimiter(std::string_view& bytes)
{
    if (bytes.starts_with("--")) {
        bytes.remove_prefix(2);
        stage_ = Stage::complete;
        return Event::complete;
    }
    auto padding = std::min(bytes.find_first_not_of(" \t"), bytes.size());
    auto behind = bytes.substr(padding);
    if (bytes == "-" || (padding <= max_padding && (behind.empty() || behind == "\r"))) {
        return Event::need_more;
    }
    // A longer boundary that begins with ours, or an honest line of the content: nobody can tell.
    if (padding > max_padding || !behind.starts_with("\r\n")) {
        return fail(form_error::bad_delimiter);
    }
    bytes = behind.substr(2);
    scanned_ = line_begin_ = 0;
    stage_ = Stage::header;
    return read_header(bytes);
}

MultipartParser::Event MultipartParser::read_header(std::string_view& bytes)
{
    for (;;) {
        auto line_feed = bytes.find('\n', scanned_);
        auto size = line_feed == npos ? bytes.size() : line_feed + 1;
        if (size > limits_.part_header) {
            return fail(form_error::part_header_too_large);
        }
        if (line_feed == npos) {
            scanned_ = size;
            return Event::need_more;
        }
        if (line_feed == line_begin_ || bytes[line_feed - 1] != '\r') {
            return fail(form_error::bad_part); // a bare LF
        }
        scanned_ = size;
        if (line_feed - 1 == line_begin_) {
            break;
        }
        line_begin_ = size;
    }
    auto header = bytes.substr(0, line_begin_);
    auto part = parse_part_header(header);
    if (!part) {
        return fail(form_error::bad_part);
    }
    if (++parts_ > limits_.parts) {
        return fail(form_error::too_many_parts);
    }
    part_ = std::move(*part);
    part_size_ = 0;
    bytes.remove_prefix(header.size()); // up to the CRLF of the empty line
    stage_ = Stage::content_start;
    return Event::part;
}

/// The CRLF of the empty line is also the one of the delimiter, if a part has no content at all (RFC 2046
/// §5.1.1: the grammar of `body-part`).
MultipartParser::Event MultipartParser::read_content_start(std::string_view& bytes)
{
    if (bytes.starts_with(delimiter_)) {
        return end_part(bytes);
    }
    if (std::string_view{delimiter_}.starts_with(bytes)) {
        return Event::need_more;
    }
    bytes.remove_prefix(2);
    stage_ = Stage::content;
    return read_content(bytes);
}

MultipartParser::Event MultipartParser::read_content(std::string_view& bytes)
{
    auto end = bytes.find(delimiter_);
    if (end == 0) {
        return end_part(bytes);
    }
    if (end == npos) {
        end = bytes.size() - unfinished_delimiter(bytes, delimiter_);
    }
    if (end == 0) {
        return Event::need_more;
    }
    part_size_ += end;
    all_fields_ += part_.is_file ? 0 : end;
    if (part_size_ > (part_.is_file ? limits_.file : limits_.field) || all_fields_ > limits_.all_fields) {
        return fail(form_error::part_too_large);
    }
    data_ = bytes.substr(0, end);
    bytes.remove_prefix(end);
    return Event::data;
}

MultipartParser::Event MultipartParser::end_part(std::string_view& bytes)
{
    bytes.remove_prefix(delimiter_.size());
    stage_ = Stage::delimiter;
    return Event::part_end;
}

MultipartParser::Event MultipartParser::fail(form_error e) noexcept
{
    data_ = {};
    error_ = e;
    stage_ = Stage::failed;
    return Event::failed;
}

} // namespace hawser::http
