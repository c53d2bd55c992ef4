// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/session.hpp>
#include <hawser/statistics.hpp>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hawser::middleware {

/// Sends a snapshot of a server to all who look at its inspector, once an interval; rests without them.
///
/// *Thread safety*: all members may be called from any thread.
class InspectorFeed : public std::enable_shared_from_this<InspectorFeed> {
public:
    struct Settings {
        std::string path; ///< of the service that the viewers are sessions of
        std::size_t max_sessions;
        std::chrono::milliseconds interval;
    };

    InspectorFeed(ServerMonitor monitor, Settings settings);

    /// Somebody looks: gets a snapshot at once.
    void enter(const Session& viewer);
    void leave(const Session& viewer);

    /// What is sent, as JSON.
    std::string snapshot() const;

private:
    void start();
    void wait();
    void tick(std::uint64_t turn);
    void publish() const;

    const ServerMonitor monitor_;
    const Settings settings_;
    std::mutex mutex_; // guards all below
    std::vector<Session> viewers_;
    // On the executor of the first viewer, which lives at least as long as he looks.
    std::optional<boost::asio::steady_timer> timer_;
    std::uint64_t turn_ = 0; // tells the timer from those before it
};

} // namespace hawser::middleware
