// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/deflate_negotiation.hpp"
#include "websocket/handshake.hpp"

#include <hawser/options.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

struct ServiceState;

/// What a handshake agreed on.
struct Agreement {
    std::string subprotocol;
    std::optional<websocket::DeflateParameters> deflate;
};

/// Answers a handshake whose request was found good: chooses the subprotocol, asks the service's
/// `on_handshake`, and makes `response` the answer with 101. Throws what `on_handshake` does.
void accept_handshake(const ServiceState& service, const Request& request,
                      const websocket::ServerHandshake& handshake, Response& response, Agreement& agreement);

/// True for the fields of an answer to a handshake that the library sets itself: Upgrade, Connection,
/// Sec-WebSocket-*, and those of framing.
bool is_handshake_field(std::string_view name) noexcept;

/// The head of that answer, once middleware has had its say; fields that the handshake owns are ours.
std::string handshake_head(const websocket::ServerHandshake& handshake, const Response& response,
                           std::string_view server_name, const Agreement& agreement);

} // namespace hawser::server
