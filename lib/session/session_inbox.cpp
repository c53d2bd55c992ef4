// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_inbox.hpp"

#include <algorithm>
#include <utility>

namespace hawser::session {

namespace {

std::size_t cost(const SessionOrder& order) noexcept
{
    return order.size + sizeof order;
}

} // namespace

SendResult SessionInbox::put(SessionOrder order, std::size_t queued, const Limits& limits,
                             const std::function<void()>& overflow, bool& added)
{
    const std::lock_guard lock{mutex_};
    added = !overflowed_;
    if (overflowed_)
        return SendResult::dropped;
    // Where the oldest give way, they do so in the session's queue when the order gets there.
    if (limits.policy == QueuePolicy::drop_oldest)
        queued = 0;
    const auto size = cost(order);
    const auto fits = [&] { return size_ + queued == 0 || size_ + queued + size <= limits.size; };
    const bool gives_way = limits.policy == QueuePolicy::drop_oldest && size <= limits.size;
    while (gives_way && !fits() && drop_oldest_message()) {}
    if (!fits()) {
        overflowed_ = added = limits.policy == QueuePolicy::close;
        if (overflowed_)
            add({{}, overflow, 0});
        else
            owes_drain_ = true;
        return SendResult::dropped;
    }
    const auto waiting = size_ + queued + size;
    add(std::move(order));
    if (waiting <= limits.high_mark)
        return SendResult::sent;
    owes_drain_ = true;
    return SendResult::queued;
}

bool SessionInbox::put(std::function<void()> action)
{
    const std::lock_guard lock{mutex_};
    if (!overflowed_)
        add({{}, std::move(action), 0});
    return !overflowed_;
}

void SessionInbox::add(SessionOrder order)
{
    size_ += cost(order);
    if (!order.message)
        is_urgent_.store(true, std::memory_order_relaxed);
    orders_.push_back(std::move(order));
    added_.fetch_add(1, std::memory_order_relaxed);
    count_.store(orders_.size(), std::memory_order_relaxed);
}

// The order stays, empty, since the owner has been told of it.
bool SessionInbox::drop_oldest_message()
{
    const auto oldest =
        std::find_if(orders_.begin(), orders_.end(), [](const auto& order) { return order.message; });
    if (oldest == orders_.end())
        return false;
    size_ -= oldest->size;
    *oldest = {{}, [] {}, 0};
    return true;
}

std::optional<SessionOrder> SessionInbox::take(std::uint64_t up_to)
{
    const std::lock_guard lock{mutex_};
    if (orders_.empty() || taken_ >= up_to)
        return std::nullopt;
    ++taken_;
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

} // namespace hawser::session
