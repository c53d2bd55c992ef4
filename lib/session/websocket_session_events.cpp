// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "net/loop.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

// What happens to a session by itself, and what it tells the application. What it is asked for is in
// websocket_session.cpp, its deadlines in websocket_session_time.cpp.

namespace hawser::session {

namespace {

using namespace std::chrono_literals;

// Of a session that is paused now and then: what its connection keeps meanwhile has to be little.
constexpr std::size_t pausing_read_size = 64 * 1024;

net::ConnectionSettings connection_settings(const WebSocketOptions& options,
                                            net::ConnectionSettings settings) noexcept
{
    settings.queue_high_mark = options.queue_high_mark;
    settings.queue_low_mark = options.queue_low_mark;
    settings.read_size = options.callback_executor ? pausing_read_size : net::Batch::receive_size;
    return settings;
}

} // namespace

// --- callbacks

// Has a callback of the application's run: here and now, or behind those that wait elsewhere.
template <class Call>
void WebSocketSession::call(Call callback) noexcept
{
    if (!callbacks_)
        run(callback);
    else
        enqueue(0, [self = shared_from_this(), callback = std::move(callback)] { self->run(callback); });
}

// The same for one that is shown bytes, which are copied only if it has to wait.
template <class Call>
void WebSocketSession::deliver(std::string_view payload, Call callback) noexcept
{
    if (!callbacks_)
        return run([&] { callback(payload); });
    enqueue(payload.size(), [self = shared_from_this(), bytes = std::string{payload}, callback] {
        self->run([&] { callback(std::string_view{bytes}); });
    });
}

void WebSocketSession::enqueue(std::size_t size, std::function<void()> callback)
{
    if (!callbacks_->push(size, std::move(callback)) || is_paused_by(PauseReason::callbacks))
        return;
    pause(PauseReason::callbacks);
    callbacks_->when_drained([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->perform([session = self.get()] { session->resume(PauseReason::callbacks); });
    });
}

void WebSocketSession::report_error(error_code ec, std::string what) noexcept
{
    count(SessionCount::errors);
    call([this, ec, what = std::move(what)] { tell_error(ec, what); });
}

SendHandler WebSocketSession::as_callback(SendHandler done)
{
    return [this, done = std::move(done)](error_code ec) {
        if (done)
            call([done, ec] { done(ec); });
    };
}

// What a callback throws ends this session and nothing else.
template <class Call>
void WebSocketSession::run(const Call& callback) noexcept
{
    if (!has_listener())
        return;
    try {
        callback();
    } catch (const std::exception& e) {
        listener_failed(e.what());
    } catch (...) {
        listener_failed("unknown exception");
    }
}

void WebSocketSession::listener_failed(const char* what) noexcept
{
    logger_.write(LogLevel::error, describe() + ": a callback threw: " + what);
    if (is_over_)
        return; // on_close is the last callback, also when it throws
    count(SessionCount::errors);
    try {
        tell_error(error::handler_failed, what);
    } catch (...) { // it threw once more: there is nobody left to tell
    }
    close(failure_code(), {});
}

// 1011 is a server's to send (RFC 6455 §7.4.1).
CloseCode WebSocketSession::failure_code() const noexcept
{
    return role_ == websocket::Role::server ? CloseCode::internal_error : CloseCode::going_away;
}

// --- reading

void WebSocketSession::on_start(net::Connection& connection)
{
    connection.settings(connection_settings(options_, connection.settings()));
    state_.store(State::open, std::memory_order_release);
    count(SessionCount::sessions);
    last_message_at_ = loop_->now();
    if (options_.idle_timeout > 0ms)
        idle_at_ = in(options_.idle_timeout);
    next_ping_at_ = in(options_.ping_interval);
    expect_ping();
    const bool has_place = enter();
    call([this] { tell_open(); });
    if (!has_place && is_open())
        close_here(CloseCode::going_away, {});
}

std::size_t WebSocketSession::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    was_heard_ = true;
    if (!is_alive_.load(std::memory_order_relaxed))
        is_alive_.store(true, std::memory_order_relaxed);
    const auto size = bytes.size();
    while (connection.is_open() && paused_ == 0) {
        const auto event = protocol_.receive(bytes);
        if (event.kind == websocket::Protocol::Event::Kind::ping)
            limit_pongs(event);
        flush_output();
        if (event.kind == websocket::Protocol::Event::Kind::need_more)
            break;
        handle(event);
    }
    update_wait();
    left_bytes_ = !bytes.empty();
    return connection.is_open() ? size - bytes.size() : size;
}

