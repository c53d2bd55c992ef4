// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/batch.hpp"
#include "net/connection.hpp"
#include "net/traffic.hpp"

#include <hawser/log.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hawser::net {

class EpollSet;

namespace asio = boost::asio;

/// Where connections live: one I/O thread of ours, or the application's executor.
///
/// It keeps its connections alive and sweeps their deadlines with one coarse timer, which runs only
/// while there are connections.
///
/// *Thread safety*: all members may be called from any thread.
class Loop : public std::enable_shared_from_this<Loop> {
public:
    /// What a deadline is rounded up to.
    static constexpr std::chrono::milliseconds tick{500};

    enum class Threading {
        single, ///< one thread runs the executor: handlers of all connections exclude each other
        shared, ///< many may: each connection has a strand of its own
    };
    enum class Ticking { automatic, by_hand };

    /// `context`, if not null, is what the executor belongs to: the loop keeps it for those handles of the
    /// application that hold a connection longer than the server lives.
    Loop(asio::any_io_executor executor, Threading threading, Logger logger,
         Ticking ticking = Ticking::automatic, std::shared_ptr<void> context = {});
    ~Loop();

    /// For work that concerns the loop as a whole; never runs two handlers at a time.
    const asio::any_io_executor& executor() const noexcept { return executor_; }
    /// For a new connection: `executor()` itself, or a new strand.
    asio::any_io_executor connection_executor() const;

    /// The set that watches this loop's sockets, or null: they wait through Asio. Set before use.
    EpollSet* epoll_set() const noexcept { return epoll_set_.get(); }
    void epoll_set(std::unique_ptr<EpollSet> set) noexcept;

    /// Where the bytes of its connections are counted. Set before use, or it counts for itself.
    Traffic& traffic() const noexcept { return *traffic_; }
    void traffic(std::shared_ptr<Traffic> traffic) noexcept { traffic_ = std::move(traffic); }

    bool is_single_threaded() const noexcept { return threading_ == Threading::single; }
    const Logger& logger() const noexcept { return logger_; }

    /// True in a batch of this loop, if that means that none of its other handlers can be running.
    bool runs_here() const noexcept
    {
        auto* batch = Batch::current();
        return batch && is_single_threaded() && &batch->loop() == this;
    }

    /// Nobody runs the executor any more: what is posted from now on is dropped.
    void is_over(bool value) noexcept { is_over_.store(value, std::memory_order_release); }
    bool is_over() const noexcept { return is_over_.load(std::memory_order_acquire); }

    /// Runs `work` later on `executor()`, in a batch.
    template <class Work>
    void post(Work work)
    {
        if (is_over())
            return;
        asio::post(executor_, [self = shared_from_this(), work = std::move(work)]() mutable {
            Batch batch{*self};
            self->guarded(work);
        });
    }

    /// Runs `work` later on `executor()`, after all that was enqueued before it. What comes while the loop
    /// is busy runs in one batch, so that many small sends from other threads make few writes.
    void enqueue(std::function<void()> work);

    // --- membership
    void add(std::shared_ptr<Connection> connection);
    void remove(Connection& connection) noexcept;
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

    /// Called after a connection is removed, on that connection's executor.
    void on_removed(std::function<void()> callback) { on_removed_ = std::move(callback); }

    /// Has every connection told to come to an end, or ended at once, each on its executor.
    void stop_all();
    void cut_all(error_code reason);

    /// Cuts all and lets go of them, for when nobody may run the executor any more.
    void abandon(error_code reason);

    // --- time
    std::uint32_t now() const noexcept { return now_.load(std::memory_order_relaxed); }
    static std::uint32_t ticks(std::chrono::milliseconds duration) noexcept;
    /// Moves time on by one tick and handles the deadlines that passed.
    void advance();

private:
    // An exception of one piece of work must not end the thread.
    template <class Work>
    void guarded(Work&& work) noexcept
    {
        try {
            work();
        } catch (const std::exception& e) {
            logger_.write(LogLevel::error, std::string{"work on an event loop threw: "} + e.what());
        } catch (...) {
            logger_.write(LogLevel::error, "work on an event loop threw");
        }
    }

    std::vector<std::shared_ptr<Connection>> snapshot(const std::function<bool(Connection&)>& wanted) const;
    class ExecutorWatch;

    void run_timer();
    void run_enqueued();

    const std::shared_ptr<void> context_; // the first, to be destroyed last
    std::atomic<bool> is_over_{false};
    asio::any_io_executor executor_;
    Threading threading_;
    Ticking ticking_;
    Logger logger_;
    std::unique_ptr<EpollSet> epoll_set_;
    std::shared_ptr<Traffic> traffic_ = std::make_shared<Traffic>();
    asio::steady_timer timer_; // used on executor_ only
    std::function<void()> on_removed_;
    std::atomic<std::uint32_t> now_{1};

    std::mutex work_mutex_; // guards the next
    std::vector<std::function<void()>> work_;

    mutable std::mutex mutex_; // guards the list
    Connection* first_ = nullptr;
    std::atomic<std::size_t> size_{0};
    bool timer_runs_ = false; // guarded by mutex_
};

// What a protocol lets escape ends its connection and nothing else.
template <class Work>
void Connection::guarded(Work&& work) noexcept
{
    try {
        work();
    } catch (const std::exception& e) {
        fail(e.what());
    } catch (...) {
        fail("unknown exception");
    }
}

template <class Work>
void Connection::post(Work work)
{
    if (loop_->is_over())
        return;
    asio::post(transport_->executor(), [self = shared_from_this(), work = std::move(work)]() mutable {
        Batch batch{*self->loop_, self.get()};
        self->guarded(work);
    });
}

} // namespace hawser::net
