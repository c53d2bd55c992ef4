// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/callback_queue.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace hawser::session {

namespace {

// What one turn on the executor runs at most, so that the sessions of a pool share its threads fairly.
constexpr int max_turn = 32;

// Beside its bytes, so that empty messages have a limit too.
constexpr std::size_t entry_cost = 64;

} // namespace

// What is posted. One that is destroyed without being called, with its executor, breaks the circle of the queue
// and the sessions that its callbacks hold.
class CallbackQueue::Turn {
public:
    explicit Turn(std::shared_ptr<CallbackQueue> queue) noexcept : queue_{std::move(queue)} {}
    Turn(Turn&&) noexcept = default;
    ~Turn()
    {
        if (queue_)
            queue_->abandon();
    }
    void operator()() { std::exchange(queue_, nullptr)->run(); }

private:
    std::shared_ptr<CallbackQueue> queue_;
};

CallbackQueue::CallbackQueue(boost::asio::any_io_executor executor, std::size_t limit)
    : executor_{std::move(executor)}, limit_{limit}
{
}

bool CallbackQueue::push(std::size_t size, std::function<void()> callback)
{
    bool must_schedule = false;
    bool is_full = false;
    {
        const std::lock_guard lock{mutex_};
        size += entry_cost;
        entries_.push_back({std::move(callback), size});
        size_ += size;
        is_full = size_ > limit_;
        must_schedule = !std::exchange(running_, true);
    }
    if (must_schedule)
        schedule();
    return is_full;
}

void CallbackQueue::when_drained(std::function<void()> resume)
{
    {
        const std::lock_guard lock{mutex_};
        if (size_ > limit_ / 2) {
            resume_ = std::move(resume);
            return;
        }
    }
    boost::asio::post(executor_, std::move(resume)); // it has drained in between
}

void CallbackQueue::schedule()
{
    boost::asio::post(executor_, Turn{shared_from_this()});
}

void CallbackQueue::run()
{
    const auto self = shared_from_this(); // a callback may hold the last session that owns the queue
    for (int i = 0; i < max_turn; ++i) {
        Entry entry;
        {
            const std::lock_guard lock{mutex_};
            if (entries_.empty()) {
                running_ = false;
                return;
            }
            entry = std::move(entries_.front());
            entries_.pop_front();
        }
        entry.callback();
        entry.callback = nullptr;
        if (const auto resume = finish(entry))
            resume();
    }
    schedule();
}

// A callback counts until it has returned. Gives what is to be resumed now.
std::function<void()> CallbackQueue::finish(const Entry& entry)
{
    const std::lock_guard lock{mutex_};
    size_ -= entry.size;
    return size_ <= limit_ / 2 ? std::exchange(resume_, nullptr) : nullptr;
}

void CallbackQueue::abandon() noexcept
{
    std::deque<Entry> entries;
    {
        const std::lock_guard lock{mutex_};
        entries.swap(entries_);
        size_ = 0;
        running_ = false;
        resume_ = nullptr;
    }
}

} // namespace hawser::session