void WebSocketSession::handle(const websocket::Protocol::Event& event)
{
    using Kind = websocket::Protocol::Event::Kind;
    const std::string_view payload{event.payload.data(), event.payload.size()};
    const auto type = static_cast<MessageType>(event.opcode);
    switch (event.kind) {
    case Kind::message:
        if (counters_)
            counters_->received(payload.size());
        last_message_at_ = loop_->now();
        deliver(payload, [this, type](std::string_view bytes) { tell_message({type, bytes}); });
        break;
    case Kind::piece:
        count(SessionCount::bytes_received, payload.size());
        if (event.last)
            count(SessionCount::messages_received);
        last_message_at_ = loop_->now();
        deliver(payload, [this, type, first = event.first, last = event.last](std::string_view bytes) {
            tell_fragment({type, bytes, first, last});
        });
        break;
    case Kind::ping:
        deliver(payload, [this](std::string_view bytes) { tell_ping(bytes); });
        break;
    case Kind::pong:
        handle_pong(payload);
        break;
    case Kind::close:
        state_.store(State::closing, std::memory_order_release);
        if (protocol_.wait() != websocket::Wait::peer_eof) // the client lets the server go first (RFC 6455 §7.1.1)
            connection_->finish();
        break;
    case Kind::failure:
        end_with(protocol_.error());
        break;
    case Kind::need_more:
        break;
    }
}

void WebSocketSession::handle_pong(std::string_view payload)
{
    const auto answer = heartbeat_.answered(payload, Clock::now());
    if (answer.is_known) {
        round_trip_.store(answer.round_trip.count(), std::memory_order_relaxed);
        if (counters_)
            counters_->round_trip(answer.round_trip);
    }
    if (!heartbeat_.is_waiting() && beat_ != Beat::none)
        expect_ping();
    if (!answer.is_ours)
        deliver(payload, [this](std::string_view bytes) { tell_pong(bytes); });
}

// A peer that sends Pings and does not read must not grow the queue: above the high mark only the newest
// is answered, later, which is all that it has to get (RFC 6455 §5.5.3).
void WebSocketSession::limit_pongs(const websocket::Protocol::Event& ping)
{
    if (!is_open() || connection_->queued_bytes() <= std::min(options_.queue_high_mark, options_.max_queue_size))
        return;
    late_pong_ = std::make_unique<std::string>(ping.payload.begin(), ping.payload.end());
    protocol_.clear_output();
    connection_->want_drain();
}

void WebSocketSession::flush_output()
{
    if (protocol_.output().empty())
        return;
    connection_->write(protocol_.output());
    protocol_.clear_output();
}

void WebSocketSession::pause(PauseReason reason)
{
    if (!connection_->is_open() || (reason != PauseReason::callbacks && !is_open()))
        return;
    if (paused_ == 0) {
        auto settings = connection_->settings();
        settings.read_size = pausing_read_size;
        connection_->settings(settings);
        connection_->pause_reading();
    }
    paused_ = static_cast<unsigned char>(paused_ | static_cast<unsigned>(reason));
    update_wait();
}

void WebSocketSession::resume(PauseReason reason)
{
    const bool was_paused = paused_ != 0;
    paused_ = static_cast<unsigned char>(paused_ & ~static_cast<unsigned>(reason));
    if (!was_paused || paused_ != 0)
        return;
    was_heard_ = true; // what it has sent meanwhile has not been read
    update_wait();
    if (!left_bytes_) // which the connection would show again; of compressed ones more may be to come
        connection_->post([self = shared_from_this()] { // which may outlive the connection's own reference
            if (self->connection_->is_open())
                self->on_bytes(*self->connection_, {});
        });
    connection_->resume_reading();
}

