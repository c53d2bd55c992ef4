// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/client_session.hpp"

#include "client/core.hpp"

#include <utility>

namespace hawser::client {

ClientSession::ClientSession(net::Connection& connection, std::shared_ptr<Core> core,
                             std::shared_ptr<const Settings> settings,
                             const std::optional<websocket::DeflateParameters>& deflate)
    : WebSocketSession{connection,
                       {.role = websocket::Role::client,
                        .options = settings->session(),
                        .logger = settings->options().logger,
                        .counters = nullptr,
                        .callbacks = {},
                        .has_broadcasts = false,
                        .deflate = deflate}},
      core_{std::move(core)}, settings_{std::move(settings)}
{
}

ClientSession::~ClientSession() = default;

// One lock for all messages of a read; each of them takes it again, which is cheap for its owner.
std::size_t ClientSession::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    const auto core = core_;
    const auto lock = core ? core->hold_callbacks() : std::unique_lock<std::recursive_mutex>{};
    return WebSocketSession::on_bytes(connection, bytes);
}

std::string ClientSession::describe() const
{
    return core_ ? "client of " + core_->url().to_string() : std::string{"client"};
}

bool ClientSession::has_unread() const
{
    return core_ && core_->has_unread();
}

void ClientSession::tell_open()
{
    core_->session_opened();
}

void ClientSession::tell_message(const Message& message)
{
    core_->session_message(message);
}

void ClientSession::tell_fragment(const Fragment& fragment)
{
    core_->session_fragment(fragment);
}

void ClientSession::tell_ping(std::string_view payload)
{
    core_->session_ping(payload);
}

void ClientSession::tell_pong(std::string_view payload)
{
    core_->session_pong(payload);
}

void ClientSession::tell_drain()
{
    core_->session_drained();
}

void ClientSession::tell_error(error_code ec, std::string_view what)
{
    core_->session_failed(ec, what);
}

void ClientSession::tell_close(const CloseInfo& info)
{
    core_->session_closed(info);
}

void ClientSession::forget_listener() noexcept
{
    core_.reset();
}

} // namespace hawser::client
