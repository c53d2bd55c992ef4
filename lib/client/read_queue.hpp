// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>
#include <hawser/owned_message.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>

namespace hawser::client {

/// The messages that wait for `read`, and who waits for them.
///
/// *Thread safety*: all members may be called from any thread. Whoever waits is told outside of all locks.
class ReadQueue {
public:
    using Waiter = std::function<void(error_code)>;
    enum class Flow : unsigned char { as_before, pause, resume };

    /// `limit`: bytes above which the connection is to be paused; half of it resumes it.
    explicit ReadQueue(std::size_t limit) noexcept : limit_{limit} {}

    /// `is_wanted` false: the session is closing, so the sender cannot be held up any more; what comes above
    /// twice the limit is dropped.
    Flow push(OwnedMessage message, bool is_wanted);

    /// Takes the oldest message; nothing once all has come to its end. `error::already_running` if another
    /// one has taken what the caller was woken for.
    std::optional<OwnedMessage> take(Flow& flow, error_code& ec);

    /// Calls `waiter`, once, when `take` has something to give, or nothing will come any more; at once if
    /// that is so. `error::already_running` if another one waits.
    void wait(std::uint64_t id, Waiter waiter);
    void cancel(std::uint64_t id, error_code reason);

    /// Nothing will come any more; who waits is told so, with `reason`.
    void end(error_code reason = {});
    /// Something may come again.
    void begin();

    bool has_messages() const;

    /// Whether the connection has to be paused, now that there is a new one.
    bool is_full() const;

private:
    bool is_ready() const { return !messages_.empty() || has_ended_; }

    const std::size_t limit_;
    mutable std::mutex mutex_; // guards all below
    std::list<OwnedMessage> messages_;
    std::size_t size_ = 0;
    Waiter waiter_;
    std::uint64_t waiter_id_ = 0;
    bool is_paused_ = false;
    bool has_ended_ = false;
};

} // namespace hawser::client
