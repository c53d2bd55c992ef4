// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/loop.hpp"
#include "net/output_queue.hpp"
#include "server/session_id.hpp"

#include <hawser/close_code.hpp>
#include <hawser/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hawser::server {

class WebSocketSession;

/// The open sessions of a service, by id and by loop; what is behind a `SessionManager`.
///
/// The sessions of one loop stand together, so that a broadcast is posted once per I/O thread and not
/// once per receiver.
///
/// *Thread safety*: `add` and `remove` are called on the session's executor, the others anywhere.
class SessionRegistry : public std::enable_shared_from_this<SessionRegistry> {
public:
    SessionRegistry();
    ~SessionRegistry();

    /// False if the service was removed: the session is in, and has to close itself.
    bool add(WebSocketSession& session, net::Loop& loop);
    void remove(WebSocketSession& session) noexcept;

    std::size_t count() const;
    std::vector<std::string> ids() const;
    std::shared_ptr<WebSocketSession> find(const SessionId& id) const;

    /// Sends one message to all sessions, framed once.
    void broadcast(MessageType type, std::string_view payload);

    /// The service is removed: closes every session with that code.
    void close_all(CloseCode code);

private:
    // The sessions on one loop. On a single-threaded loop only its thread changes the list, under the
    // mutex, so that thread may read it without.
    struct Shard {
        std::shared_ptr<net::Loop> loop; // null while the shard is empty: a session handle may outlive loops
        std::vector<WebSocketSession*> sessions;
    };

    std::vector<std::shared_ptr<WebSocketSession>> snapshot(const Shard* only) const;
    static void broadcast_here(const Shard& shard, const net::SharedBytes& frame);
    bool belongs_to(const Shard& shard, const net::Loop& loop) const;

    mutable std::mutex mutex_;
    std::unordered_map<SessionId, WebSocketSession*, SessionId::Hash> by_id_;
    bool is_retired_ = false;
    std::vector<std::unique_ptr<Shard>> shards_; // grows to the number of loops, never shrinks
};

} // namespace hawser::server
