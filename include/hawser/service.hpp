// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/session_manager.hpp>

#include <memory>
#include <string>

namespace hawser {

namespace server {
struct ServiceState;
}

/// A WebSocket service: a path, what makes a `Behavior` for it, and its sessions.
///
/// *Lifecycle*: `Server::add_service` and `find_service` give one. A copy refers to the same service and
/// stays valid after the service is removed.
///
/// *Thread safety*: all members may be called from any thread.
class HAWSER_DECL Service {
public:
    explicit Service(std::shared_ptr<server::ServiceState> state) noexcept;

    /// The path or pattern that it was added with.
    const std::string& path() const noexcept;

    SessionManager& sessions() const noexcept;

private:
    std::shared_ptr<server::ServiceState> state_;
};

} // namespace hawser
