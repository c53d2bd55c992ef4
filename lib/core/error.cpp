// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/error.hpp>

#include <boost/system/errc.hpp>

#include <string>

namespace hawser {
namespace {

// A switch without a default, so that the compiler names the enumerator that has no text.
const char* text(error e) noexcept
{
    switch (e) {
    case error::reserved_bits_set: return "reserved bits set in a WebSocket frame";
    case error::reserved_opcode: return "reserved opcode in a WebSocket frame";
    case error::unmasked_frame: return "unmasked WebSocket frame from a client";
    case error::masked_frame: return "masked WebSocket frame from a server";
    case error::frame_length_not_minimal: return "WebSocket frame length not in its shortest form";
    case error::frame_length_out_of_range: return "WebSocket frame length out of range";
    case error::control_frame_too_long: return "WebSocket control frame longer than 125 bytes";
    case error::control_frame_fragmented: return "fragmented WebSocket control frame";
    case error::unexpected_continuation: return "continuation frame outside a WebSocket message";
    case error::expected_continuation: return "new WebSocket message inside a fragmented one";
    case error::bad_close_payload: return "malformed payload of a WebSocket Close frame";
    case error::bad_close_code: return "invalid WebSocket close code";
    case error::invalid_utf8: return "invalid UTF-8";
    case error::bad_compressed_data: return "corrupt compressed data in a WebSocket message";
    case error::message_too_large: return "WebSocket message too large";
    case error::frame_too_large: return "WebSocket frame too large";
    case error::handshake_bad_method: return "WebSocket handshake with a method other than GET";
    case error::handshake_bad_version: return "WebSocket handshake with a version other than HTTP/1.1";
    case error::handshake_no_upgrade: return "no upgrade to WebSocket";
    case error::handshake_bad_key: return "missing or malformed Sec-WebSocket-Key";
    case error::handshake_unsupported_version: return "unsupported Sec-WebSocket-Version";
    case error::handshake_bad_accept: return "Sec-WebSocket-Accept does not match the key";
    case error::handshake_bad_subprotocol: return "bad Sec-WebSocket-Protocol";
    case error::handshake_bad_extension: return "bad Sec-WebSocket-Extensions";
    case error::handshake_declined: return "the server declined the WebSocket handshake";
    case error::bad_request_line: return "malformed request line";
    case error::bad_target: return "malformed request target";
    case error::unsupported_http_version: return "unsupported HTTP version";
    case error::bad_field: return "malformed header field";
    case error::bad_host: return "missing or malformed Host";
    case error::bad_content_length: return "bad Content-Length";
    case error::bad_transfer_encoding: return "bad Transfer-Encoding";
    case error::bad_chunk: return "malformed chunk";
    case error::request_line_too_long: return "request line too long";
    case error::header_too_large: return "request header too large";
    case error::too_many_fields: return "too many header fields";
    case error::body_too_large: return "request body too large";
    case error::expectation_failed: return "unsupported Expect";
    case error::not_open: return "the session is not open";
    case error::queue_full: return "the send queue is full";
    case error::handler_failed: return "a callback of the application threw an exception";
    case error::connection_cut: return "the connection was cut";
    case error::end_of_stream: return "unexpected end of stream";
    case error::already_running: return "already running";
    case error::bad_option: return "bad option";
    case error::document_root_missing: return "no such folder";
    case error::header_timeout: return "time-out while waiting for a request header";
    case error::body_timeout: return "time-out while waiting for a request body";
    case error::idle_timeout: return "idle for too long";
    case error::write_timeout: return "time-out while writing";
    case error::close_timeout: return "time-out while waiting for the peer's Close frame";
    case error::message_timeout: return "time-out while waiting for the rest of a WebSocket message";
    case error::pong_timeout: return "time-out while waiting for the answer to a Ping";
    case error::unusable_certificate: return "unusable certificate, key or list";
    case error::tls_not_spoken: return "the peer does not speak TLS";
    case error::tls_handshake_failed: return "TLS handshake failed";
    case error::tls_refused_by_peer: return "the peer ended TLS with an alert";
    case error::tls_protocol_error: return "malformed or corrupt TLS record";
    case error::tls_handshake_timeout: return "time-out in the TLS handshake";
    case error::certificate_missing: return "the peer has shown no certificate";
    case error::certificate_expired: return "the peer's certificate has expired";
    case error::certificate_not_yet_valid: return "the peer's certificate is not valid yet";
    case error::certificate_wrong_host: return "the peer's certificate is for another host";
    case error::certificate_unknown_issuer: return "the issuer of the peer's certificate is not trusted";
    case error::certificate_self_signed: return "the peer's certificate is self-signed";
    case error::certificate_revoked: return "the peer's certificate was revoked";
    case error::certificate_invalid: return "the peer's certificate is invalid";
    case error::certificate_not_pinned: return "the peer's key is not one of those expected";
    case error::certificate_refused: return "the application refused the peer's certificate";
    case error::bad_status_line: return "malformed status line";
    case error::authentication_required: return "the server wants credentials";
    case error::credentials_refused: return "the server refused the credentials";
    case error::challenge_unsupported: return "no way to authenticate that is known and allowed";
    case error::proxy_authentication_required: return "the proxy wants credentials";
    case error::proxy_credentials_refused: return "the proxy refused the credentials";
    case error::proxy_refused: return "the proxy does not connect to the server";
    case error::proxy_protocol_error: return "malformed answer of the proxy";
    case error::too_many_redirects: return "too many redirects";
    case error::redirect_refused: return "redirect to where a WebSocket must not go";
    case error::resolve_timeout: return "time-out while resolving a host name";
    case error::connect_timeout: return "time-out while connecting";
    case error::proxy_timeout: return "time-out while waiting for the proxy";
    case error::handshake_timeout: return "time-out in the WebSocket handshake";
    }
    return "unknown error";
}

// 0: belongs to no class.
int condition_of(error e) noexcept
{
    if (e >= error::handshake_bad_method && e <= error::handshake_declined) {
        return static_cast<int>(condition::handshake_failed);
    }
    if (e >= error::certificate_missing && e <= error::certificate_refused) {
        return static_cast<int>(condition::untrusted_peer);
    }
    switch (e) {
    case error::reserved_bits_set:
    case error::reserved_opcode:
    case error::unmasked_frame:
    case error::masked_frame:
    case error::frame_length_not_minimal:
    case error::frame_length_out_of_range:
    case error::control_frame_too_long:
    case error::control_frame_fragmented:
    case error::unexpected_continuation:
    case error::expected_continuation:
    case error::bad_close_payload:
    case error::bad_close_code:
    case error::invalid_utf8:
    case error::bad_compressed_data:
    case error::bad_request_line:
    case error::bad_target:
    case error::unsupported_http_version:
    case error::bad_field:
    case error::bad_host:
    case error::bad_content_length:
    case error::bad_transfer_encoding:
    case error::bad_chunk:
    case error::bad_status_line:
    case error::proxy_protocol_error:
    case error::tls_not_spoken:
    case error::tls_protocol_error: return static_cast<int>(condition::protocol_error);
    case error::message_too_large:
    case error::frame_too_large:
    case error::request_line_too_long:
    case error::header_too_large:
    case error::too_many_fields:
    case error::body_too_large:
    case error::queue_full: return static_cast<int>(condition::limit_exceeded);
    case error::header_timeout:
    case error::body_timeout:
    case error::idle_timeout:
    case error::write_timeout:
    case error::close_timeout:
    case error::message_timeout:
    case error::pong_timeout:
    case error::tls_handshake_timeout:
    case error::resolve_timeout:
    case error::connect_timeout:
    case error::proxy_timeout:
    case error::handshake_timeout: return static_cast<int>(condition::timeout);
    case error::authentication_required:
    case error::credentials_refused:
    case error::challenge_unsupported:
    case error::proxy_authentication_required:
    case error::proxy_credentials_refused: return static_cast<int>(condition::authentication_failed);
    default: return 0;
    }
}

// The fixed numbers make two copies of the library in one process (static in one module, shared in
// another) compare equal.
class ErrorCategory final : public boost::system::error_category {
public:
    constexpr ErrorCategory() noexcept : error_category{0x3c1b'6f0e'92d5'4a71} {}

    const char* name() const noexcept override { return "hawser"; }
    std::string message(int value) const override { return text(static_cast<error>(value)); }
    const char* message(int value, char*, std::size_t) const noexcept override
    {
        return text(static_cast<error>(value));
    }
    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        if (int c = condition_of(static_cast<error>(value))) {
            return {c, condition_category()};
        }
        return {value, *this};
    }
};

class ConditionCategory final : public boost::system::error_category {
public:
    constexpr ConditionCategory() noexcept : error_category{0x3c1b'6f0e'92d5'4a72} {}

    const char* name() const noexcept override { return "hawser.condition"; }
    std::string message(int value) const override
    {
        switch (static_cast<condition>(value)) {
        case condition::protocol_error: return "protocol error";
        case condition::handshake_failed: return "handshake failed";
        case condition::limit_exceeded: return "limit exceeded";
        case condition::authentication_failed: return "authentication failed";
        case condition::timeout: return "time-out";
        case condition::untrusted_peer: return "untrusted peer";
        }
        return "unknown condition";
    }
    // A time-out that the operating system reports is one for the application as well.
    bool equivalent(const error_code& code, int value) const noexcept override
    {
        return error_category::equivalent(code, value) ||
               (value == static_cast<int>(condition::timeout) && code == boost::system::errc::timed_out);
    }
    using error_category::equivalent;
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const ErrorCategory category;
    return category;
}

const boost::system::error_category& condition_category() noexcept
{
    static const ConditionCategory category;
    return category;
}

} // namespace hawser