void WebSocketSession::on_drain(net::Connection&)
{
    if (const auto pong = std::exchange(late_pong_, nullptr); pong && is_open())
        sender_.control(websocket::Opcode::pong, *pong);
    if (sender_.on_drain() && is_open())
        call([this] { tell_drain(); });
}

// --- the end

void WebSocketSession::close_here(CloseCode code, std::string_view reason)
{
    if (!is_open())
        return;
    state_.store(State::closing, std::memory_order_release);
    late_close_ = std::make_unique<CloseFrame>(CloseFrame{code, std::string{reason}});
    if (sender_.finish())
        on_finished();
    else
        update_wait();
    resume(PauseReason::user); // the peer's Close frame has to be read
    resume(PauseReason::queue);
}

// All that was sent before the Close frame is on its way.
void WebSocketSession::on_finished()
{
    const auto frame = std::exchange(late_close_, nullptr);
    if (!frame || !protocol_.close(frame->code, frame->reason))
        return;
    flush_output();
    update_wait();
}

// The peer does not take what is sent. Its Close frame waits behind the queue, so most likely the close
// deadline cuts the connection.
void WebSocketSession::on_overflow()
{
    if (!is_open())
        return;
    logger_.write(LogLevel::info, describe() + " closed: its send queue is full");
    overflowed_ = true;
    sender_.abandon(error::queue_full);
    close_here(options_.queue_close_code, "send queue full");
    connection_->post([self = shared_from_this()] { // not from within a callback's call of send
        self->report_error(error::queue_full, "the peer reads too slowly");
    });
}

void WebSocketSession::on_broken_message()
{
    logger_.write(LogLevel::error, describe() + " closed: a message that was being sent could not be ended");
    close_here(failure_code(), {});
}

// The protocol gave up; its Close frame is on its way.
void WebSocketSession::end_with(error_code ec)
{
    state_.store(State::closing, std::memory_order_release);
    report_error(ec, ec.message());
    connection_->finish();
}

void WebSocketSession::on_eof(net::Connection& connection)
{
    protocol_.receive_eof();
    state_.store(State::closing, std::memory_order_release);
    if (const auto ec = protocol_.error()) // in the middle of a message
        report_error(ec, ec.message());
    connection.finish();
}

void WebSocketSession::on_stop(net::Connection&)
{
    catch_up();
    close_here(CloseCode::going_away, {});
}

void WebSocketSession::on_closed(error_code reason) noexcept
{
    const bool was_open = state_.exchange(State::closed, std::memory_order_acq_rel) != State::opening;
    const error_code ended = reason ? reason : make_error_code(error::not_open);
    sender_.abandon(ended);
    if (const auto waiters = std::exchange(write_waiters_, nullptr))
        for (const auto& waiter : *waiters)
            waiter.done(ended);
    heartbeat_.fail(ended);
    if (!was_open) {
        forget_listener();
        return;
    }
    leave();
    if (reason)
        report_error(reason, reason.message());
    auto waiters = close_waiters_ ? std::move(*close_waiters_) : CloseWaiters{};
    if (!callbacks_)
        return say_goodbye(protocol_.close_info(), waiters);
    // If the executor is destroyed before, the behavior goes all the same: it may hold this session.
    const std::shared_ptr<void> forget{nullptr, [self = shared_from_this()](void*) { self->forget_listener(); }};
    enqueue(0, [this, forget, info = protocol_.close_info(), waiters = std::move(waiters)] {
        say_goodbye(info, waiters);
    });
}

void WebSocketSession::say_goodbye(const CloseInfo& info, const CloseWaiters& waiters) noexcept
{
    is_over_ = true;
    run([&] { tell_close(info); });
    forget_listener();
    for (const auto& done : waiters)
        done(info);
}

} // namespace hawser::session
