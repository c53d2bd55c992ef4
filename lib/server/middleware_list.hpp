// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/middleware.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace hawser::server {

/// The middleware of a service, a route or a mount, which may be added to while requests are served.
///
/// *Thread safety*: all members may be called from any thread.
class MiddlewareList {
public:
    using List = std::vector<std::shared_ptr<Middleware>>;

    /// @throws std::invalid_argument for a null pointer.
    void add(std::shared_ptr<Middleware> middleware);

    /// What an exchange that begins now goes through; null: nothing.
    std::shared_ptr<const List> snapshot() const;

private:
    std::atomic<bool> has_any_{false}; // spares most requests the lock
    mutable std::mutex mutex_;
    std::shared_ptr<const List> list_;
};

} // namespace hawser::server
