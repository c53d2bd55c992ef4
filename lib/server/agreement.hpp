// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/deflate_negotiation.hpp"
#include "websocket/handshake.hpp"

#include <hawser/options.hpp>
#include <hawser/request.hpp>

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

/// What a service wants of permessage-deflate.
websocket::DeflatePolicy deflate_policy(const DeflateOptions& options) noexcept;

/// Answers a handshake whose request was found good: chooses the subprotocol, asks the service's
/// `on_handshake`, and writes the head of the answer with 101. Throws what `on_handshake` does.
std::string accept_handshake(const ServiceState& service, const Request& request,
                             const websocket::ServerHandshake& handshake, std::string_view server_name,
                             Agreement& agreement);

} // namespace hawser::server
