// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/response_message.hpp"

#include "core/ascii.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace hawser::http {
namespace {

using beast_error = boost::beast::http::error;

bool is_framing_field(std::string_view line) noexcept
{
    auto name = line.substr(0, line.find(':'));
    return core::iequals(name, "Content-Length") || core::iequals(name, "Transfer-Encoding");
}

/// What RFC 9110 §5.5 allows in a value, with the CRLF behind it.
bool has_clean_value(std::string_view line) noexcept
{
    line.remove_suffix(2);
    return std::all_of(line.begin(), line.end(), [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

/// The lines of `section` but for those that would tell of a body; nothing if one of those is malformed.
std::optional<std::string> without_framing(std::string_view section)
{
    std::string kept;
    kept.reserve(section.size());
    while (!section.empty()) {
        auto line = section.substr(0, section.find('\n') + 1);
        section.remove_prefix(line.size());
        if (!is_framing_field(line)) {
            kept.append(line);
        } else if (!has_clean_value(line)) {
            return std::nullopt;
        }
    }
    return kept;
}

} // namespace

ResponseMessage::ResponseMessage(bool is_connect) noexcept : is_connect_{is_connect}
{
    // Limits are ResponseParser's affair.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
}

error_code ResponseMessage::put_status_line(std::string_view line)
{
    return put_all(line) ? make_error_code(error::bad_status_line) : error_code{};
}

error_code ResponseMessage::put_fields(std::string_view section)
{
    if (!is_tunnel()) {
        return put_all(section);
    }
    // Beast would look at fields that are to be ignored here (RFC 9110 §9.3.6), and may find fault with them.
    auto kept = without_framing(section);
    return kept ? put_all(*kept) : make_error_code(error::bad_field);
}

error_code ResponseMessage::put_chunk_line(std::string_view line)
{
    return put_all(line) ? make_error_code(error::bad_chunk) : error_code{};
}

error_code ResponseMessage::put_chunk_data(std::string_view piece)
{
    return put_all(piece);
}

error_code ResponseMessage::put_last_chunk(std::string_view unit)
{
    return put_all(unit);
}

ResponseMessage::Framing ResponseMessage::framing() const noexcept
{
    if (head_.status < 200 || head_.status == 204 || head_.status == 304 || is_tunnel()) {
        return Framing::no_body;
    }
    return has_encoding_ ? Framing::chunked : has_length_ ? Framing::length : Framing::end_of_stream;
}

error_code ResponseMessage::put_all(std::string_view unit)
{
    error_code ec;
    auto taken = put(boost::beast::net::const_buffer{unit.data(), unit.size()}, ec);
    if (taken == unit.size() && ec == beast_error::need_more) {
        return {}; // the status line alone
    }
    if (taken != unit.size() && !ec) {
        return error::bad_field; // not reached: units end where Beast stops
    }
    return translate(ec);
}

/// What a fault that Beast found is called in Hawser.
error_code ResponseMessage::translate(const error_code& ec) const noexcept
{
    static const auto& beast_category = make_error_code(beast_error::need_more).category();
    if (ec.category() != beast_category) {
        return ec; // none, or from our own hooks
    }
    switch (static_cast<beast_error>(ec.value())) {
    case beast_error::bad_content_length:
    case beast_error::multiple_content_length: return error::bad_content_length;
    case beast_error::bad_transfer_encoding:
        return has_length_ ? error::bad_content_length : error::bad_transfer_encoding;
    case beast_error::bad_chunk:
    case beast_error::bad_chunk_extension: return error::bad_chunk;
    default: return error::bad_field;
    }
}

/// Beast has seen to it that the value is a number, and the same as before (RFC 9112 §6.3 allows that).
error_code ResponseMessage::on_length() noexcept
{
    has_length_ = true;
    return has_encoding_ ? make_error_code(error::bad_content_length) : error_code{};
}

/// Beast takes what does not end in chunked for a body that ends with the stream, beside any length, and
/// takes chunked in HTTP/1.0, where a proxy on the way may not know it (RFC 9112 §6.1, §6.3). It looks at
/// each field alone, and does not see chunked applied twice.
error_code ResponseMessage::on_encoding(std::string_view value) noexcept
{
    has_encoding_ = true;
    if (head_.version < 11) {
        return error::bad_transfer_encoding;
    }
    while (!value.empty()) {
        auto coding = core::next_element(value);
        if (ends_in_chunked_ || !core::is_token(coding)) {
            return error::bad_transfer_encoding;
        }
        ends_in_chunked_ = core::iequals(coding, "chunked");
    }
    return {};
}

void ResponseMessage::on_response_impl(int status, StringView reason, int version, error_code& ec)
{
    if (status < 100) {
        ec = error::bad_status_line;
        return;
    }
    head_.status = static_cast<unsigned>(status);
    head_.reason.assign(reason.data(), reason.size());
    head_.version = static_cast<unsigned>(version);
}

void ResponseMessage::on_field_impl(Field field, StringView name, StringView value, error_code& ec)
{
    if (is_header_done()) {
        return; // a trailer
    }
    if (field == Field::content_length) {
        ec = on_length();
    } else if (field == Field::transfer_encoding) {
        ec = on_encoding({value.data(), value.size()});
    }
    if (!ec) {
        head_.fields.add({name.data(), name.size()}, {value.data(), value.size()});
    }
}

void ResponseMessage::on_header_impl(error_code& ec)
{
    if (has_encoding_ && !chunked()) {
        ec = error::bad_transfer_encoding;
    } else if (head_.status == 101 && (has_encoding_ || has_length_)) {
        // Does the next protocol begin here, or behind a body? (RFC 9110 §8.6, RFC 9112 §6.1)
        ec = has_length_ ? error::bad_content_length : error::bad_transfer_encoding;
    }
    length_ = content_length().value_or(0);
}

} // namespace hawser::http
