// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_manager.hpp>

#include "server/session_registry.hpp"
#include "server/service_session.hpp"

#include <hawser/error.hpp>

#include <stdexcept>
#include <utility>

namespace hawser {

namespace {

std::vector<std::string> ids_where(const server::SessionRegistry& registry, bool is_alive)
{
    std::vector<std::string> ids;
    for (const auto& session : registry.sessions({}))
        if (session->is_alive() == is_alive)
            ids.push_back(session->session_id().to_string());
    return ids;
}

} // namespace

SessionManager::SessionManager(std::shared_ptr<server::SessionRegistry> registry) noexcept
    : SessionSet{std::move(registry), {}}
{
}

std::optional<Session> SessionManager::find(std::string_view id) const
{
    if (const auto parsed = server::SessionId::parse(id))
        if (auto session = registry().find(*parsed))
            return Session{std::move(session)};
    return std::nullopt;
}

std::vector<std::string> SessionManager::active_ids() const
{
    return ids_where(registry(), true);
}

std::vector<std::string> SessionManager::inactive_ids() const
{
    return ids_where(registry(), false);
}

// A closing session is not alive either, but its peer may be about to read the last messages.
std::size_t SessionManager::sweep() const
{
    std::size_t count = 0;
    for (const auto& session : registry().sessions({}))
        if (session->is_open() && !session->is_alive()) {
            session->cut(error::pong_timeout);
            ++count;
        }
    return count;
}

SessionGroup SessionManager::group(std::string_view name) const
{
    if (name.empty())
        throw std::invalid_argument{"a group has a name"};
    return {shared_registry(), std::string{name}};
}

std::vector<std::string> SessionManager::group_names() const
{
    return registry().group_names();
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
