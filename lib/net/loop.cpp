// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/loop.hpp"

#include "net/epoll_set.hpp"

#include <boost/asio/strand.hpp>

#include <algorithm>
#include <utility>

namespace hawser::net {

Loop::Loop(asio::any_io_executor executor, Threading threading, Logger logger, Ticking ticking,
           std::shared_ptr<void> context)
    : context_{std::move(context)}, executor_{threading == Threading::single ? std::move(executor)
                                               : asio::any_io_executor{asio::make_strand(executor)}},
      threading_{threading}, ticking_{ticking}, logger_{std::move(logger)}, timer_{executor_}
{
}

Loop::~Loop() = default;

void Loop::epoll_set(std::unique_ptr<EpollSet> set) noexcept
{
    epoll_set_ = std::move(set);
}

asio::any_io_executor Loop::connection_executor() const
{
    if (is_single_threaded())
        return executor_;
    using Strand = asio::strand<asio::any_io_executor>;
    return asio::make_strand(executor_.target<Strand>()->get_inner_executor());
}

// Part of a handler. If that is destroyed without having been called, nobody runs the executor any more, and the
// connections, which the loop keeps, have to go too.
class Loop::ExecutorWatch {
public:
    explicit ExecutorWatch(std::weak_ptr<Loop> loop) noexcept : loop_{std::move(loop)} {}
    ExecutorWatch(ExecutorWatch&&) noexcept = default;
    ~ExecutorWatch()
    {
        if (const auto loop = release())
            loop->abandon(error::connection_cut);
    }
    std::shared_ptr<Loop> release() noexcept { return std::exchange(loop_, {}).lock(); }

private:
    std::weak_ptr<Loop> loop_;
};

void Loop::enqueue(std::function<void()> work)
{
    bool must_wake = false;
    {
        const std::lock_guard lock{work_mutex_};
        must_wake = work_.empty();
        work_.push_back(std::move(work));
    }
    if (must_wake)
        post([watch = ExecutorWatch{weak_from_this()}]() mutable {
            if (const auto self = watch.release())
                self->run_enqueued();
        });
}

void Loop::run_enqueued()
{
    std::vector<std::function<void()>> work;
    {
        const std::lock_guard lock{work_mutex_};
        work.swap(work_);
    }
    for (const auto& each : work)
        guarded(each);
}

// --- membership

void Loop::add(std::shared_ptr<Connection> connection)
{
    const std::lock_guard lock{mutex_};
    auto& added = *connection;
    added.self_ = std::move(connection);
    added.next_ = first_;
    if (first_)
        first_->previous_ = &added;
    first_ = &added;
    size_.fetch_add(1, std::memory_order_relaxed);
    if (ticking_ == Ticking::automatic && !std::exchange(timer_runs_, true))
        post([watch = ExecutorWatch{weak_from_this()}]() mutable {
            if (const auto self = watch.release())
                self->run_timer();
        });
}

void Loop::remove(Connection& connection) noexcept
{
    std::shared_ptr<Connection> self; // let go after the lock
    {
        const std::lock_guard lock{mutex_};
        self = std::exchange(connection.self_, nullptr);
        if (!self)
            return;
        (connection.previous_ ? connection.previous_->next_ : first_) = connection.next_;
        if (connection.next_)
            connection.next_->previous_ = connection.previous_;
        connection.previous_ = connection.next_ = nullptr;
        size_.fetch_sub(1, std::memory_order_relaxed);
    }
    if (size() == 0 && ticking_ == Ticking::automatic)
        post([self = shared_from_this()] { // a timer left running would keep the executor busy
            if (self->size() == 0)
                self->timer_.cancel();
        });
    if (on_removed_)
        on_removed_();
}

std::vector<std::shared_ptr<Connection>>
Loop::snapshot(const std::function<bool(Connection&)>& wanted) const
{
    std::vector<std::shared_ptr<Connection>> found;
    const std::lock_guard lock{mutex_};
    for (auto* connection = first_; connection; connection = connection->next_)
        if (wanted(*connection))
            found.push_back(connection->self_);
    return found;
}

void Loop::stop_all()
{
    for (auto& connection : snapshot([](Connection&) { return true; }))
        asio::post(connection->transport().executor(), [connection] { connection->on_stop(); });
}

void Loop::cut_all(error_code reason)
{
    for (auto& connection : snapshot([](Connection&) { return true; }))
        asio::post(connection->transport().executor(), [connection, reason] { connection->close(reason); });
}

void Loop::abandon(error_code reason)
{
    {
        std::vector<std::function<void()>> dropped; // with what it holds, outside of the lock
        const std::lock_guard lock{work_mutex_};
        dropped.swap(work_);
    }
    cut_all(reason);
    for (auto& connection : snapshot([](Connection&) { return true; }))
        remove(*connection);
}

// --- time

std::uint32_t Loop::ticks(std::chrono::milliseconds duration) noexcept
{
    // Longer than any server runs; the sum with `now` must not overflow.
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365 * 10};
    const auto in_range = std::clamp(duration, std::chrono::milliseconds{0}, longest);
    // One more than it takes: the current tick has begun already, and a deadline never comes early.
    return static_cast<std::uint32_t>((in_range + tick - std::chrono::milliseconds{1}) / tick) + 1;
}

void Loop::advance()
{
    const auto now = now_.fetch_add(1, std::memory_order_relaxed) + 1;
    for (auto& connection : snapshot([now](Connection& c) { return c.is_due(now); })) {
        if (is_single_threaded())
            connection->on_tick(now);
        else
            asio::post(connection->transport().executor(), [connection, now] { connection->on_tick(now); });
    }
}

void Loop::run_timer()
{
    {
        const std::lock_guard lock{mutex_};
        if (!first_) {
            timer_runs_ = false;
            return;
        }
    }
    timer_.expires_after(tick);
    timer_.async_wait([watch = ExecutorWatch{weak_from_this()}](error_code ec) mutable {
        const auto self = watch.release();
        if (!self)
            return;
        if (!ec)
            self->advance();
        self->run_timer();
    });
}

} // namespace hawser::net
