// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/message_parser.hpp"

#include "http/trailer_rules.hpp"

#include <boost/beast/http/error.hpp>

#include <limits>

namespace hawser::http {
namespace {

using beast_error = boost::beast::http::error;

/// What a fault that Beast found is called in Hawser.
error_code translate(const error_code& ec) noexcept
{
    static const auto& beast_category = make_error_code(beast_error::need_more).category();
    if (ec.category() != beast_category) {
        return ec; // from our own hooks
    }
    switch (static_cast<beast_error>(ec.value())) {
    case beast_error::bad_method:
    case beast_error::bad_version: return error::bad_request_line;
    case beast_error::bad_target: return error::bad_target;
    case beast_error::bad_content_length:
    case beast_error::multiple_content_length: return error::bad_content_length;
    case beast_error::bad_transfer_encoding: return error::bad_transfer_encoding;
    case beast_error::bad_chunk:
    case beast_error::bad_chunk_extension: return error::bad_chunk;
    default: return error::bad_field;
    }
}

} // namespace

MessageParser::MessageParser(Request& request) noexcept : request_{request}
{
    // Limits are RequestParser's affair: Beast forgets what it has counted of a header that comes in pieces.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
}

error_code MessageParser::put_all(std::string_view unit)
{
    error_code ec;
    if (put_some(unit, ec) != unit.size() && !ec) {
        ec = error::bad_request_line; // not reached: units end where Beast stops
    }
    return ec;
}

std::size_t MessageParser::put_content(std::string_view bytes, error_code& ec)
{
    return put_some(bytes, ec);
}

std::size_t MessageParser::put_some(std::string_view bytes, error_code& ec)
{
    auto taken = put(boost::beast::net::const_buffer{bytes.data(), bytes.size()}, ec);
    if (ec == beast_error::need_more && taken == bytes.size()) {
        ec = {}; // the request line alone
    } else if (ec) {
        ec = translate(ec);
    }
    return taken;
}

void MessageParser::on_request_impl(Verb, StringView method, StringView target, int version, error_code&)
{
    method_size_ = method.size();
    target_size_ = target.size();
    version_ = static_cast<unsigned>(version);
    guard_ = FramingGuard{version_};
}

void MessageParser::on_field_impl(Field field, StringView name, StringView value, error_code& ec)
{
    // Kept apart from the header: nothing that comes behind the content may change what was decided before
    // it (RFC 9110 §6.5.1).
    if (in_trailer_) {
        if (may_be_trailer(name)) {
            trailers_.add(name, value);
        }
        return;
    }
    ec = guard_.on_field(field, value);
    if (!ec) {
        request_.fields().add(name, value);
    }
}

void MessageParser::on_header_impl(error_code& ec)
{
    ec = guard_.on_end();
    in_trailer_ = true;
}

} // namespace hawser::http
