// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "net/loop.hpp"

#include <boost/asio/system_executor.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

// What other threads, and callbacks, ask a session for. What happens to it by itself is in
// websocket_session_events.cpp and websocket_session_time.cpp.

namespace hawser::session {

namespace {

websocket::Protocol::Options protocol_options(const SessionParts& parts)
{
    websocket::Protocol::Options result;
    result.role = parts.role;
    result.limits.message = parts.options.max_message_size;
    result.limits.frame = parts.options.max_message_size;
    result.deliver_pieces = parts.options.deliver_fragments;
    if (!parts.deflate)
        return result;
    const auto& deflate = *parts.deflate;
    if (parts.role == websocket::Role::server)
        result.inflate = {.context_takeover = !deflate.client_no_context_takeover,
                          .window_bits = deflate.client_max_window_bits};
    else
        result.inflate = {.context_takeover = !deflate.server_no_context_takeover,
                          .window_bits = deflate.server_max_window_bits};
    return result;
}

// How long orders wait for those of the next turns, at most.
constexpr int max_laps = 64;
constexpr std::size_t max_gathered = 64 * 1024;
constexpr std::chrono::microseconds max_gathering{200};

void require_ping_payload(std::string_view payload)
{
    if (payload.size() > websocket::max_short_payload)
        throw std::invalid_argument{"a Ping carries at most 125 bytes"};
}

void require_close(websocket::Role role, CloseCode code, std::string_view reason)
{
    if (const auto ec = websocket::check_close(role, code, reason))
        throw std::invalid_argument{"close: " + ec.message()};
}

} // namespace

WebSocketSession::WebSocketSession(net::Connection& connection, const SessionParts& parts)
    : options_{parts.options}, logger_{parts.logger}, counters_{parts.counters}, callbacks_{parts.callbacks},
      connection_handle_{connection.weak_from_this()}, connection_{&connection}, loop_{&connection.loop()},
      role_{parts.role}, has_broadcasts_{parts.has_broadcasts},
      sender_{connection, parts.options, *this, parts.role, parts.deflate},
      protocol_{protocol_options(parts)}
{
}

WebSocketSession::~WebSocketSession()
{
    delete inbox_.load(std::memory_order_relaxed);
}

// --- what it is

std::optional<std::chrono::nanoseconds> WebSocketSession::round_trip() const noexcept
{
    const std::chrono::nanoseconds last{round_trip_.load(std::memory_order_relaxed)};
    return last.count() < 0 ? std::nullopt : std::optional{last};
}

boost::asio::any_io_executor WebSocketSession::executor() const
{
    if (callbacks_)
        return callbacks_->executor();
    if (const auto connection = connection_handle_.lock())
        return connection->transport().executor();
    return boost::asio::system_executor{}; // of a connection that is gone
}

std::size_t WebSocketSession::buffered_amount() const noexcept
{
    const auto connection = connection_handle_.lock();
    if (!connection)
        return 0;
    const auto* inbox = inbox_.load(std::memory_order_acquire);
    return connection->queued_bytes() + sender_.held_bytes() + (inbox ? inbox->size() : 0);
}

// --- here, or from another thread

// Compares addresses only: from another thread the connection may be gone. If a new one has its address,
// `state_` is closed and nothing is done.
bool WebSocketSession::runs_here() const noexcept
{
    const auto* batch = net::Batch::current();
    return batch && (batch->corked() == connection_
                     || (&batch->loop() == loop_ && batch->loop().is_single_threaded()))
           && state_.load(std::memory_order_relaxed) != State::closed;
}

// Runs `action` on the executor, now if this is it. False if it never will be.
bool WebSocketSession::perform(std::function<void()> action)
{
    if (!runs_here())
        return post(std::move(action));
    catch_up();
    action();
    return true;
}

SessionInbox& WebSocketSession::inbox()
{
    if (auto* existing = inbox_.load(std::memory_order_acquire))
        return *existing;
    auto made = std::make_unique<SessionInbox>();
    SessionInbox* existing = nullptr;
    if (inbox_.compare_exchange_strong(existing, made.get(), std::memory_order_acq_rel))
        return *made.release(); // the session deletes it
    return *existing;
}

SendResult WebSocketSession::post(SessionOrder order)
{
    const auto connection = connection_handle_.lock();
    if (!connection)
        return SendResult::dropped;
    bool added = false;
    const auto result
        = inbox().put(std::move(order), connection->queued_bytes() + sender_.held_bytes(),
                      {options_.max_queue_size, options_.queue_high_mark, options_.queue_policy},
                      [this] { on_overflow(); }, added);
    if (added)
        schedule(*connection);
    if (result == SendResult::dropped) // else it is counted when its turn comes
        count(SessionCount::messages_dropped);
    return result;
}

bool WebSocketSession::post(std::function<void()> action)
{
    const auto connection = connection_handle_.lock();
    if (!connection || !inbox().put(std::move(action)))
        return false;
    schedule(*connection);
    return true;
}

// On a loop of one thread, orders and broadcasts go through the loop's own queue, which keeps them in the
// order in which a thread gave them. Elsewhere each order has a turn of its own on the connection's executor,
// or, where no broadcast has to find its place among them, all together. An order keeps the connection, too,
// which may close before its turn.
void WebSocketSession::schedule(net::Connection& connection)
{
    if (!has_broadcasts_ && !connection.loop().is_single_threaded()) {
        if (inbox().begin_turn())
            take_turn_later(connection.shared_from_this(), {});
        return;
    }
    auto carry_out = [self = shared_from_this(), keep = connection.shared_from_this(),
                      count = inbox().added_count()] { self->on_orders(count); };
    if (connection.loop().is_single_threaded())
        connection.loop().enqueue(std::move(carry_out));
    else
        connection.post(std::move(carry_out));
}

// A coroutine that answers message after message sends one in each turn of the executor. As long as each turn
// brings one more, the orders wait for the next: then they make one write, and not one each.
void WebSocketSession::take_turn(const std::shared_ptr<net::Connection>& connection, Turn turn)
{
    const auto added = inbox().added_count();
    const bool brings_more = !inbox().is_urgent() && (turn.laps == 0 ? has_unread() : added != turn.added);
    const auto now = brings_more ? Clock::now() : Clock::time_point{};
    if (turn.laps == 0)
        turn.end = now + max_gathering;
    if (brings_more && turn.laps < max_laps && now < turn.end && inbox().size() < max_gathered)
        return take_turn_later(connection, {turn.laps + 1, added, turn.end});
    inbox().end_turn();
    try {
        on_orders(inbox().added_count());
    } catch (...) { // which ends the connection; the other orders have to hear of that
        schedule(*connection);
        throw;
    }
}

void WebSocketSession::take_turn_later(const std::shared_ptr<net::Connection>& connection, const Turn& turn)
{
    connection->post([self = shared_from_this(), connection, turn] { self->take_turn(connection, turn); });
}

// Carries out all that had been asked for when this was scheduled, or its turn taken, unless a callback that
// sent something has done so. No less: another thread's order before this one's may be the older one, and no
// more: what was asked for since may have to come behind a broadcast.
void WebSocketSession::on_orders(std::uint64_t count)
{
    while (const auto order = inbox().take(count))
        carry_out(*order);
    if (inbox().empty() && inbox().take_drain_debt() && is_open())
        sender_.owe_drain();
}

void WebSocketSession::carry_out(const SessionOrder& order)
{
    if (!order.message)
        return order.action();
    if (!is_open())
        return;
    last_message_at_ = loop_->now();
    counted(sender_.message(order.message), order.message->size());
}

// Before something is sent from a callback of this session: what the same thread sent earlier, from a
// callback of another one, goes first. On a loop of one thread such a send has acted at once.
void WebSocketSession::catch_up(SessionInbox& inbox)
{
    while (!loop_->is_single_threaded() && !inbox.empty())
        if (const auto order = inbox.take())
            carry_out(*order);
}

// --- sending

SendResult WebSocketSession::counted(SendResult result, std::size_t size) noexcept
{
    if (counters_) {
        if (result != SendResult::dropped)
            counters_->sent(size);
        else
            counters_->add(SessionCount::messages_dropped);
    }
    return result;
}

void WebSocketSession::on_piece_sent(std::size_t bytes, bool is_last) noexcept
{
    count(SessionCount::bytes_sent, bytes);
    if (is_last)
        count(SessionCount::messages_sent);
}

SendResult WebSocketSession::send(MessageType type, std::string_view payload, Compression compress)
{
    if (!is_open())
        return SendResult::dropped;
    if (!runs_here())
        return post(SessionOrder::send(sender_.keep(type, payload, compress)));
    catch_up();
    if (!is_open())
        return SendResult::dropped;
    last_message_at_ = loop_->now();
    return counted(sender_.message(type, payload, compress), payload.size());
}

SendResult WebSocketSession::send_shared(const std::shared_ptr<const SharedMessage>& message)
{
    if (!is_open())
        return SendResult::dropped;
    if (!runs_here())
        return post(SessionOrder::send(message));
    catch_up();
    if (!is_open())
        return SendResult::dropped;
    last_message_at_ = loop_->now();
    return counted(sender_.message(message), message->size());
}

void WebSocketSession::send(MessageType type, std::string_view payload, Compression compress, SendHandler done)
{
    if (runs_here()) {
        catch_up();
        return send_here(type, payload, compress, done);
    }
    auto action = [this, type, text = std::string{payload}, compress, done] { send_here(type, text, compress, done); };
    if (post({{}, std::move(action), payload.size()}) == SendResult::dropped)
        done(is_open() ? error::queue_full : error::not_open);
}

void WebSocketSession::send_here(MessageType type, std::string_view payload, Compression compress,
                                 const SendHandler& done)
{
    if (!is_open())
        return done(error::not_open);
    last_message_at_ = loop_->now();
    if (counted(sender_.message(type, payload, compress), payload.size()) == SendResult::dropped)
        return done(is_open() ? error::queue_full : error::not_open);
    sender_.behind([this, done](error_code ec) { ec ? done(ec) : when_written(done); });
}

void WebSocketSession::when_written(SendHandler done)
{
    if (!write_waiters_)
        write_waiters_ = std::make_unique<std::deque<WriteWaiter>>();
    write_waiters_->push_back({connection_->write_position(), std::move(done)});
    if (write_waiters_->size() == 1)
        connection_->want_written(write_waiters_->front().position);
}

void WebSocketSession::on_written(net::Connection& connection)
{
    while (write_waiters_ && !write_waiters_->empty()) {
        if (write_waiters_->front().position > connection.written_bytes())
            return connection.want_written(write_waiters_->front().position);
        const auto waiter = std::move(write_waiters_->front());
        write_waiters_->pop_front();
        waiter.done({});
    }
    write_waiters_.reset();
}

void WebSocketSession::stream(MessageType type, std::shared_ptr<MessageSource> source,
                              SendHandler done, Compression compress)
{
    const bool was_given = perform([this, type, source, done, compress] {
        if (is_open()) {
            last_message_at_ = loop_->now();
            sender_.stream(type, source, as_callback(done), compress);
        } else {
            source->abandon();
            as_callback(done)(error::not_open);
        }
    });
    if (!was_given) {
        source->abandon();
        if (done)
            done(error::not_open);
    }
}

void WebSocketSession::report(SendHandler done, error_code result)
{
    if (done && !perform([this, done, result] { as_callback(done)(result); }))
        done(result);
}

SendResult WebSocketSession::append(const std::shared_ptr<WriterSource>& source, std::string_view piece)
{
    const auto room = options_.max_queue_size - std::min(options_.max_queue_size, buffered_amount());
    const auto result = is_open() ? source->append(piece, room) : WriterSource::Result::abandoned;
    if (result == WriterSource::Result::abandoned)
        return SendResult::dropped;
    if (result == WriterSource::Result::full) {
        const bool closes = options_.queue_policy == QueuePolicy::close;
        perform([this, closes] { closes ? on_overflow() : sender_.owe_drain(); });
        return SendResult::dropped;
    }
    const bool is_high = buffered_amount() + source->buffered() > options_.queue_high_mark;
    perform([this, is_high] {
        last_message_at_ = loop_->now();
        sender_.pump();
        if (is_high)
            sender_.owe_drain();
    });
    return is_high ? SendResult::queued : SendResult::sent;
}

void WebSocketSession::owe_drain()
{
    perform([this] { sender_.owe_drain(); });
}

SendResult WebSocketSession::end(const std::shared_ptr<WriterSource>& source)
{
    if (!source->end() || !is_open() || !perform([this] { sender_.pump(); }))
        return SendResult::dropped;
    return buffered_amount() > options_.queue_high_mark ? SendResult::queued : SendResult::sent;
}

void WebSocketSession::abandon(const std::shared_ptr<WriterSource>& source)
{
    source->abandon();
    perform([this] { sender_.pump(); });
}

SendResult WebSocketSession::ping(std::string_view payload)
{
    require_ping_payload(payload);
    if (!is_open())
        return SendResult::dropped;
    if (runs_here()) {
        catch_up();
        return ping_here(payload);
    }
    if (!post([this, payload = std::string{payload}] { ping_here(payload); }))
        return SendResult::dropped;
    return buffered_amount() > options_.queue_high_mark ? SendResult::queued : SendResult::sent;
}

SendResult WebSocketSession::ping_here(std::string_view payload)
{
    const auto result = is_open() ? sender_.control(websocket::Opcode::ping, payload) : SendResult::dropped;
    if (result != SendResult::dropped) {
        count(SessionCount::pings_sent);
        expect_pong();
    }
    return result;
}

void WebSocketSession::ping(std::string_view payload, Heartbeat::Handler done)
{
    require_ping_payload(payload);
    const bool was_given = perform([this, payload = std::string{payload}, done] {
        if (!is_open())
            return done(error::not_open, {});
        send_ping(payload.empty() ? heartbeat_.make_payload() : payload,
                  [this, done](error_code ec, std::chrono::nanoseconds time) {
                      if (!ec) // so that it is known when the other thread goes on
                          round_trip_.store(time.count(), std::memory_order_relaxed);
                      done(ec, time);
                  });
        expect_pong();
    });
    if (!was_given)
        done(error::not_open, {});
}

// --- receiving

void WebSocketSession::pause_receiving(PauseReason reason)
{
    perform([this, reason] { pause(reason); });
}

void WebSocketSession::resume_receiving(PauseReason reason)
{
    perform([this, reason] { resume(reason); });
}

// --- the end

void WebSocketSession::close(CloseCode code, std::string_view reason)
{
    require_close(role_, code, reason);
    if (!is_open())
        return;
    perform([this, code, reason = std::string{reason}] { close_here(code, reason); });
}

void WebSocketSession::close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done)
{
    require_close(role_, code, reason);
    const bool was_given = perform([this, code, reason = std::string{reason}, done] {
        if (state_.load(std::memory_order_relaxed) == State::closed)
            return done(protocol_.close_info());
        if (!close_waiters_)
            close_waiters_ = std::make_unique<CloseWaiters>();
        close_waiters_->push_back(done);
        close_here(code, reason);
    });
    if (!was_given)
        done(state_.load(std::memory_order_acquire) == State::closed ? protocol_.close_info() : CloseInfo{});
}

void WebSocketSession::cut(error_code reason)
{
    perform([this, reason] { connection_->close(reason); });
}

} // namespace hawser::session
