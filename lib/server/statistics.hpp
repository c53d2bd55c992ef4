// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/sharded_counters.hpp"
#include "net/traffic.hpp"
#include "session/session_counters.hpp"

#include <hawser/close_code.hpp>
#include <hawser/request.hpp>
#include <hawser/statistics.hpp>

#include <array>
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

/// The counters of a service.
///
/// *Thread safety*: as their base; `closed` takes a lock.
class ServiceCounters : public session::SessionCounters {
public:
    void closed(CloseCode code) noexcept;

    /// Fills in what is counted here: not who is there now, and what waits.
    void read(ServiceStatistics& statistics) const;

private:
    mutable std::mutex mutex_; // guards the next
    std::map<CloseCode, std::uint64_t> close_codes_;
};

struct ServiceState;

/// All that there is to say of a service now. It looks at each session.
ServiceStatistics statistics_of(const ServiceState& service);

} // namespace hawser::server
