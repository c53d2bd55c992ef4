// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/sharded_counters.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hawser::session {

/// What is counted for sessions.
enum class SessionCount : unsigned char {
    sessions,
    errors,
    messages_received,
    bytes_received,
    messages_sent,
    bytes_sent,
    messages_dropped,
    pings_sent,
    pongs_received,
    round_trips, // nanoseconds
    end
};

/// The counters of many sessions.
///
/// *Thread safety*: all members may be called from any thread; none takes a lock.
class SessionCounters {
public:
    void add(SessionCount what, std::uint64_t amount = 1) noexcept { counts_.add(what, amount); }
    void received(std::size_t bytes) noexcept
    {
        auto& counts = counts_.here();
        counts.add(SessionCount::messages_received);
        counts.add(SessionCount::bytes_received, bytes);
    }
    void sent(std::size_t bytes) noexcept
    {
        auto& counts = counts_.here();
        counts.add(SessionCount::messages_sent);
        counts.add(SessionCount::bytes_sent, bytes);
    }
    void round_trip(std::chrono::nanoseconds time) noexcept
    {
        auto& counts = counts_.here();
        counts.add(SessionCount::pongs_received);
        counts.add(SessionCount::round_trips, static_cast<std::uint64_t>(time.count()));
        last_round_trip_.store(time.count(), std::memory_order_relaxed);
    }

protected:
    core::ShardedCounters<SessionCount, static_cast<std::size_t>(SessionCount::end)> counts_;
    std::atomic<std::int64_t> last_round_trip_{-1}; // nanoseconds
};

} // namespace hawser::session
