// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_registry.hpp"

#include "server/websocket_session.hpp"
#include "websocket/frame.hpp"

#include <algorithm>
#include <utility>

namespace hawser::server {

namespace {

net::SharedBytes make_frame(MessageType type, std::string_view payload)
{
    char header[websocket::max_header_size];
    const auto opcode = static_cast<websocket::Opcode>(type);
    const auto size = websocket::write_frame_header(header, opcode, true, 0, payload.size());
    auto frame = std::make_shared<std::string>();
    frame->reserve(size + payload.size());
    frame->append(header, size).append(payload);
    return frame;
}

} // namespace

SessionRegistry::SessionRegistry() = default;
SessionRegistry::~SessionRegistry() = default;

bool SessionRegistry::add(WebSocketSession& session, net::Loop& loop)
{
    const std::lock_guard lock{mutex_};
    by_id_.emplace(session.session_id(), &session);
    auto shard = std::find_if(shards_.begin(), shards_.end(),
                              [&](const auto& each) { return each->loop.get() == &loop; });
    if (shard == shards_.end())
        shard = std::find_if(shards_.begin(), shards_.end(), [](const auto& each) { return !each->loop; });
    if (shard == shards_.end())
        shard = shards_.insert(shards_.end(), std::make_unique<Shard>());
    auto& sessions = (*shard)->sessions;
    (*shard)->loop = loop.shared_from_this();
    session.place = {static_cast<std::uint32_t>(shard - shards_.begin()),
                     static_cast<std::uint32_t>(sessions.size())};
    sessions.push_back(&session);
    return !is_retired_;
}

void SessionRegistry::remove(WebSocketSession& session) noexcept
{
    std::shared_ptr<net::Loop> released; // after the lock
    const std::lock_guard lock{mutex_};
    by_id_.erase(session.session_id());
    auto& shard = *shards_[session.place.shard];
    auto& sessions = shard.sessions;
    sessions.back()->place.index = session.place.index;
    sessions[session.place.index] = sessions.back();
    sessions.pop_back();
    if (sessions.empty())
        released = std::move(shard.loop);
}

std::size_t SessionRegistry::count() const
{
    const std::lock_guard lock{mutex_};
    return by_id_.size();
}

std::vector<std::string> SessionRegistry::ids() const
{
    std::vector<std::string> ids;
    const std::lock_guard lock{mutex_};
    ids.reserve(by_id_.size());
    for (const auto& [id, session] : by_id_)
        ids.push_back(id.to_string());
    return ids;
}

std::shared_ptr<WebSocketSession> SessionRegistry::find(const SessionId& id) const
{
    const std::lock_guard lock{mutex_};
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second->shared_from_this();
}

std::vector<std::shared_ptr<WebSocketSession>> SessionRegistry::snapshot(const Shard* only) const
{
    std::vector<std::shared_ptr<WebSocketSession>> sessions;
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_)
        if (!only || shard.get() == only)
            for (auto* session : shard->sessions)
                sessions.push_back(session->shared_from_this());
    return sessions;
}

void SessionRegistry::broadcast(MessageType type, std::string_view payload)
{
    std::vector<std::pair<std::shared_ptr<net::Loop>, const Shard*>> targets;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& shard : shards_)
            if (shard->loop)
                targets.emplace_back(shard->loop, shard.get());
    }
    if (targets.empty())
        return;
    const auto frame = make_frame(type, payload);
    for (const auto& [loop, shard] : targets) {
        if (!loop->is_single_threaded()) {
            for (const auto& session : snapshot(shard))
                session->send_frame(frame);
        } else if (loop->runs_here()) {
            broadcast_here(*shard, frame);
        } else {
            loop->enqueue([self = shared_from_this(), target = shard, at = loop.get(), frame] {
                if (self->belongs_to(*target, *at))
                    broadcast_here(*target, frame);
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

// Sending never removes a session at once, so the list stays as it is meanwhile.
void SessionRegistry::broadcast_here(const Shard& shard, const net::SharedBytes& frame)
{
    for (auto* session : shard.sessions)
        session->send_frame(frame);
}

void SessionRegistry::close_all(CloseCode code)
{
    {
        const std::lock_guard lock{mutex_};
        is_retired_ = true;
    }
    for (const auto& session : snapshot(nullptr))
        session->close(code, {});
}

} // namespace hawser::server
