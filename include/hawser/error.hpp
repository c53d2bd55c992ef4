// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>

#include <type_traits>

namespace hawser {

using error_code = boost::system::error_code;

/// What Hawser itself reports through `boost::system::error_code`.
///
/// Errors of the operating system come as its own codes. Compare with a `hawser::condition` to ask for
/// a whole class of them: `if (ec == hawser::condition::protocol_error)`.
enum class error {
    // WebSocket frames (RFC 6455 §5)
    reserved_bits_set = 1,     ///< an RSV bit that no extension gave a meaning
    reserved_opcode,           ///< opcode 3–7 or 11–15
    unmasked_frame,            ///< a client's frame without a mask
    masked_frame,              ///< a server's frame with a mask
    frame_length_not_minimal,  ///< a length not in its shortest form
    frame_length_out_of_range, ///< a 64-bit length with the high bit set
    control_frame_too_long,    ///< a control frame with more than 125 bytes
    control_frame_fragmented,  ///< a control frame without FIN
    unexpected_continuation,   ///< a continuation frame outside a message
    expected_continuation,     ///< a new message inside a fragmented one
    bad_close_payload,         ///< a Close payload of one byte
    bad_close_code,            ///< a close code that must not be on the wire
    invalid_utf8,              ///< text, or a close reason, that is not UTF-8
    bad_compressed_data,       ///< a compressed message that is not DEFLATE data (RFC 7692 §7.2.2)
    message_too_large,         ///< more than the limit on a message
    frame_too_large,           ///< more than the limit on a frame

    // WebSocket handshake (RFC 6455 §4)
    handshake_bad_method,      ///< not GET
    handshake_bad_version,     ///< not HTTP/1.1
    handshake_no_upgrade,      ///< `Upgrade: websocket` or `Connection: upgrade` is missing
    handshake_bad_key,         ///< Sec-WebSocket-Key is missing, repeated, or not 16 bytes of base64
    handshake_unsupported_version, ///< Sec-WebSocket-Version is not 13
    handshake_bad_accept,      ///< Sec-WebSocket-Accept does not match the key
    handshake_bad_subprotocol, ///< malformed, or not one that was offered
    handshake_bad_extension,   ///< malformed, or not one that was offered
    handshake_declined,        ///< the server answered with another status than 101

    // HTTP requests (RFC 9112)
    bad_request_line,
    bad_target,
    unsupported_http_version,
    bad_field,
    bad_host,
    bad_content_length,
    bad_transfer_encoding,
    bad_chunk,
    request_line_too_long,
    header_too_large,
    too_many_fields,
    body_too_large,
    expectation_failed,

    // Sessions and servers
    not_open,                  ///< the session is closing or closed
    queue_full,                ///< the send queue reached its limit and the policy closed the session
    handler_failed,            ///< a callback of the application threw
    connection_cut,            ///< a stop, or its owner, cut the connection
    end_of_stream,             ///< the peer ended the connection in the middle of something
    already_running,
    bad_option,                ///< an option, path or pattern that cannot be used; the text says which
    document_root_missing,

    // Deadlines
    header_timeout,            ///< a request header did not arrive in time
    body_timeout,              ///< a request body made no progress
    idle_timeout,              ///< a kept-alive connection stayed silent
    write_timeout,             ///< the peer took no bytes for too long
    close_timeout,             ///< the peer did not answer our Close frame in time
    message_timeout,           ///< a WebSocket message was begun and not ended in time
    pong_timeout,              ///< the peer sent nothing for too long after a Ping

    // TLS
    unusable_certificate,      ///< a certificate, key or list of ours that cannot be used; the text says why
    tls_not_spoken,            ///< what the peer sends is not TLS
    tls_handshake_failed,      ///< no agreement: on a version, a cipher, a protocol
    tls_refused_by_peer,       ///< the peer ended the handshake, or the connection, with an alert
    tls_protocol_error,        ///< a record that is malformed, or was changed on its way
    tls_handshake_timeout,     ///< the handshake did not end in time

    // The peer's certificate
    certificate_missing,       ///< it was asked for one and has shown none
    certificate_expired,
    certificate_not_yet_valid,
    certificate_wrong_host,    ///< it is for another host
    certificate_unknown_issuer, ///< no chain to an issuer that is trusted
    certificate_self_signed,   ///< signed by itself, and not trusted
    certificate_revoked,       ///< by its issuer, as the revocation list says
    certificate_invalid,       ///< for another reason, such as a weak key or a wrong purpose
    certificate_not_pinned,    ///< its key is none of those that were expected
    certificate_refused,       ///< by the application's callback

    // Clients
    bad_status_line,           ///< an answer that does not begin as one of HTTP/1 does
    authentication_required,   ///< the server wants credentials (401), and there are none
    credentials_refused,       ///< the server has refused those that were sent (401)
    challenge_unsupported,     ///< the server, or the proxy, authenticates in ways that are not known, or not allowed
    proxy_authentication_required, ///< the proxy wants credentials, and there are none
    proxy_credentials_refused, ///< the proxy has refused those that were sent
    proxy_refused,             ///< the proxy does not connect to the server
    proxy_protocol_error,      ///< the proxy's answer is malformed
    too_many_redirects,        ///< more than the limit, or in a circle
    redirect_refused,          ///< to a weaker scheme, or to what is no WebSocket URL
    resolve_timeout,           ///< the name of the server, or the proxy, was not resolved in time
    connect_timeout,           ///< no connection was made in time
    proxy_timeout,             ///< the proxy did not answer in time
    handshake_timeout,         ///< the WebSocket handshake did not end in time
};

/// Classes of errors, for comparisons.
enum class condition {
    protocol_error = 1, ///< the peer broke a rule of WebSocket or HTTP
    handshake_failed,   ///< the WebSocket handshake failed
    limit_exceeded,     ///< a configured limit on size or count was exceeded
    timeout,            ///< a deadline passed
    untrusted_peer,     ///< the peer's certificate is missing, or was not accepted
    authentication_failed, ///< the server, or the proxy, wants credentials other than those it got
};

HAWSER_DECL const boost::system::error_category& error_category() noexcept;
HAWSER_DECL const boost::system::error_category& condition_category() noexcept;

inline error_code make_error_code(error e) noexcept
{
    return {static_cast<int>(e), error_category()};
}

inline boost::system::error_condition make_error_condition(condition c) noexcept
{
    return {static_cast<int>(c), condition_category()};
}

} // namespace hawser

template <>
struct boost::system::is_error_code_enum<hawser::error> : std::true_type {};

template <>
struct boost::system::is_error_condition_enum<hawser::condition> : std::true_type {};
