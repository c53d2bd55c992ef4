// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/settings.hpp"
#include "session/websocket_session.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hawser::client {

class Core;

/// The client's side of a connection, with the client as the listener.
///
/// *Thread safety*: as its base.
class ClientSession final : public session::WebSocketSession {
public:
    ClientSession(net::Connection& connection, std::shared_ptr<Core> core,
                  std::shared_ptr<const Settings> settings,
                  const std::optional<websocket::DeflateParameters>& deflate);
    ~ClientSession() override;

    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;

private:
    std::string describe() const override;
    bool has_unread() const override;

    bool has_listener() const noexcept override { return core_ != nullptr; }
    void tell_open() override;
    void tell_message(const Message& message) override;
    void tell_fragment(const Fragment& fragment) override;
    void tell_ping(std::string_view payload) override;
    void tell_pong(std::string_view payload) override;
    void tell_drain() override;
    void tell_error(error_code ec, std::string_view what) override;
    void tell_close(const CloseInfo& info) override;
    void forget_listener() noexcept override;

    std::shared_ptr<Core> core_;
    const std::shared_ptr<const Settings> settings_;
};

} // namespace hawser::client
