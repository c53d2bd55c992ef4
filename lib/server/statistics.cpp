// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/statistics.hpp"

#include "server/server_core.hpp"
#include "server/service_state.hpp"
#include "server/service_session.hpp"

#include <hawser/service.hpp>
#include <hawser/statistics.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace hawser {

std::optional<std::chrono::nanoseconds> ServiceStatistics::mean_round_trip() const noexcept
{
    if (pongs_received == 0)
        return std::nullopt;
    return round_trip_sum / static_cast<std::int64_t>(pongs_received);
}

ServerStatistics ServerMonitor::statistics() const
{
    const auto core = core_.lock();
    return core ? core->statistics() : ServerStatistics{};
}

std::vector<Service> ServerMonitor::services() const
{
    std::vector<Service> services;
    if (const auto core = core_.lock())
        for (auto& state : core->site().services())
            services.emplace_back(std::move(state));
    return services;
}

namespace server {

namespace {

// What has ended is read before what has begun; if both change meanwhile, there is still no huge difference.
std::size_t difference(std::uint64_t begun, std::uint64_t over) noexcept
{
    return static_cast<std::size_t>(begun - std::min(begun, over));
}

} // namespace

// --- of a server

void ServerCounters::response(unsigned status) noexcept
{
    counts_.add(offset(ServerCount::first_class, std::min(status / 100, 5u)));
    if (status == 429)
        counts_.add(ServerCount::rate_limited);
}

void ServerCounters::read(ServerStatistics& statistics) const
{
    statistics.since = since_;
    statistics.connections_accepted = counts_.sum(ServerCount::connections);
    statistics.connection_limit_reached = counts_.sum(ServerCount::limit_reached);
    statistics.tls_handshakes = counts_.sum(ServerCount::tls_handshakes);
    statistics.tls_resumptions = counts_.sum(ServerCount::tls_resumptions);
    statistics.tls_failures = counts_.sum(ServerCount::tls_failures);
    statistics.bytes_received = traffic_->sum(net::TrafficCount::received);
    statistics.bytes_sent = traffic_->sum(net::TrafficCount::sent);
    const auto over = counts_.sum(ServerCount::exchanges_over);
    statistics.requests_in_flight = difference(counts_.sum(ServerCount::exchanges_begun), over);
    statistics.requests_refused = counts_.sum(ServerCount::refused);
    statistics.rate_limited = counts_.sum(ServerCount::rate_limited);
    for (unsigned i = 0; i < statistics.responses.size(); ++i)
        statistics.responses[i] = counts_.sum(offset(ServerCount::first_class, i));
    statistics.requests = 0;
    for (unsigned i = 0; i < statistics.requests_by_method.size(); ++i) {
        statistics.requests_by_method[i] = counts_.sum(offset(ServerCount::first_method, i));
        statistics.requests += statistics.requests_by_method[i];
    }
}

// --- of a service

void ServiceCounters::closed(CloseCode code) noexcept
{
    constexpr CloseCode first_of_others{3000}; // which peers may choose freely (RFC 6455 §7.4.2)
    const std::lock_guard lock{mutex_};
    try {
        if (code >= first_of_others && close_codes_.size() >= ServiceStatistics::max_close_codes
            && !close_codes_.contains(code))
            code = ServiceStatistics::other_close_codes;
        ++close_codes_[code];
    } catch (const std::bad_alloc&) { // a count is not worth a session's on_close
    }
}

void ServiceCounters::read(ServiceStatistics& statistics) const
{
    statistics.sessions_opened = counts_.sum(session::SessionCount::sessions);
    statistics.session_errors = counts_.sum(session::SessionCount::errors);
    statistics.messages_received = counts_.sum(session::SessionCount::messages_received);
    statistics.bytes_received = counts_.sum(session::SessionCount::bytes_received);
    statistics.messages_sent = counts_.sum(session::SessionCount::messages_sent);
    statistics.bytes_sent = counts_.sum(session::SessionCount::bytes_sent);
    statistics.messages_dropped = counts_.sum(session::SessionCount::messages_dropped);
    statistics.pings_sent = counts_.sum(session::SessionCount::pings_sent);
    statistics.pongs_received = counts_.sum(session::SessionCount::pongs_received);
    const auto sum = counts_.sum(session::SessionCount::round_trips);
    statistics.round_trip_sum = std::chrono::nanoseconds{static_cast<std::int64_t>(sum)};
    if (const auto last = last_round_trip_.load(std::memory_order_relaxed); last >= 0)
        statistics.last_round_trip = std::chrono::nanoseconds{last};
    const std::lock_guard lock{mutex_};
    statistics.close_codes = close_codes_;
}

ServiceStatistics statistics_of(const ServiceState& service)
{
    ServiceStatistics statistics;
    statistics.path = service.path;
    service.counters.read(statistics);
    const auto sessions = service.registry->sessions({});
    statistics.sessions = sessions.size();
    for (const auto& session : sessions) {
        const auto queued = session->buffered_amount();
        statistics.queued_bytes += queued;
        statistics.max_queued_bytes = std::max(statistics.max_queued_bytes, queued);
    }
    return statistics;
}

ServerStatistics ServerCore::statistics() const
{
    ServerStatistics statistics;
    site_->counters().read(statistics);
    statistics.connections = connection_count();
    statistics.connections_refused = refused_connections();
    for (const auto& service : site_->services())
        statistics.services.push_back(statistics_of(*service));
    return statistics;
}

} // namespace server
} // namespace hawser
