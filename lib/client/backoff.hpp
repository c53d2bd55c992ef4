// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/reconnect.hpp>

#include "core/random.hpp"

#include <chrono>
#include <optional>

namespace hawser::client {

/// When to connect again: the delays of `ReconnectOptions`, without a clock.
///
/// *Lifecycle*: lost → next, next, … → opened → lost → …; `next` may also come first, where the first
/// connection is not made at once. Any options do; those that `require_valid` refuses are taken for the
/// nearest that it does not.
///
/// *Thread safety*: none.
class Backoff {
public:
    explicit Backoff(const ReconnectOptions& options, core::RandomSource random = core::fill_random);

    /// How long to wait before the next attempt, which counts from now on; nothing: it is time to give up.
    /// `elapsed`: since the connection was lost.
    std::optional<std::chrono::milliseconds> next(std::chrono::milliseconds elapsed);

    /// The handshake has succeeded: the attempts are counted anew, but the delay stays what it is.
    void opened() noexcept { attempt_ = 0; }

    /// The connection is gone after it was open for that long; the delay begins anew if that was enough.
    void lost(std::chrono::milliseconds was_open_for) noexcept;

    /// How many attempts were made since the last handshake that succeeded, the latest one included.
    unsigned attempt() const noexcept { return attempt_; }

private:
    std::chrono::milliseconds draw();

    const std::chrono::milliseconds initial_;
    const std::chrono::milliseconds max_delay_;
    const double factor_;
    const double jitter_;
    const unsigned max_attempts_;
    const std::chrono::milliseconds max_time_; // 0: no limit
    const std::chrono::milliseconds stable_after_;
    const core::RandomSource random_;

    double delay_; // the next one in milliseconds: with a factor near 1 the fractions add up
    unsigned attempt_ = 0;
};

/// The rule of `ReconnectOptions::should_reconnect`, where there is a table of it.
bool default_should_reconnect(const ReconnectInfo& info) noexcept;

/// Throws `std::invalid_argument` for an option that makes no sense by itself or beside another; its text
/// names the option, its value and what is allowed.
void require_valid(const ReconnectOptions& options);

} // namespace hawser::client
