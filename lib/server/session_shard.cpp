// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_shard.hpp"

#include "server/service_session.hpp"

#include <memory>

namespace hawser::server {

namespace {

// Returns the one that stands at `index` now, which may be the one that went.
ServiceSession& take_out(SessionList& list, std::uint32_t index) noexcept
{
    auto& moved = *list.back();
    list[index] = &moved;
    list.pop_back();
    return moved;
}

void take_out(SessionGroupMembers& group, std::uint32_t index) noexcept
{
    take_out(group.second, index).places.groups->find(&group)->second = index;
}

} // namespace

void SessionShard::add(ServiceSession& session, std::uint32_t number)
{
    const auto index = static_cast<std::uint32_t>(sessions_.size());
    sessions_.push_back(&session);
    session.places.shard = number;
    session.places.index = index;
}

void SessionShard::remove(ServiceSession& session) noexcept
{
    auto& places = session.places;
    if (places.groups)
        for (const auto& [group, index] : *places.groups) {
            take_out(*group, index);
            erase_if_empty(*group);
        }
    places.groups.reset();
    take_out(sessions_, places.index).places.index = places.index;
    places.shard = SessionPlaces::nowhere;
}

void SessionShard::join(ServiceSession& session, std::string_view group)
{
    auto& own = session.places.groups;
    if (!own)
        own = std::make_unique<SessionPlaces::Groups>();
    auto found = groups_.find(group);
    if (found == groups_.end())
        found = groups_.emplace(group, SessionList{}).first;
    auto& members = found->second;
    const auto [place, is_new] = own->try_emplace(&*found, static_cast<std::uint32_t>(members.size()));
    if (!is_new)
        return;
    try {
        members.push_back(&session);
    } catch (...) {
        own->erase(place);
        throw;
    }
}

void SessionShard::leave(ServiceSession& session, std::string_view group) noexcept
{
    auto& own = session.places.groups;
    const auto found = groups_.find(group);
    if (!own || found == groups_.end())
        return;
    const auto place = own->find(&*found);
    if (place == own->end())
        return;
    take_out(*found, place->second);
    own->erase(place);
    if (own->empty())
        own.reset();
    erase_if_empty(*found);
}

void SessionShard::erase_if_empty(const SessionGroupMembers& group) noexcept
{
    if (group.second.empty())
        groups_.erase(groups_.find(group.first));
}

const SessionList& SessionShard::members(std::string_view group) const noexcept
{
    static const SessionList none;
    if (group.empty())
        return sessions_;
    const auto found = groups_.find(group);
    return found == groups_.end() ? none : found->second;
}

} // namespace hawser::server
