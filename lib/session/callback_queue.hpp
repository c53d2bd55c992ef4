// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace hawser::session {

/// Runs the callbacks of one session on an executor of the application, in order and one at a time, whatever
/// number of threads run that executor. If that executor is destroyed, so are the callbacks that wait.
///
/// *Thread safety*: all members may be called from any thread.
class CallbackQueue : public std::enable_shared_from_this<CallbackQueue> {
public:
    CallbackQueue(boost::asio::any_io_executor executor, std::size_t limit);

    /// Adds a callback, which holds `size` bytes. True: that is more than the limit; add no more for now.
    bool push(std::size_t size, std::function<void()> callback);

    /// Has `resume` called once, on the executor, as soon as half of the limit or less waits.
    void when_drained(std::function<void()> resume);

    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }

private:
    struct Entry {
        std::function<void()> callback;
        std::size_t size = 0;
    };
    class Turn;

    void schedule();
    void run();
    void abandon() noexcept;
    std::function<void()> finish(const Entry& entry);

    const boost::asio::any_io_executor executor_;
    const std::size_t limit_;

    std::mutex mutex_; // guards all below
    std::deque<Entry> entries_;
    std::function<void()> resume_;
    std::size_t size_ = 0;
    bool running_ = false; // scheduled, or being run
};

} // namespace hawser::session
