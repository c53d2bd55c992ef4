// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/batch.hpp"
#include "net/connection.hpp"
#include "server/service_session.hpp"

#include <hawser/async_session.hpp>
#include <hawser/send_result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

/// What lies between the callbacks of a session and its coroutine: the messages that wait to be read, and
/// what the coroutine waits for.
///
/// *Lifecycle*: made when the session opens. The coroutine holds it, so that it outlives the `Behavior` if
/// the coroutine outlives the session.
///
/// *Thread safety*: the members of the first part may be called from any thread, one at a time; those of the
/// second part on `executor()`.
class CoroutineState : public std::enable_shared_from_this<CoroutineState> {
public:
    CoroutineState(std::shared_ptr<ServiceSession> session, std::chrono::milliseconds grace);

    // --- for the callbacks
    void receive(const Message& message);
    void drained();
    /// The session is over. `was_cut`: the coroutine gets no time.
    void end(const CloseInfo& info, bool was_cut);
    /// The session's executor is being destroyed: nothing more will run.
    void abandon() noexcept;

    // --- for the coroutine
    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
    const Session& session() const noexcept { return handle_; }
    ServiceSession& internals() const noexcept { return *session_; }
    boost::asio::cancellation_slot cancellation() noexcept { return signal_.slot(); }
    std::optional<CloseInfo> close_info() const;
    /// Counts the drains of the queue; take it before sending.
    std::uint64_t drains() const;
    /// Messages that still come are not wanted.
    void discard_input();
    /// The coroutine is done.
    void finished(const std::exception_ptr& failure) noexcept;

    /// Calls `work` in a batch of the connection, which a coroutine that comes from elsewhere is not in: what
    /// it sends would go through the inbox, and could be overtaken by what it sends from a callback later.
    template <class Work>
    auto in_batch(const Work& work)
    {
        if (!net::Batch::current() && !is_elsewhere_ && runs_here())
            if (const auto connection = session_->connection()) {
                net::Batch batch{connection->loop(), connection.get()};
                return work();
            }
        return work();
    }

    struct PingAnswer {
        bool has_come = false;
        error_code error{};
        std::chrono::nanoseconds round_trip{0};
    };
    std::shared_ptr<PingAnswer> begin_ping(std::string_view payload);

    // What is awaited. They hold the state themselves.
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;
    static Awaitable<std::optional<OwnedMessage>> read(std::shared_ptr<CoroutineState> self);
    static Awaitable<bool> sent(std::shared_ptr<CoroutineState> self, SendResult result,
                                std::uint64_t drains);
    static Awaitable<std::chrono::nanoseconds> answered(std::shared_ptr<CoroutineState> self,
                                                        std::shared_ptr<PingAnswer> answer);
    static Awaitable<CloseInfo> ended(std::shared_ptr<CoroutineState> self);

private:
    using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>, void(error_code)>::handler_type;

    struct Waiter {
        std::uint64_t id;
        std::function<bool()> is_ready; // called under the mutex
        Handler handler;
    };
    class Reading;

    bool runs_here() const noexcept;
    Awaitable<void> wait(std::function<bool()> is_ready);
    Awaitable<void> take_a_break();
    bool had_its_turn() noexcept;
    void add_waiter(std::function<bool()> is_ready, Handler handler);
    void cancel(std::uint64_t id);
    void notify();
    std::optional<OwnedMessage> take();
    bool has_ended() const;
    void adjust_flow();
    void wind_up(bool at_once);
    void report(const std::exception_ptr& failure) noexcept;

    const std::shared_ptr<ServiceSession> session_;
    const Session handle_{session_};
    const std::chrono::milliseconds grace_;
    const bool is_elsewhere_; // the callbacks run on an executor of the application
    const boost::asio::any_io_executor executor_;
    const std::size_t limit_;         // of what waits to be read
    const std::size_t closing_limit_; // the same where the peer is not paused any more

    // Used on the executor only.
    boost::asio::cancellation_signal signal_;
    std::optional<boost::asio::steady_timer> timer_;
    int streak_ = 0; // operations since the coroutine last waited
    bool is_reading_ = false;
    bool is_finished_ = false;

    std::mutex flow_mutex_;    // held while the session is told to pause or to resume
    mutable std::mutex mutex_; // guards all below
    std::deque<OwnedMessage> messages_;
    std::size_t size_ = 0;
    bool is_paused_ = false;
    bool discards_ = false;
    std::uint64_t drains_ = 0;
    std::optional<CloseInfo> close_info_;
    std::list<Waiter> waiters_;
    std::uint64_t last_id_ = 0;
};

} // namespace hawser::server
