// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/message.hpp>
#include <hawser/session.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

namespace server {
class SessionRegistry;
}

/// Sessions of one service that can be addressed together: all of them (`SessionManager`) or a group
/// (`SessionGroup`).
///
/// A broadcast is framed once, and compressed once for each setting that was negotiated, whatever the number
/// of receivers. A session whose queue overflows is treated by its own policy and holds up none of the
/// others.
///
/// *Thread safety*: all members may be called from any thread, also while sessions come and go; none
/// blocks on a peer. Messages and broadcasts of one thread arrive in the order in which it sent them.
class HAWSER_DECL SessionSet {
public:
    /// Which sessions a broadcast goes to; called on the thread that broadcasts, before it returns.
    using Filter = std::function<bool(const Session&)>;

    /// How many sessions there are now.
    std::size_t count() const;
    /// Their ids, in no order.
    std::vector<std::string> ids() const;
    /// Handles of them, in no order.
    std::vector<Session> sessions() const;

    /// Sends a text message to every session. @throws std::invalid_argument if `text` is not UTF-8.
    void broadcast(std::string_view text, Compression compress = Compression::automatic) const;
    /// Sends a binary message to every session.
    void broadcast(std::span<const std::byte> data, Compression compress = Compression::automatic) const;

    /// Sends to every session but one, most often the sender. Throws as `broadcast` does.
    void broadcast_except(const Session& one, std::string_view text,
                          Compression compress = Compression::automatic) const;
    void broadcast_except(const Session& one, std::span<const std::byte> data,
                          Compression compress = Compression::automatic) const;

    /// Sends to those of the sessions that are there now for which `filter` answers true. Unlike the others
    /// it looks at each session on the calling thread, and holds all of them meanwhile. Throws as
    /// `broadcast` does, and what `filter` throws, and then nothing is sent.
    void broadcast_if(const Filter& filter, std::string_view text,
                      Compression compress = Compression::automatic) const;
    void broadcast_if(const Filter& filter, std::span<const std::byte> data,
                      Compression compress = Compression::automatic) const;

protected:
    /// `group` empty: all sessions of the registry.
    SessionSet(std::shared_ptr<server::SessionRegistry> registry, std::string group);
    ~SessionSet();
    SessionSet(const SessionSet&);
    SessionSet& operator=(const SessionSet&);

    const std::shared_ptr<server::SessionRegistry>& shared_registry() const noexcept { return registry_; }
    server::SessionRegistry& registry() const noexcept { return *registry_; }
    const std::string& group_name() const noexcept { return group_; }

private:
    std::shared_ptr<server::SessionRegistry> registry_;
    std::string group_;
};

} // namespace hawser
