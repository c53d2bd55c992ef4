// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/send_result.hpp>
#include <hawser/session.hpp>
#include <hawser/session_group.hpp>
#include <hawser/session_set.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// The open sessions of one service.
///
/// *Lifecycle*: belongs to its service and lives as long as the service or any of its sessions.
///
/// *Thread safety*: all members may be called from any thread, also while sessions come and go; none
/// blocks on a peer.
///
/// *Example*
/// @code
/// void on_message(const hawser::Message& m) override { sessions().broadcast(m.text()); }
/// @endcode
class HAWSER_DECL SessionManager : public SessionSet {
public:
    explicit SessionManager(std::shared_ptr<server::SessionRegistry> registry) noexcept;
    SessionManager(const SessionManager&) = delete;
    SessionManager& operator=(const SessionManager&) = delete;

    /// The session of that id, or nothing.
    std::optional<Session> find(std::string_view id) const;

    /// The ids of the sessions for which `Session::is_alive` is true, or false.
    std::vector<std::string> active_ids() const;
    std::vector<std::string> inactive_ids() const;

    /// Ends the sessions that are not alive, at once and without waiting for a closing handshake that
    /// would not come; returns how many. Without it they end when their `pong_timeout` has passed. Sessions
    /// that are closing already are left to their `close_timeout`.
    std::size_t sweep() const;

    /// A group by name. @throws std::invalid_argument if `name` is empty.
    SessionGroup group(std::string_view name) const;
    /// The names of the groups that have members, in no order.
    std::vector<std::string> group_names() const;

    /// `Session::send`, `ping` and `close` by id. An unknown id gives `dropped`, or nothing.
    SendResult send_to(std::string_view id, std::string_view text) const;
    SendResult send_to(std::string_view id, std::span<const std::byte> data) const;
    SendResult ping_to(std::string_view id, std::string_view payload = {}) const;
    void close_session(std::string_view id, CloseCode code = CloseCode::normal,
                       std::string_view reason = {}) const;
};

} // namespace hawser
