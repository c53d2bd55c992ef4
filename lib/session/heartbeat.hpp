// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::session {

/// The Pings of a session that wait for their Pongs, and what the answers told. Knows no clock.
///
/// *Thread safety*: none; it belongs to the session's executor.
class Heartbeat {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Handler = std::function<void(error_code, std::chrono::nanoseconds)>;

    /// The payload of a Ping of our own, different each time.
    std::string make_payload();

    /// A Ping was sent. `handler` empty: one of `WebSocketOptions::ping_interval`.
    void sent(std::string_view payload, Time now, Handler handler);

    /// What a Pong answers.
    struct Answer {
        bool is_known = false;    ///< some Ping of these
        bool is_ours = false;     ///< one without a handler
        std::chrono::nanoseconds round_trip{0};
    };
    /// A Pong came. It answers the Ping with its payload and all before it (RFC 6455 §5.5.3); their
    /// handlers are called.
    Answer answered(std::string_view payload, Time now);

    /// True while some Ping is unanswered.
    bool is_waiting() const noexcept { return !pings_.empty(); }

    /// Nothing more comes: tells all handlers.
    void fail(error_code reason);

private:
    struct Ping {
        std::string payload;
        Time sent;
        Handler handler;
    };

    std::vector<Ping> pings_; // the oldest first
    std::uint32_t last_ = 0;
};

} // namespace hawser::session
