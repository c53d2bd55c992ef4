// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_manager.hpp>

#include "server/payload.hpp"
#include "server/session_registry.hpp"
#include "server/websocket_session.hpp"

#include <utility>

namespace hawser {

SessionManager::SessionManager(std::shared_ptr<server::SessionRegistry> registry) noexcept
    : registry_{std::move(registry)}
{
}

SessionManager::~SessionManager() = default;

std::size_t SessionManager::count() const
{
    return registry_->count();
}

std::vector<std::string> SessionManager::ids() const
{
    return registry_->ids();
}

std::optional<Session> SessionManager::find(std::string_view id) const
{
    if (const auto parsed = server::SessionId::parse(id))
        if (auto session = registry_->find(*parsed))
            return Session{std::move(session)};
    return std::nullopt;
}

void SessionManager::broadcast(std::string_view text) const
{
    server::require_utf8(text);
    registry_->broadcast(MessageType::text, text);
}

void SessionManager::broadcast(std::span<const std::byte> data) const
{
    registry_->broadcast(MessageType::binary, server::as_text(data));
}

SendResult SessionManager::send_to(std::string_view id, std::string_view text) const
{
    const auto session = find(id);
    return session ? session->send(text) : SendResult::dropped;
}

SendResult SessionManager::send_to(std::string_view id, std::span<const std::byte> data) const
{
    const auto session = find(id);
    return session ? session->send(data) : SendResult::dropped;
}

SendResult SessionManager::ping_to(std::string_view id, std::string_view payload) const
{
    const auto session = find(id);
    return session ? session->ping(payload) : SendResult::dropped;
}

void SessionManager::close_session(std::string_view id, CloseCode code, std::string_view reason) const
{
    if (const auto session = find(id))
        session->close(code, reason);
}

} // namespace hawser
