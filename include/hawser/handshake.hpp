// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/fields.hpp>
#include <hawser/request.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// A WebSocket handshake that is about to be accepted; the argument of `WebSocketOptions::on_handshake`.
///
/// *Lifecycle*: valid during that call.
///
/// *Thread safety*: use it on the thread of the call.
///
/// *Example*
/// @code
/// options.on_handshake = [](hawser::Handshake& handshake) {
///     if (handshake.request().query("v") == "2" && handshake.offers("chat.v2"))
///         handshake.subprotocol("chat.v2");
///     handshake.set("X-Served-By", "node-7");
/// };
/// @endcode
class HAWSER_DECL Handshake {
public:
    Handshake(const Request& request, std::vector<std::string> offered, std::string subprotocol);

    /// The request that is going to be accepted.
    const Request& request() const noexcept { return request_; }

    /// The subprotocols that the client offers, in its order (RFC 6455 §11.3.4).
    const std::vector<std::string>& offered_subprotocols() const noexcept { return offered_; }
    bool offers(std::string_view subprotocol) const noexcept;

    /// The one that was chosen: from `WebSocketOptions::subprotocols`, or by the other overload. Empty: none.
    const std::string& subprotocol() const noexcept { return subprotocol_; }
    /// Chooses; empty: none. @throws std::invalid_argument if the client does not offer it (RFC 6455 §4.2.2).
    void subprotocol(std::string_view chosen);

    /// Fields that the answer will have beside those of the handshake itself.
    const Fields& response_fields() const noexcept { return fields_; }
    /// Sets one. @throws std::invalid_argument for a field that the handshake owns (Upgrade, Connection,
    /// Sec-WebSocket-*, Content-Length, Transfer-Encoding), or a malformed name or value.
    void set(std::string_view name, std::string_view value);
    /// Adds one (for `Set-Cookie`, which comes once per cookie). Throws as `set` does.
    void add(std::string_view name, std::string_view value);

    /// Negotiates no extension with this client, whatever it offers.
    void ignore_extensions() noexcept { ignores_extensions_ = true; }
    bool ignores_extensions() const noexcept { return ignores_extensions_; }

private:
    const Request& request_;
    const std::vector<std::string> offered_;
    std::string subprotocol_;
    Fields fields_;
    bool ignores_extensions_ = false;
};

} // namespace hawser
