// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "session/shared_message.hpp"

#include <hawser/options.hpp>
#include <hawser/send_result.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace hawser::session {

/// What another thread asked a session for: to send a message, or something else to do.
struct SessionOrder {
    std::shared_ptr<const SharedMessage> message; ///< null: `action`
    std::function<void()> action;
    std::size_t size = 0; ///< bytes that it will add to what waits

    static SessionOrder send(std::shared_ptr<const SharedMessage> message)
    {
        const auto size = message->size();
        return {std::move(message), {}, size};
    }
};

/// The orders of other threads, in the order in which they came, until the session's executor takes them.
///
/// *Thread safety*: all members may be called from any thread.
class SessionInbox {
public:
    struct Limits {
        std::size_t size;      ///< bytes waiting at most, here and in the session's queue
        std::size_t high_mark; ///< above it `put` answers `queued`
        QueuePolicy policy;    ///< what to do with a message above `size`
    };

    /// Adds an order; where it does not fit beside the `queued` bytes of the session, does what the policy
    /// says. Under `QueuePolicy::close` that is to add `overflow` in its place, and nothing ever after.
    /// Something always fits where nothing waits. `added` tells whether the owner has an order more to carry
    /// out.
    SendResult put(SessionOrder order, std::size_t queued, const Limits& limits,
                   const std::function<void()>& overflow, bool& added);

    /// Adds an order that takes no room and is never refused, except after an overflow.
    bool put(std::function<void()> action);

    bool empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }
    /// Bytes of the orders that wait.
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

    /// For an owner that carries out all orders in one turn of its executor. True: there is none on its way.
    bool begin_turn() noexcept { return !has_turn_.exchange(true, std::memory_order_acq_rel); }
    /// Before the orders are taken: what is added from here on needs a turn of its own.
    void end_turn() noexcept
    {
        is_urgent_.store(false, std::memory_order_relaxed);
        // No plain store: either whoever has just added an order finds no turn, or the order is seen behind
        // this.
        has_turn_.exchange(false, std::memory_order_acq_rel);
    }
    /// There is more than messages, whose fate nobody waits for.
    bool is_urgent() const noexcept { return is_urgent_.load(std::memory_order_relaxed); }

    /// How many orders have been added.
    std::uint64_t added_count() const noexcept { return added_.load(std::memory_order_relaxed); }

    /// The oldest order, if there is one among the first `up_to` that were added.
    std::optional<SessionOrder> take(std::uint64_t up_to = UINT64_MAX);

    /// True, once, if an order was answered with `queued`, or refused, since the last call.
    bool take_drain_debt();

private:
    void add(SessionOrder order);
    bool drop_oldest_message();

    std::mutex mutex_;
    std::deque<SessionOrder> orders_;
    std::atomic<std::size_t> count_{0}; // orders_.size(), to look at without the mutex
    std::atomic<std::size_t> size_{0};
    std::atomic<std::uint64_t> added_{0};
    std::atomic<bool> has_turn_{false};
    std::atomic<bool> is_urgent_{false};
    std::uint64_t taken_ = 0;
    bool overflowed_ = false;
    bool owes_drain_ = false;
};

} // namespace hawser::session
