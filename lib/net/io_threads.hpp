// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/loop.hpp"

#include <hawser/log.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace hawser::net {

/// The loops of a server: N threads of our own with one loop each, or one loop on the application's
/// executor.
///
/// *Thread safety*: `next` may be called from any thread; the other members by the owner alone.
class IoThreads {
public:
    /// `count` threads (0: one per processor), started at once.
    IoThreads(unsigned count, const Logger& logger);
    /// No threads: the application runs `executor`.
    IoThreads(asio::any_io_executor executor, const Logger& logger);
    /// Joins the threads, which run until then.
    ~IoThreads();
    IoThreads(const IoThreads&) = delete;
    IoThreads& operator=(const IoThreads&) = delete;

    const std::vector<std::shared_ptr<Loop>>& loops() const noexcept { return loops_; }

    /// The loop for the next connection, in turn.
    Loop& next() noexcept;

    /// True if the calling thread is one of ours.
    bool is_own_thread() const noexcept;

private:
    struct Thread;

    std::vector<std::unique_ptr<Thread>> threads_;
    std::vector<std::shared_ptr<Loop>> loops_;
    std::atomic<std::size_t> turn_{0};
};

} // namespace hawser::net
