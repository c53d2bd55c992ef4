// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/io_threads.hpp"

#include "net/epoll_set.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <thread>

namespace hawser::net {

// One thread runs each context: the hint saves Asio the wake-ups that several would need.
struct IoThreads::Thread {
    std::shared_ptr<asio::io_context> context = std::make_shared<asio::io_context>(1);
    asio::executor_work_guard<asio::io_context::executor_type> work{context->get_executor()};
    std::thread thread;

    ~Thread() { join(); } // also when the system refuses the next thread
    void join()
    {
        work.reset();
        if (thread.joinable())
            thread.join();
    }
};

IoThreads::IoThreads(unsigned count, const Logger& logger)
{
    if (count == 0)
        count = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < count; ++i) {
        auto& added = threads_.emplace_back(std::make_unique<Thread>());
        loops_.push_back(std::make_shared<Loop>(added->context->get_executor(), Loop::Threading::single, logger,
                                                Loop::Ticking::automatic, added->context));
        loops_.back()->epoll_set(std::make_unique<EpollSet>(*added->context));
    }
    for (auto& each : threads_)
        each->thread = std::thread{[&context = *each->context] { context.run(); }};
}

IoThreads::IoThreads(asio::any_io_executor executor, const Logger& logger)
    : loops_{std::make_shared<Loop>(std::move(executor), Loop::Threading::shared, logger)}
{
}

IoThreads::~IoThreads()
{
    for (auto& each : threads_)
        each->work.reset();
    for (auto& each : threads_)
        each->join();
    // A handle of the application, such as a Deferred, may hold a connection, and with it a loop, for longer.
    // What it posts is dropped; what was posted behind the last handler runs here, so that nothing stays in a
    // context that its own handlers keep.
    for (auto& loop : loops_)
        loop->is_over(true);
    for (auto& each : threads_) {
        each->context->restart();
        each->context->poll();
    }
    loops_.clear();
}

Loop& IoThreads::next() noexcept
{
    return *loops_[turn_.fetch_add(1, std::memory_order_relaxed) % loops_.size()];
}

bool IoThreads::is_own_thread() const noexcept
{
    return std::any_of(threads_.begin(), threads_.end(), [](const auto& each) {
        return each->thread.get_id() == std::this_thread::get_id();
    });
}

} // namespace hawser::net
