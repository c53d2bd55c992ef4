// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/output_queue.hpp"

#include <hawser/close_code.hpp>
#include <hawser/send_result.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

namespace hawser::server {

/// What another thread asked a session for.
struct SessionOrder {
    enum class Kind : unsigned char { frame, ping, close };

    Kind kind;
    CloseCode code;         ///< of a `close`
    net::SharedBytes bytes; ///< a whole frame, a Ping's payload, or a Close's reason
};

/// The orders of other threads, in the order in which they came, until the session's executor takes them.
///
/// *Thread safety*: all members may be called from any thread.
class SessionInbox {
public:
    struct Limits {
        std::size_t size;      ///< bytes waiting at most, here and in the connection's queue
        std::size_t high_mark; ///< above it `put` answers `queued`
    };

    struct Put {
        SendResult result;
        bool must_wake; ///< the inbox was empty: its owner has to be told
    };

    /// Adds an order, or refuses it and all that follow if it does not fit beside the `queued` bytes of
    /// the connection. Something always fits where nothing waits.
    Put put(SessionOrder order, std::size_t queued, const Limits& limits);

    bool has_orders() const noexcept { return has_orders_.load(std::memory_order_relaxed); }

    struct Taken {
        std::vector<SessionOrder> orders;
        bool overflowed; ///< an order was refused
    };
    Taken take();

    /// True, once, if an order was answered with `queued` since the last call.
    bool take_drain_debt();

private:
    std::mutex mutex_;
    std::vector<SessionOrder> orders_;
    std::size_t size_ = 0;
    std::atomic<bool> has_orders_{false};
    bool overflowed_ = false;
    bool owes_drain_ = false;
};

} // namespace hawser::server
