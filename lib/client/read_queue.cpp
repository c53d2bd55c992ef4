// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/read_queue.hpp"

#include <utility>

namespace hawser::client {

namespace {

// Beside its bytes, so that empty messages have a limit too.
constexpr std::size_t entry_cost = 64;

} // namespace

ReadQueue::Flow ReadQueue::push(OwnedMessage message, bool is_wanted)
{
    Waiter woken;
    auto flow = Flow::as_before;
    {
        const std::lock_guard lock{mutex_};
        if (!is_wanted && size_ > 2 * limit_)
            return flow;
        size_ += message.size() + entry_cost;
        messages_.push_back(std::move(message));
        woken = std::exchange(waiter_, nullptr);
        if (size_ > limit_ && !std::exchange(is_paused_, true))
            flow = Flow::pause;
    }
    if (woken)
        woken({});
    return flow;
}

std::optional<OwnedMessage> ReadQueue::take(Flow& flow, error_code& ec)
{
    const std::lock_guard lock{mutex_};
    flow = Flow::as_before;
    ec = {};
    if (messages_.empty()) {
        if (!has_ended_)
            ec = error::already_running;
        return std::nullopt;
    }
    std::optional<OwnedMessage> message{std::move(messages_.front())};
    messages_.pop_front();
    size_ -= message->size() + entry_cost;
    if (is_paused_ && size_ <= limit_ / 2) {
        is_paused_ = false;
        flow = Flow::resume;
    }
    return message;
}

void ReadQueue::wait(std::uint64_t id, Waiter waiter)
{
    error_code ec;
    {
        const std::lock_guard lock{mutex_};
        if (!is_ready() && !waiter_) {
            waiter_ = std::move(waiter);
            waiter_id_ = id;
            return;
        }
        if (waiter_)
            ec = error::already_running;
    }
    waiter(ec);
}

void ReadQueue::cancel(std::uint64_t id, error_code reason)
{
    Waiter cancelled;
    {
        const std::lock_guard lock{mutex_};
        if (waiter_id_ == id)
            cancelled = std::exchange(waiter_, nullptr);
    }
    if (cancelled)
        cancelled(reason);
}

void ReadQueue::end(error_code reason)
{
    Waiter woken;
    {
        const std::lock_guard lock{mutex_};
        has_ended_ = true;
        woken = std::exchange(waiter_, nullptr);
    }
    if (woken)
        woken(reason);
}

void ReadQueue::begin()
{
    const std::lock_guard lock{mutex_};
    has_ended_ = false;
}

bool ReadQueue::has_messages() const
{
    const std::lock_guard lock{mutex_};
    return !messages_.empty();
}

bool ReadQueue::is_full() const
{
    const std::lock_guard lock{mutex_};
    return is_paused_;
}

} // namespace hawser::client
