// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/request.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hawser {

class Service;

namespace server {
class ServerCore;
}

/// What the sessions of one WebSocket service have done. Numbers of messages and bytes are those of the
/// application: whole messages, and payloads before compression.
struct ServiceStatistics {
    std::string path; ///< with which the service was added

    std::size_t sessions = 0;          ///< open now
    std::uint64_t sessions_opened = 0; ///< since the service was added, as all that follows
    std::uint64_t session_errors = 0;  ///< what `Behavior::on_error` was told

    std::uint64_t messages_received = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t messages_sent = 0; ///< accepted for sending
    std::uint64_t bytes_sent = 0;
    std::uint64_t messages_dropped = 0; ///< for which the answer was `SendResult::dropped`

    std::size_t queued_bytes = 0;     ///< what waits for the peers, of all sessions together, now
    std::size_t max_queued_bytes = 0; ///< of the session with the longest queue

    std::uint64_t pings_sent = 0;
    std::uint64_t pongs_received = 0;                           ///< that answered one of them
    std::chrono::nanoseconds round_trip_sum{};                  ///< of all of those
    std::optional<std::chrono::nanoseconds> last_round_trip{};  ///< of the last one, of whatever session
    /// Of all. Nothing before the first answer.
    HAWSER_DECL std::optional<std::chrono::nanoseconds> mean_round_trip() const noexcept;

    /// How often a session ended with that code, `CloseInfo::code`. An application's own codes above
    /// `max_close_codes` of them are counted under `other_close_codes`, so that no peer can fill the memory.
    std::map<CloseCode, std::uint64_t> close_codes{};
    static constexpr std::size_t max_close_codes = 32;
    static constexpr CloseCode other_close_codes{0};
};

/// What a server has done since it was made: a copy of its counters.
///
/// Each number is right; taken together they may be of slightly different moments. Counters begin at 0 when
/// the server is made and go on when it is stopped and started again.
struct ServerStatistics {
    std::chrono::system_clock::time_point since{}; ///< when the server was made

    // --- connections, of any kind
    std::size_t connections = 0;                ///< open now
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;      ///< since their address had `max_connections_per_address`
    std::uint64_t connection_limit_reached = 0; ///< how often accepting was paused at `max_connections`
    std::uint64_t tls_handshakes = 0;           ///< that were completed
    std::uint64_t tls_resumptions = 0;          ///< those of them that a ticket made short
    /// Handshakes that failed, plain HTTP on a port for HTTPS, and connections that ended before they began one, as
    /// those of health checks do.
    std::uint64_t tls_failures = 0;
    std::uint64_t bytes_received = 0;           ///< WebSocket and HTTP, everything included, of TLS what is inside
    std::uint64_t bytes_sent = 0;               ///< what the system, or TLS, has taken

    // --- HTTP requests, handshakes among them
    std::uint64_t requests = 0;         ///< whose header was complete
    std::size_t requests_in_flight = 0; ///< begun, and not answered yet
    std::uint64_t requests_refused = 0; ///< malformed, too large or too late: 400, 408, 413, 414, 431
    std::uint64_t rate_limited = 0;     ///< answered with 429

    /// The answers, by the first digit of their status: `responses[2]` of those with 200 to 299. 0 is unused.
    /// Accepted handshakes are in `responses[1]`.
    std::array<std::uint64_t, 6> responses{};

    /// By method; that of methods without a name here is `Method::unknown`.
    std::uint64_t requests_of(Method method) const noexcept
    {
        return requests_by_method[static_cast<std::size_t>(method)];
    }
    static constexpr std::size_t method_count = static_cast<std::size_t>(Method::patch) + 1;
    std::array<std::uint64_t, method_count> requests_by_method{};

    /// In the order in which the services were added. Those that were removed are not among them.
    std::vector<ServiceStatistics> services{};
};

/// Looks at a server from outside, and may outlive it: for handlers, timers and threads that report.
///
/// *Lifecycle*: `Server::monitor` gives one; it may be copied, and does not keep the server. When that has
/// gone, the members answer as if it had never done anything.
///
/// *Thread safety*: all members may be called from any thread.
///
/// *Example*
/// @code
/// hawser::ServerMonitor monitor = server.monitor();
/// std::cout << monitor.statistics().connections << '\n';
/// @endcode
class HAWSER_DECL ServerMonitor {
public:
    explicit ServerMonitor(std::weak_ptr<server::ServerCore> core) noexcept : core_{std::move(core)} {}

    /// `Server::statistics`.
    ServerStatistics statistics() const;
    /// `Server::services`.
    std::vector<Service> services() const;

private:
    std::weak_ptr<server::ServerCore> core_;
};

} // namespace hawser
