// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/output_queue.hpp"

#include <hawser/close_code.hpp>
#include <hawser/send_result.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

namespace hawser::server {

/// What another thread asked a session for.
struct SessionOrder {
    enum class Kind : unsigned char {
        frame,    ///< `bytes` is a whole frame
        ping,     ///< `bytes` is the payload
        close,    ///< `code`, and `bytes` is the reason
        overflow, ///< an order was refused, and so are all that follow
    };

    Kind kind;
    CloseCode code = CloseCode::normal;
    net::SharedBytes bytes;
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

    /// Adds an order; or, if it does not fit beside the `queued` bytes of the connection, an `overflow` in
    /// its place, and nothing ever after. Something always fits where nothing waits. `added` tells whether
    /// the owner has an order more to carry out.
    SendResult put(SessionOrder order, std::size_t queued, const Limits& limits, bool& added);

    bool empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }

    /// The oldest order, if there is one.
    std::optional<SessionOrder> take();

    /// True, once, if an order was answered with `queued` since the last call.
    bool take_drain_debt();

private:
    std::mutex mutex_;
    std::deque<SessionOrder> orders_;
    std::atomic<std::size_t> count_{0}; // orders_.size(), to look at without the mutex
    std::size_t size_ = 0;
    bool overflowed_ = false;
    bool owes_drain_ = false;
};

} // namespace hawser::server
