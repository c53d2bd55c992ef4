// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/deflate_negotiation.hpp"

#include <hawser/error.hpp>
#include <hawser/fields.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::websocket {

/// The value of Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 §4.2.2, 5.4).
std::string accept_for_key(std::string_view key);

/// What the server's side found in a request.
struct ServerHandshake {
    error_code error;                         ///< none: upgrade
    unsigned status = 101;                    ///< else 400, 405 or 426
    std::string accept;                       ///< Sec-WebSocket-Accept
    std::vector<std::string> subprotocols;    ///< offered, in order
    std::optional<DeflateParameters> deflate; ///< agreed on; nothing: messages are not compressed
    std::string extensions;                   ///< Sec-WebSocket-Extensions of the answer; empty: none
};

/// Checks a request for an upgrade (RFC 6455 §4.2.1). `method` is "GET" …, `version` 10 or 11.
/// 405: not GET; 426 (with `Sec-WebSocket-Version: 13` or `Upgrade: websocket` in the answer, which the
/// caller sets): another version, or no upgrade asked for; 400: the rest, malformed
/// extensions among it (RFC 6455 §9.1). Without a `deflate` to negotiate by none is accepted.
ServerHandshake check_request(std::string_view method, unsigned version, const Fields& fields,
                              const DeflatePolicy* deflate = nullptr);

/// True if the request asks for a WebSocket at all: `Upgrade` has the token `websocket`.
bool wants_websocket(const Fields& fields) noexcept;

/// The client's side: a fresh key, 16 random bytes in base64 (RFC 6455 §4.1).
std::string make_key();

/// Fills in the fields that the handshake owns: Upgrade, Connection, Sec-WebSocket-Key, -Version and,
/// if any are given, -Protocol and -Extensions.
void fill_request(Fields& fields, std::string_view key, const std::vector<std::string>& subprotocols,
                  const DeflatePolicy* deflate = nullptr);

/// What the client's side found in the answer.
struct ClientHandshake {
    error_code error;
    std::string subprotocol;                  ///< the one that the server chose; empty: none
    std::optional<DeflateParameters> deflate; ///< agreed on; nothing: messages are not compressed
};

/// Checks the server's answer (RFC 6455 §4.1, the numbered list at the end): status, Upgrade,
/// Connection, Accept, a subprotocol only of those offered, no extension but what `offered_deflate` offered.
ClientHandshake check_response(unsigned status, const Fields& fields, std::string_view key,
                               const std::vector<std::string>& offered_subprotocols,
                               const DeflatePolicy* offered_deflate = nullptr);

} // namespace hawser::websocket
