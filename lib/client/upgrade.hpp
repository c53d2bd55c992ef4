// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/url.hpp"
#include "websocket/deflate_negotiation.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::client {

/// True for the fields of a request that the handshake sets itself: Host, Upgrade, Connection,
/// Sec-WebSocket-*, and those of framing.
bool is_owned_field(std::string_view name) noexcept;

/// What a handshake says.
struct UpgradeRequest {
    const Url& url;
    std::string_view key;
    const std::vector<std::string>& subprotocols;
    const websocket::DeflatePolicy* deflate = nullptr;
    std::string_view user_agent{};
    std::string_view origin{};
    const std::vector<std::pair<std::string, std::string>>& fields; ///< of the application
    /// The server is not the one that the application named: its secrets are not for it.
    bool is_foreign = false;
    std::string_view cookies{};       ///< the value of the field
    std::string_view authorization{}; ///< the value of the field; one of the application's own comes first
};

/// The request of a handshake (RFC 6455 §4.1).
std::string make_upgrade(const UpgradeRequest& request);

/// The request for a tunnel to `url` (RFC 9110 §9.3.6). `authorization`: the value of Proxy-Authorization.
std::string make_connect(const Url& url, std::string_view user_agent, std::string_view authorization);

/// The target of that request, which Digest signs, too: `example.com:443`.
std::string connect_target(const Url& url);

} // namespace hawser::client
