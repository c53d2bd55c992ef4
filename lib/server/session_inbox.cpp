// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_inbox.hpp"

#include <utility>

namespace hawser::server {

namespace {

std::size_t cost(const SessionOrder& order) noexcept
{
    return (order.bytes ? order.bytes->size() : 0) + sizeof order;
}

} // namespace

SendResult SessionInbox::put(SessionOrder order, std::size_t queued, const Limits& limits, bool& added)
{
    const std::lock_guard lock{mutex_};
    added = !overflowed_;
    if (overflowed_)
        return SendResult::dropped;
    const auto waiting = size_ + queued;
    const auto size = cost(order);
    overflowed_ = waiting > 0 && waiting + size > limits.size;
    if (overflowed_)
        order = {SessionOrder::Kind::overflow, {}, nullptr};
    size_ += cost(order);
    orders_.push_back(std::move(order));
    count_.store(orders_.size(), std::memory_order_relaxed);
    if (overflowed_)
        return SendResult::dropped;
    if (waiting + size <= limits.high_mark)
        return SendResult::sent;
    owes_drain_ = true;
    return SendResult::queued;
}

std::optional<SessionOrder> SessionInbox::take()
{
    const std::lock_guard lock{mutex_};
    if (orders_.empty())
        return std::nullopt;
    auto order = std::move(orders_.front());
    orders_.pop_front();
    count_.store(orders_.size(), std::memory_order_relaxed);
    size_ -= cost(order);
    return order;
}

bool SessionInbox::take_drain_debt()
{
    const std::lock_guard lock{mutex_};
    return std::exchange(owes_drain_, false);
}

} // namespace hawser::server
