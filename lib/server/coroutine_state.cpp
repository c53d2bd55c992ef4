// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/coroutine_state.hpp"

#include "server/service_state.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <utility>

namespace hawser::server {

namespace asio = boost::asio;

namespace {

// What a coroutine does at most before others on its thread get their turn.
constexpr int max_turn = 32;

// Beside its bytes, so that empty messages have a limit too.
constexpr std::size_t entry_cost = 64;

using Strand = asio::strand<asio::any_io_executor>;

// A coroutine runs in one place at a time, also on a pool.
asio::any_io_executor coroutine_executor(const ServiceSession& session)
{
    const auto& elsewhere = session.service().options.callback_executor;
    return elsewhere ? asio::any_io_executor{asio::make_strand(elsewhere)} : session.executor();
}

// When this end has sent its Close frame, the peer's has to be read, and with it what comes before. On an
// executor of the application, what was received before the peer's Close comes behind it, too: that has to
// find room.
std::size_t closing_limit(const WebSocketOptions& options)
{
    const auto limit = options.receive_queue_size;
    return options.callback_executor ? 2 * (limit + static_cast<std::size_t>(options.max_message_size))
                                     : limit;
}

template <class Handler>
void complete(Handler handler, error_code ec)
{
    const auto executor = asio::get_associated_executor(handler);
    asio::dispatch(executor, [handler = std::move(handler), ec]() mutable { std::move(handler)(ec); });
}

} // namespace

CoroutineState::CoroutineState(std::shared_ptr<ServiceSession> session, std::chrono::milliseconds grace)
    : session_{std::move(session)}, grace_{grace}, is_elsewhere_{static_cast<bool>(
                                                       session_->service().options.callback_executor)},
      executor_{coroutine_executor(*session_)}, limit_{session_->service().options.receive_queue_size},
      closing_limit_{closing_limit(session_->service().options)}
{
}

bool CoroutineState::runs_here() const noexcept
{
    if (const auto* strand = executor_.target<Strand>())
        return strand->running_in_this_thread();
    const auto* context = executor_.target<asio::io_context::executor_type>();
    return context && context->running_in_this_thread();
}

// --- for the callbacks

void CoroutineState::receive(const Message& message)
{
    {
        const std::lock_guard lock{mutex_};
        if (discards_ || (size_ > closing_limit_ && !session_->is_open()))
            return;
        messages_.emplace_back(message.type(), std::string{message.text()});
        size_ += message.size() + entry_cost;
    }
    notify(); // most often the coroutine takes it now
    adjust_flow();
}

void CoroutineState::drained()
{
    {
        const std::lock_guard lock{mutex_};
        ++drains_;
    }
    notify();
}

void CoroutineState::end(const CloseInfo& info, bool was_cut)
{
    {
        const std::lock_guard lock{mutex_};
        close_info_ = info;
    }
    notify();
    asio::dispatch(executor_, [self = shared_from_this(), was_cut] { self->wind_up(was_cut); });
}

// To destroy a waiting handler is to destroy the coroutine, and with it what holds the session.
void CoroutineState::abandon() noexcept
{
    std::list<Waiter> waiters;
    const std::lock_guard lock{mutex_};
    if (!close_info_)
        close_info_.emplace();
    waiters.swap(waiters_);
}

// The connection is paused while too much waits. On an executor of the application, the callbacks and the
// coroutine may both come here: the session has to be told in the order in which they decided. Elsewhere
// there is one thread, and what the session does at once may lead here again.
void CoroutineState::adjust_flow()
{
    std::unique_lock flow{flow_mutex_, std::defer_lock};
    if (is_elsewhere_)
        flow.lock();
    bool pauses = false;
    {
        const std::lock_guard lock{mutex_};
        pauses = size_ > limit_ || (is_paused_ && size_ > limit_ / 2);
        if (pauses == std::exchange(is_paused_, pauses))
            return;
    }
    pauses ? session_->pause_receiving() : session_->resume_receiving();
}

// --- waiting

boost::asio::awaitable<void> CoroutineState::wait(std::function<bool()> is_ready)
{
    streak_ = 0;
    return asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(
        [this, is_ready = std::move(is_ready)](Handler handler) { add_waiter(is_ready, std::move(handler)); },
        asio::use_awaitable);
}

void CoroutineState::add_waiter(std::function<bool()> is_ready, Handler handler)
{
    std::unique_lock lock{mutex_};
    if (is_ready()) { // since it was looked at
        lock.unlock();
        const auto executor = asio::get_associated_executor(handler);
        asio::post(executor, [handler = std::move(handler)]() mutable { std::move(handler)(error_code{}); });
        return;
    }
    const auto id = ++last_id_;
    if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
        slot.assign([weak = weak_from_this(), id](asio::cancellation_type type) {
            const auto self = weak.lock();
            if (self && type != asio::cancellation_type::none)
                self->cancel(id);
        });
    waiters_.push_back({id, std::move(is_ready), std::move(handler)});
}

void CoroutineState::cancel(std::uint64_t id)
{
    std::list<Waiter> cancelled;
    {
        const std::lock_guard lock{mutex_};
        for (auto it = waiters_.begin(); it != waiters_.end(); ++it)
            if (it->id == id) {
                cancelled.splice(cancelled.end(), waiters_, it);
                break;
            }
    }
    for (auto& waiter : cancelled) { // not from within the call that cancels
        const auto executor = asio::get_associated_executor(waiter.handler);
        asio::post(executor, [handler = std::move(waiter.handler)]() mutable {
            std::move(handler)(asio::error::operation_aborted);
        });
    }
}

// Resumes those whose time has come, at once where this is their executor.
void CoroutineState::notify()
{
    std::list<Waiter> woken;
    {
        const std::lock_guard lock{mutex_};
        for (auto it = waiters_.begin(); it != waiters_.end();) {
            const auto each = it++;
            if (each->is_ready())
                woken.splice(woken.end(), waiters_, each);
        }
    }
    for (auto& waiter : woken)
        complete(std::move(waiter.handler), {});
}

bool CoroutineState::had_its_turn() noexcept
{
    return ++streak_ > max_turn;
}

// Goes on in a batch, in which what is sent is collected.
boost::asio::awaitable<void> CoroutineState::take_a_break()
{
    streak_ = 0;
    return asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(
        [this](Handler handler) {
            if (const auto connection = is_elsewhere_ ? nullptr : session_->connection()) {
                connection->post(
                    [handler = std::move(handler)]() mutable { complete(std::move(handler), {}); });
            } else {
                const auto executor = asio::get_associated_executor(handler);
                asio::post(executor,
                           [handler = std::move(handler)]() mutable { std::move(handler)(error_code{}); });
            }
        },
        asio::use_awaitable);
}

// --- for the coroutine

std::optional<CloseInfo> CoroutineState::close_info() const
{
    const std::lock_guard lock{mutex_};
    return close_info_;
}

std::uint64_t CoroutineState::drains() const
{
    const std::lock_guard lock{mutex_};
    return drains_;
}

void CoroutineState::discard_input()
{
    const std::lock_guard lock{mutex_};
    discards_ = true;
}

bool CoroutineState::has_ended() const
{
    const std::lock_guard lock{mutex_};
    return close_info_.has_value();
}

std::optional<OwnedMessage> CoroutineState::take()
{
    std::optional<OwnedMessage> message;
    {
        const std::lock_guard lock{mutex_};
        if (messages_.empty())
            return message;
        message = std::move(messages_.front());
        messages_.pop_front();
        size_ -= message->size() + entry_cost;
        if (!is_paused_)
            return message;
    }
    adjust_flow();
    return message;
}

// Two readers would take each other's messages.
class CoroutineState::Reading {
public:
    explicit Reading(CoroutineState& state) : state_{state}
    {
        if (std::exchange(state.is_reading_, true))
            throw std::logic_error{"read: another one is waiting already"};
    }
    ~Reading() { state_.is_reading_ = false; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

private:
    CoroutineState& state_;
};

// The conditions and awaitables below have names because GCC 12 destroys temporaries of a co_await expression
// twice in some places.

boost::asio::awaitable<std::optional<OwnedMessage>> CoroutineState::read(std::shared_ptr<CoroutineState> self)
{
    const Reading reading{*self};
    if (self->had_its_turn()) {
        auto pause = self->take_a_break();
        co_await std::move(pause);
    }
    for (;;) {
        const bool is_over = self->has_ended(); // before the last look: nothing comes after the end
        auto message = self->take();
        if (message || is_over)
            co_return message;
        auto arrival = self->wait(
            [state = self.get()] { return !state->messages_.empty() || state->close_info_.has_value(); });
        co_await std::move(arrival);
        // Cancelled when it had been woken: who waited does not look at the result, and would lose a message.
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error{asio::error::operation_aborted, "read"};
    }
}

boost::asio::awaitable<bool> CoroutineState::sent(std::shared_ptr<CoroutineState> self, SendResult result,
                                                  std::uint64_t drains)
{
    if (result == SendResult::queued) {
        auto room = self->wait([state = self.get(), drains] {
            return state->drains_ != drains || state->close_info_.has_value();
        });
        co_await std::move(room);
        if (self->drains() == drains)
            throw boost::system::system_error{error::not_open, "send"};
    } else if (result == SendResult::dropped && !self->session_->is_open()) {
        throw boost::system::system_error{error::not_open, "send"};
    } else if (self->had_its_turn()) {
        auto pause = self->take_a_break();
        co_await std::move(pause);
    }
    co_return result != SendResult::dropped;
}

std::shared_ptr<CoroutineState::PingAnswer> CoroutineState::begin_ping(std::string_view payload)
{
    auto answer = std::make_shared<PingAnswer>();
    in_batch([&] {
        session_->ping(payload,
                       [self = shared_from_this(), answer](error_code ec, std::chrono::nanoseconds time) {
                           {
                               const std::lock_guard lock{self->mutex_};
                               *answer = {true, ec, time};
                           }
                           self->notify();
                       });
    });
    return answer;
}

boost::asio::awaitable<std::chrono::nanoseconds> CoroutineState::answered(
    std::shared_ptr<CoroutineState> self, std::shared_ptr<PingAnswer> answer)
{
    auto pong = self->wait([answer] { return answer->has_come; });
    co_await std::move(pong);
    if (answer->error)
        throw boost::system::system_error{error::not_open, "ping"};
    co_return answer->round_trip;
}

boost::asio::awaitable<CloseInfo> CoroutineState::ended(std::shared_ptr<CoroutineState> self)
{
    if (!self->has_ended()) {
        auto end = self->wait([state = self.get()] { return state->close_info_.has_value(); });
        co_await std::move(end);
    }
    co_return *self->close_info();
}

// --- the end

// A coroutine that waits for something else when its session ends may finish what it has begun; for ever it
// must not stay.
void CoroutineState::wind_up(bool at_once)
{
    if (is_finished_)
        return;
    if (at_once || grace_.count() <= 0) {
        signal_.emit(asio::cancellation_type::terminal);
        return;
    }
    timer_.emplace(executor_, grace_);
    timer_->async_wait([weak = weak_from_this()](error_code ec) {
        const auto self = weak.lock();
        if (self && !ec && !self->is_finished_)
            self->signal_.emit(asio::cancellation_type::terminal);
    });
}

void CoroutineState::finished(const std::exception_ptr& failure) noexcept
{
    is_finished_ = true;
    timer_.reset();
    {
        const std::lock_guard lock{mutex_};
        discards_ = true;
        messages_.clear();
        size_ = 0;
    }
    adjust_flow();
    if (failure)
        report(failure);
    in_batch([&] { session_->close(failure ? CloseCode::internal_error : CloseCode::normal, {}); });
}

void CoroutineState::report(const std::exception_ptr& failure) noexcept
{
    std::string what = "unknown exception";
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& e) {
        if (!session_->is_open() &&
            (e.code() == error::not_open || e.code() == asio::error::operation_aborted))
            return; // it learned like that that the session is over
        what = e.what();
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) { // of a type that tells nothing
    }
    const auto& service = session_->service();
    service.logger.write(LogLevel::error, "coroutine of " + service.path + " threw: " + what);
}

} // namespace hawser::server
