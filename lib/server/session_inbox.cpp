// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_inbox.hpp"

#include <utility>

namespace hawser::server {

SessionInbox::Put SessionInbox::put(SessionOrder order, std::size_t queued, const Limits& limits)
{
    const auto size = order.bytes->size() + sizeof(SessionOrder);
    const std::lock_guard lock{mutex_};
    if (overflowed_)
        return {SendResult::dropped, false};
    const bool must_wake = !has_orders_.exchange(true, std::memory_order_relaxed);
    const auto waiting = size_ + queued;
    if (waiting > 0 && waiting + size > limits.size) {
        overflowed_ = true;
        return {SendResult::dropped, must_wake};
    }
    size_ += size;
    orders_.push_back(std::move(order));
    if (waiting + size <= limits.high_mark)
        return {SendResult::sent, must_wake};
    owes_drain_ = true;
    return {SendResult::queued, must_wake};
}

SessionInbox::Taken SessionInbox::take()
{
    const std::lock_guard lock{mutex_};
    size_ = 0;
    has_orders_.store(false, std::memory_order_relaxed);
    return {std::exchange(orders_, {}), overflowed_};
}

bool SessionInbox::take_drain_debt()
{
    const std::lock_guard lock{mutex_};
    return std::exchange(owes_drain_, false);
}

} // namespace hawser::server
