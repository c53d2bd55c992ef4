// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_registry.hpp"

#include "server/service_session.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>
#include <utility>

namespace hawser::server {

namespace {

// A copy, since a user's handle of a group may outlive the service; only of what messages are made with,
// since the rest may hold objects of the user's.
WebSocketOptions message_options(const WebSocketOptions& options)
{
    WebSocketOptions result;
    result.fragment_size = options.fragment_size;
    result.compression = options.compression;
    result.deflate = options.deflate;
    return result;
}

void send_to_all(const SessionRegistry::Sessions& sessions,
                 const std::shared_ptr<const session::SharedMessage>& message)
{
    for (const auto& session : sessions)
        session->send_shared(message);
}

// Sending never removes a session at once, so the list stays as it is meanwhile.
void send_to_all(const SessionList& sessions, const std::shared_ptr<const session::SharedMessage>& message,
                 const ServiceSession* except)
{
    for (auto* session : sessions)
        if (session != except)
            session->send_shared(message);
}

} // namespace

SessionRegistry::SessionRegistry(const WebSocketOptions& options) : options_{message_options(options)} {}
SessionRegistry::~SessionRegistry() = default;

bool SessionRegistry::add(ServiceSession& session, net::Loop& loop)
{
    const std::lock_guard lock{mutex_};
    auto shard = std::find_if(shards_.begin(), shards_.end(),
                              [&](const auto& each) { return each->loop.get() == &loop; });
    if (shard == shards_.end())
        shard = std::find_if(shards_.begin(), shards_.end(), [](const auto& each) { return !each->loop; });
    if (shard == shards_.end())
        shard = shards_.insert(shards_.end(), std::make_unique<Shard>());
    const auto place = by_id_.emplace(session.session_id(), &session).first;
    try {
        (*shard)->members.add(session, static_cast<std::uint32_t>(shard - shards_.begin()));
    } catch (...) {
        by_id_.erase(place);
        throw;
    }
    (*shard)->loop = loop.shared_from_this();
    return !is_retired_;
}

void SessionRegistry::remove(ServiceSession& session) noexcept
{
    std::shared_ptr<net::Loop> released; // after the lock
    const std::lock_guard lock{mutex_};
    if (session.places.shard == SessionPlaces::nowhere)
        return;
    by_id_.erase(session.session_id());
    auto& shard = *shards_[session.places.shard];
    shard.members.remove(session);
    if (shard.members.empty())
        released = std::move(shard.loop);
}

// --- groups

void SessionRegistry::join(ServiceSession& session, std::string_view group)
{
    change(session, group, true);
}

void SessionRegistry::leave(ServiceSession& session, std::string_view group)
{
    change(session, group, false);
}

void SessionRegistry::change(ServiceSession& session, std::string_view group, bool joins)
{
    if (group.empty())
        throw std::invalid_argument{"a group has a name"};
    const auto carry_out = [](Shard& shard, ServiceSession& who, std::string_view name, bool in) {
        in ? shard.members.join(who, name) : shard.members.leave(who, name);
    };
    std::shared_ptr<net::Loop> loop;
    Shard* shard = nullptr;
    {
        const std::lock_guard lock{mutex_};
        if (session.places.shard == SessionPlaces::nowhere)
            return;
        shard = shards_[session.places.shard].get();
        loop = shard->loop;
        if (!loop->is_single_threaded() || loop->runs_here())
            return carry_out(*shard, session, group, joins);
        shard->joins_under_way += joins;
    }
    loop->enqueue([self = shared_from_this(), who = session.shared_from_this(), name = std::string{group},
                   shard, joins, carry_out] {
        const std::lock_guard lock{self->mutex_};
        shard->joins_under_way -= joins;
        if (who->places.shard != SessionPlaces::nowhere)
            carry_out(*shard, *who, name, joins);
    });
}

// --- who is there

template <class Call>
void SessionRegistry::for_each(std::string_view group, Call call) const
{
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_)
        for (auto* session : shard->members.members(group))
            call(*session);
}

std::size_t SessionRegistry::count(std::string_view group) const
{
    std::size_t count = 0;
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_)
        count += shard->members.members(group).size();
    return count;
}

std::vector<std::string> SessionRegistry::ids(std::string_view group) const
{
    std::vector<std::string> ids;
    for_each(group, [&](ServiceSession& session) { ids.push_back(session.session_id().to_string()); });
    return ids;
}

