// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/sharded_counters.hpp"
#include "net/traffic.hpp"

#include <hawser/close_code.hpp>
#include <hawser/request.hpp>
#include <hawser/statistics.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace hawser::server {

/// What is counted for a whole server. Methods and classes of status have the names from `first_method` and
/// `first_class` on.
enum class ServerCount : unsigned char {
    connections,
    limit_reached,
    tls_handshakes,
    tls_resumptions,
    tls_failures,
    exchanges_begun,
    exchanges_over,
    refused,
    rate_limited,
    first_class,                                                             // 0xx, unused
    first_method = first_class + 6,                                          // Method::unknown
    end = first_method + static_cast<unsigned>(ServerStatistics::method_count)
};

/// The counters of a server, shared by whoever counts.
///
/// *Thread safety*: all members may be called from any thread; counting takes no lock.
class ServerCounters {
public:
    void add(ServerCount what) noexcept { counts_.add(what); }
    void request(Method method) noexcept
    {
        counts_.add(offset(ServerCount::first_method, static_cast<unsigned>(method)));
    }
    void response(unsigned status) noexcept;

    /// Of the connections.
    const std::shared_ptr<net::Traffic>& traffic() const noexcept { return traffic_; }

    /// Fills in what is counted here.
    void read(ServerStatistics& statistics) const;

private:
    static ServerCount offset(ServerCount first, unsigned index) noexcept
    {
        return static_cast<ServerCount>(static_cast<unsigned>(first) + index);
    }

    const std::chrono::system_clock::time_point since_ = std::chrono::system_clock::now();
    core::ShardedCounters<ServerCount, static_cast<std::size_t>(ServerCount::end)> counts_;
    const std::shared_ptr<net::Traffic> traffic_ = std::make_shared<net::Traffic>();
};

/// What is counted for a WebSocket service.
enum class ServiceCount : unsigned char {
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

/// The counters of a service.
///
/// *Thread safety*: all members may be called from any thread; only `closed` takes a lock.
class ServiceCounters {
public:
    void add(ServiceCount what, std::uint64_t amount = 1) noexcept { counts_.add(what, amount); }
    void received(std::size_t bytes) noexcept
    {
        auto& counts = counts_.here();
        counts.add(ServiceCount::messages_received);
        counts.add(ServiceCount::bytes_received, bytes);
    }
    void sent(std::size_t bytes) noexcept
    {
        auto& counts = counts_.here();
        counts.add(ServiceCount::messages_sent);
        counts.add(ServiceCount::bytes_sent, bytes);
    }
    void round_trip(std::chrono::nanoseconds time) noexcept;
    void closed(CloseCode code) noexcept;

    /// Fills in what is counted here: not who is there now, and what waits.
    void read(ServiceStatistics& statistics) const;

private:
    core::ShardedCounters<ServiceCount, static_cast<std::size_t>(ServiceCount::end)> counts_;
    std::atomic<std::int64_t> last_round_trip_{-1}; // nanoseconds
    mutable std::mutex mutex_;                      // guards the next
    std::map<CloseCode, std::uint64_t> close_codes_;
};

struct ServiceState;

/// All that there is to say of a service now. It looks at each session.
ServiceStatistics statistics_of(const ServiceState& service);

} // namespace hawser::server
