// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>
#include <hawser/session_manager.hpp>

#include <memory>
#include <string>
#include <utility>

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

    /// Puts a middleware around the handshakes of this service, and whatever else is asked of its path: one by
    /// value, in a `std::shared_ptr`, or a function `Action(Exchange&)`.
    template <class T>
    Service& use(T&& middleware)
    {
        add_middleware(detail::to_middleware(std::forward<T>(middleware)));
        return *this;
    }

private:
    void add_middleware(std::shared_ptr<Middleware> middleware);

    std::shared_ptr<server::ServiceState> state_;
};

} // namespace hawser
