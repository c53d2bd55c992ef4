// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/send_result.hpp>
#include <hawser/session.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

namespace server {
class SessionRegistry;
}

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
class HAWSER_DECL SessionManager {
public:
    explicit SessionManager(std::shared_ptr<server::SessionRegistry> registry) noexcept;
    ~SessionManager();
    SessionManager(const SessionManager&) = delete;
    SessionManager& operator=(const SessionManager&) = delete;

    /// How many sessions there are now.
    std::size_t count() const;
    /// Their ids, in no order.
    std::vector<std::string> ids() const;
    /// The session of that id, or nothing.
    std::optional<Session> find(std::string_view id) const;

    /// Sends a text message to every session; it is framed once and shared by all. A session whose
    /// queue overflows is closed by its own policy and stops none of the others.
    /// @throws std::invalid_argument if `text` is not UTF-8.
    void broadcast(std::string_view text) const;
    /// Sends a binary message to every session.
    void broadcast(std::span<const std::byte> data) const;

    /// `Session::send`, `ping` and `close` by id. An unknown id gives `dropped`, or nothing.
    SendResult send_to(std::string_view id, std::string_view text) const;
    SendResult send_to(std::string_view id, std::span<const std::byte> data) const;
    SendResult ping_to(std::string_view id, std::string_view payload = {}) const;
    void close_session(std::string_view id, CloseCode code = CloseCode::normal,
                       std::string_view reason = {}) const;

private:
    std::shared_ptr<server::SessionRegistry> registry_;
};

} // namespace hawser
