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

// What a session is asked for. How that gets from other threads to its executor is in
// websocket_session_orders.cpp, what happens to it by itself in websocket_session_events.cpp and
// websocket_session_time.cpp.

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