SessionRegistry::Sessions SessionRegistry::sessions(std::string_view group) const
{
    Sessions sessions;
    for_each(group, [&](ServiceSession& session) { sessions.push_back(session.shared_from_this()); });
    return sessions;
}

std::shared_ptr<ServiceSession> SessionRegistry::find(const SessionId& id) const
{
    const std::lock_guard lock{mutex_};
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second->shared_from_this();
}

std::vector<std::string> SessionRegistry::group_names() const
{
    std::unordered_set<std::string> names; // a group may have members on several loops
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_)
        for (const auto& [name, members] : shard->members.groups())
            if (!members.empty())
                names.insert(name);
    return {names.begin(), names.end()};
}

std::vector<std::string> SessionRegistry::group_names(const ServiceSession& session) const
{
    std::vector<std::string> names;
    const std::lock_guard lock{mutex_};
    if (session.places.groups)
        for (const auto& [group, index] : *session.places.groups)
            names.push_back(group->first);
    return names;
}

// --- sending

std::shared_ptr<const session::SharedMessage> SessionRegistry::make_message(const Content& content) const
{
    return std::make_shared<const session::SharedMessage>(content.type, content.payload, content.compress, options_);
}

// The loops where the group has members, or may have once they get to it. Sessions are named only for those
// loops that have no thread of their own.
std::vector<SessionRegistry::Part> SessionRegistry::parts(std::string_view group) const
{
    std::vector<Part> parts;
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_) {
        const auto& members = shard->members.members(group);
        if (!shard->loop || (members.empty() && shard->joins_under_way == 0))
            continue;
        auto& part = parts.emplace_back(Part{shard->loop, shard.get(), {}});
        if (!part.loop->is_single_threaded())
            for (auto* session : members)
                part.sessions.push_back(session->shared_from_this());
    }
    return parts;
}

void SessionRegistry::broadcast(std::string_view group, const Content& content,
                                const std::shared_ptr<const ServiceSession>& except)
{
    auto parts = this->parts(group);
    if (parts.empty())
        return;
    const auto message = make_message(content);
    for (auto& [loop, shard, sessions] : parts) {
        if (!loop->is_single_threaded()) {
            std::erase(sessions, except);
            send_to_all(sessions, message);
        } else if (loop->runs_here()) {
            send_to_all(shard->members.members(group), message, except.get());
        } else {
            loop->enqueue([self = shared_from_this(), target = shard, at = loop.get(),
                           name = std::string{group}, message, except] {
                if (self->belongs_to(*target, *at))
                    send_to_all(target->members.members(name), message, except.get());
            });
        }
    }
}

// Between a broadcast and its turn on the loop all sessions there may have ended, and those of another
// loop may have got the shard.
bool SessionRegistry::belongs_to(const Shard& shard, const net::Loop& loop) const
{
    const std::lock_guard lock{mutex_};
    return shard.loop.get() == &loop;
}

std::vector<SessionRegistry::Part> SessionRegistry::snapshot(std::string_view group) const
{
    std::vector<Part> parts;
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_) {
        const auto& members = shard->members.members(group);
        if (members.empty())
            continue;
        auto& part = parts.emplace_back(Part{shard->loop, shard.get(), {}});
        part.sessions.reserve(members.size());
        for (auto* session : members)
            part.sessions.push_back(session->shared_from_this());
    }
    return parts;
}

void SessionRegistry::broadcast_if(std::string_view group, const Content& content, const Filter& filter)
{
    auto parts = snapshot(group);
    for (auto& part : parts)
        std::erase_if(part.sessions, [&](const auto& session) { return !filter(session); });
    std::erase_if(parts, [](const auto& part) { return part.sessions.empty(); });
    if (parts.empty())
        return;
    const auto message = make_message(content);
    for (auto& part : parts) {
        if (!part.loop->is_single_threaded() || part.loop->runs_here())
            send_to_all(part.sessions, message);
        else
            part.loop->enqueue(
                [sessions = std::move(part.sessions), message] { send_to_all(sessions, message); });
    }
}

void SessionRegistry::close_all(CloseCode code)
{
    {
        const std::lock_guard lock{mutex_};
        is_retired_ = true;
    }
    for (const auto& session : sessions({}))
        session->close(code, {});
}

} // namespace hawser::server
