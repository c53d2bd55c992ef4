// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/loop.hpp"
#include "server/session_id.hpp"
#include "server/session_shard.hpp"
#include "session/shared_message.hpp"

#include <hawser/close_code.hpp>
#include <hawser/message.hpp>
#include <hawser/options.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hawser::server {

class ServiceSession;

/// The open sessions of a service, by id and by loop, and their groups; what is behind a `SessionManager`.
///
/// The sessions of one loop stand together, so that a broadcast is posted once per I/O thread and not
/// once per receiver. Where a name of a group is asked for, an empty one stands for all sessions.
///
/// *Thread safety*: `add` and `remove` are called on the session's executor, the others anywhere.
class SessionRegistry : public std::enable_shared_from_this<SessionRegistry> {
public:
    using Sessions = std::vector<std::shared_ptr<ServiceSession>>;
    using Filter = std::function<bool(const std::shared_ptr<ServiceSession>&)>;

    explicit SessionRegistry(const WebSocketOptions& options);
    ~SessionRegistry();

    /// False if the service was removed: the session is in, and has to close itself.
    bool add(ServiceSession& session, net::Loop& loop);
    void remove(ServiceSession& session) noexcept;

    /// Enters and leaves a group, in the order of the calling thread's sends and broadcasts. Without effect
    /// on a session that has been removed. @throws std::invalid_argument if `group` is empty.
    void join(ServiceSession& session, std::string_view group);
    void leave(ServiceSession& session, std::string_view group);

    std::size_t count(std::string_view group) const;
    std::vector<std::string> ids(std::string_view group) const;
    Sessions sessions(std::string_view group) const;
    std::shared_ptr<ServiceSession> find(const SessionId& id) const;
    std::vector<std::string> group_names() const;
    std::vector<std::string> group_names(const ServiceSession& session) const;

    struct Content {
        MessageType type;
        std::string_view payload;
        Compression compress;
    };

    /// Sends one message to a group, `except` to that session, if there is one.
    void broadcast(std::string_view group, const Content& content,
                   const std::shared_ptr<const ServiceSession>& except = nullptr);
    /// Sends it to those for which `filter` answers true, here and now; sends nothing if it throws.
    void broadcast_if(std::string_view group, const Content& content, const Filter& filter);

    /// The service is removed: closes every session with that code.
    void close_all(CloseCode code);

private:
    // On a single-threaded loop only its thread changes the members, under the mutex, so that thread may
    // read them without. Those of a shared loop anyone changes.
    struct Shard {
        std::shared_ptr<net::Loop> loop; // null while it has no members: a session handle may outlive loops
        SessionShard members;
        std::size_t joins_under_way = 0; // enqueued on the loop
    };
    struct Part {
        std::shared_ptr<net::Loop> loop;
        const Shard* shard;
        Sessions sessions;
    };

    void change(ServiceSession& session, std::string_view group, bool joins);
    std::vector<Part> parts(std::string_view group) const;
    std::vector<Part> snapshot(std::string_view group) const;
    template <class Call>
    void for_each(std::string_view group, Call call) const;
    std::shared_ptr<const session::SharedMessage> make_message(const Content& content) const;
    bool belongs_to(const Shard& shard, const net::Loop& loop) const;

    const WebSocketOptions options_;
    mutable std::mutex mutex_;
    std::unordered_map<SessionId, ServiceSession*, SessionId::Hash> by_id_;
    bool is_retired_ = false;
    std::vector<std::unique_ptr<Shard>> shards_; // grows to the number of loops, never shrinks
};

} // namespace hawser::server
