// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/websocket_session.hpp"

#include "net/loop.hpp"
#include "server/service_state.hpp"

#include <algorithm>
#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

websocket::Protocol::Options protocol_options(const WebSocketOptions& options)
{
    websocket::Protocol::Options result;
    result.role = websocket::Role::server;
    result.limits.message = options.max_message_size;
    result.limits.frame = options.max_message_size;
    return result;
}

net::ConnectionSettings connection_settings(const WebSocketOptions& options,
                                            net::ConnectionSettings settings) noexcept
{
    settings.queue_high_mark = options.queue_high_mark;
    settings.queue_low_mark = options.queue_low_mark;
    settings.read_size = net::Batch::receive_size;
    return settings;
}

} // namespace

WebSocketSession::WebSocketSession(std::shared_ptr<ServiceState> service, std::unique_ptr<Behavior> behavior,
                                   Request request, net::Connection& connection)
    : service_{std::move(service)}, behavior_{std::move(behavior)}, request_{std::move(request)},
      connection_handle_{connection.weak_from_this()}, connection_{&connection}, loop_{&connection.loop()},
      protocol_{protocol_options(service_->options)}
{
    behavior_->session_ = this;
}

WebSocketSession::~WebSocketSession()
{
    delete inbox_.load(std::memory_order_relaxed);
}

// Compares addresses only: from another thread the connection may be gone. If a new one has its address,
// `state_` is closed and nothing is done.
bool WebSocketSession::runs_here() const noexcept
{
    const auto* batch = net::Batch::current();
    return batch && (batch->corked() == connection_
                     || (&batch->loop() == loop_ && batch->loop().is_single_threaded()));
}

// --- sending

SendResult WebSocketSession::send(MessageType type, std::string_view payload)
{
    if (!is_open())
        return SendResult::dropped;
    const auto opcode = static_cast<websocket::Opcode>(type);
    if (runs_here()) {
        catch_up();
        return write_frame(opcode, payload);
    }
    char header[websocket::max_header_size];
    const auto header_size = websocket::write_frame_header(header, opcode, true, 0, payload.size());
    auto frame = std::make_shared<std::string>();
    frame->reserve(header_size + payload.size());
    frame->append(header, header_size).append(payload);
    return post({SessionOrder::Kind::frame, {}, std::move(frame)});
}

SendResult WebSocketSession::send_frame(const net::SharedBytes& frame)
{
    if (!is_open())
        return SendResult::dropped;
    if (!runs_here())
        return post({SessionOrder::Kind::frame, {}, frame});
    catch_up();
    return write_shared(frame);
}

SendResult WebSocketSession::ping(std::string_view payload)
{
    if (payload.size() > 125)
        throw std::invalid_argument{"a Ping carries at most 125 bytes"};
    if (!is_open())
        return SendResult::dropped;
    if (!runs_here())
        return post({SessionOrder::Kind::ping, {}, std::make_shared<std::string>(payload)});
    catch_up();
    return write_frame(websocket::Opcode::ping, payload);
}

void WebSocketSession::close(CloseCode code, std::string_view reason)
{
    if (const auto ec = websocket::check_close(websocket::Role::server, code, reason))
        throw std::invalid_argument{"close: " + ec.message()};
    if (!is_open())
        return;
    if (!runs_here()) {
        post({SessionOrder::Kind::close, code, std::make_shared<std::string>(reason)});
        return;
    }
    catch_up();
    close_here(code, reason);
}

std::size_t WebSocketSession::buffered_amount() const noexcept
{
    const auto connection = connection_handle_.lock();
    return connection ? connection->queued_bytes() : 0;
}

// --- from other threads

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
    const auto& options = service_->options;
    bool added = false;
    const auto result = inbox().put(std::move(order), connection->queued_bytes(),
                                    {options.max_queue_size, options.queue_high_mark}, added);
    if (!added)
        return result;
    // On a loop of one thread, orders and broadcasts go through the loop's own queue, which keeps them in
    // the order in which a thread gave them.
    auto carry_out = [self = shared_from_this()] { self->on_order(); };
    if (connection->loop().is_single_threaded())
        connection->loop().enqueue(std::move(carry_out));
    else
        connection->post(std::move(carry_out));
    return result;
}

void WebSocketSession::carry_out(const SessionOrder& order)
{
    if (!is_open())
        return;
    switch (order.kind) {
    case SessionOrder::Kind::frame:
        connection_->write(order.bytes); // its size was checked when it was posted
        break;
    case SessionOrder::Kind::ping:
        write_frame(websocket::Opcode::ping, *order.bytes);
        break;
    case SessionOrder::Kind::close:
        close_here(order.code, *order.bytes);
        break;
    case SessionOrder::Kind::overflow:
        overflow();
        break;
    }
}

// Posted once for each order; a callback that sent something may have carried it out already.
void WebSocketSession::on_order()
{
    if (const auto order = inbox().take())
        carry_out(*order);
    if (inbox().empty() && inbox().take_drain_debt() && is_open())
        connection_->want_drain();
}

// Before something is sent from a callback of this session: what the same thread sent earlier, from a
// callback of another one, goes first. On a loop of one thread such a send has acted at once.
void WebSocketSession::catch_up(SessionInbox& inbox)
{
    while (!loop_->is_single_threaded() && !inbox.empty())
        if (const auto order = inbox.take())
            carry_out(*order);
}

// --- on the connection's executor

bool WebSocketSession::may_send(std::size_t size)
{
    const auto waiting = connection_->queued_bytes();
    if (waiting == 0 || waiting + size <= service_->options.max_queue_size)
        return true;
    overflow();
    return false;
}

SendResult WebSocketSession::write_frame(websocket::Opcode opcode, std::string_view payload)
{
    // Nothing waits, so there is nothing to check but that the session is open.
    if (payload.size() <= websocket::max_short_payload && is_open())
        if (char* out = connection_->space(2 + payload.size())) {
            websocket::write_short_header(out, opcode, payload.size());
            std::copy(payload.begin(), payload.end(), out + 2);
            return SendResult::sent;
        }
    if (!is_open() || !may_send(payload.size()))
        return SendResult::dropped;
    char header[websocket::max_header_size];
    const auto size = websocket::write_frame_header(header, opcode, true, 0, payload.size());
    return connection_->write({header, size}, payload);
}

SendResult WebSocketSession::write_shared(const net::SharedBytes& frame)
{
    return is_open() && may_send(frame->size()) ? connection_->write(frame) : SendResult::dropped;
}

void WebSocketSession::close_here(CloseCode code, std::string_view reason)
{
    if (!protocol_.close(code, reason))
        return;
    state_.store(State::closing, std::memory_order_release);
    flush_output();
    update_deadline();
}

// The peer does not take what is sent. Its Close frame waits behind the queue, so most likely the close
// deadline cuts the connection.
void WebSocketSession::overflow()
{
    loop_->logger().write(LogLevel::info, "session of " + service_->path + " from "
                                              + request_.remote_endpoint().to_string()
                                              + " closed: its send queue is full");
    close_here(CloseCode::policy_violation, "send queue full");
    connection_->post([self = shared_from_this()] { // not from within a callback's call of send
        self->call([&] { self->behavior_->on_error(error::queue_full, "the peer reads too slowly"); });
    });
}

void WebSocketSession::flush_output()
{
    if (protocol_.output().empty())
        return;
    connection_->write(protocol_.output());
    protocol_.clear_output();
}

// A peer that sends Pings and does not read must not grow the queue: above the high mark only the newest
// is answered, later, which is all that it has to get (RFC 6455 §5.5.3).
void WebSocketSession::limit_pongs(const websocket::Protocol::Event& ping)
{
    const auto& options = service_->options;
    if (!is_open() || connection_->queued_bytes() <= std::min(options.queue_high_mark, options.max_queue_size))
        return;
    late_pong_ = std::make_unique<std::string>(ping.payload.begin(), ping.payload.end());
    protocol_.clear_output();
    connection_->want_drain();
}

void WebSocketSession::update_deadline()
{
    const auto wait = protocol_.wait();
    // Traffic may end every read in the middle of a message: each has a deadline of its own.
    const auto epoch = protocol_.wait_epoch();
    if (wait == armed_ && epoch == armed_epoch_)
        return;
    armed_ = wait;
    armed_epoch_ = epoch;
    const auto& options = service_->options;
    if (wait == websocket::Wait::message_end)
        connection_->set_deadline(options.message_timeout);
    else if (wait == websocket::Wait::close_reply)
        connection_->set_deadline(options.close_timeout);
    else
        connection_->set_deadline({});
}

// Runs a callback of the application. What it throws ends this session and nothing else.
template <class Call>
void WebSocketSession::call(Call callback) noexcept
{
    if (!behavior_)
        return;
    try {
        callback();
    } catch (const std::exception& e) {
        behavior_failed(e.what());
    } catch (...) {
        behavior_failed("unknown exception");
    }
}

void WebSocketSession::behavior_failed(const char* what) noexcept
{
    loop_->logger().write(LogLevel::error, "callback of " + service_->path + " threw: " + what);
    if (state_.load(std::memory_order_relaxed) == State::closed)
        return; // on_close is the last callback, also when it throws
    try {
        behavior_->on_error(error::handler_failed, what);
    } catch (...) { // it threw once more: there is nobody left to tell
    }
    if (is_open())
        close_here(CloseCode::internal_error, {});
}

// --- events

void WebSocketSession::on_start(net::Connection& connection)
{
    connection.settings(connection_settings(service_->options, connection.settings()));
    state_.store(State::open, std::memory_order_release);
    const bool is_offered = service_->registry->add(*this, connection.loop());
    call([&] { behavior_->on_open(); });
    if (!is_offered && is_open()) // the service was removed during the handshake
        close_here(CloseCode::going_away, {});
}

std::size_t WebSocketSession::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    const auto size = bytes.size();
    while (connection.is_open()) {
        const auto event = protocol_.receive(bytes);
        if (event.kind == websocket::Protocol::Event::Kind::ping)
            limit_pongs(event);
        flush_output();
        if (event.kind == websocket::Protocol::Event::Kind::need_more)
            break;
        handle(event);
    }
    update_deadline();
    return size;
}

void WebSocketSession::handle(const websocket::Protocol::Event& event)
{
    using Kind = websocket::Protocol::Event::Kind;
    const std::string_view payload{event.payload.data(), event.payload.size()};
    switch (event.kind) {
    case Kind::message:
        call([&] { behavior_->on_message({static_cast<MessageType>(event.opcode), payload}); });
        break;
    case Kind::ping:
        call([&] { behavior_->on_ping(payload); });
        break;
    case Kind::pong:
        call([&] { behavior_->on_pong(payload); });
        break;
    case Kind::close:
        state_.store(State::closing, std::memory_order_release);
        connection_->finish();
        break;
    case Kind::failure:
        end_with(protocol_.error());
        break;
    case Kind::need_more:
        break;
    }
}

// The protocol gave up; its Close frame is on its way.
void WebSocketSession::end_with(error_code ec)
{
    state_.store(State::closing, std::memory_order_release);
    call([&] { behavior_->on_error(ec, ec.message()); });
    connection_->finish();
}

void WebSocketSession::on_eof(net::Connection& connection)
{
    protocol_.receive_eof();
    state_.store(State::closing, std::memory_order_release);
    if (const auto ec = protocol_.error()) // in the middle of a message
        call([&] { behavior_->on_error(ec, ec.message()); });
    connection.finish();
}

void WebSocketSession::on_drain(net::Connection&)
{
    if (const auto pong = std::exchange(late_pong_, nullptr))
        write_frame(websocket::Opcode::pong, *pong);
    call([&] { behavior_->on_drain(); });
}

void WebSocketSession::on_deadline(net::Connection& connection)
{
    const bool was_closing = protocol_.wait() == websocket::Wait::close_reply;
    armed_ = websocket::Wait::none;
    protocol_.on_deadline();
    if (was_closing)
        return connection.close(error::close_timeout);
    flush_output();
    end_with(protocol_.error());
}

void WebSocketSession::on_stop(net::Connection&)
{
    catch_up();
    if (is_open())
        close_here(CloseCode::going_away, {});
}

void WebSocketSession::on_closed(error_code reason) noexcept
{
    if (state_.exchange(State::closed, std::memory_order_acq_rel) != State::opening) {
        service_->registry->remove(*this);
        if (reason)
            call([&] { behavior_->on_error(reason, reason.message()); });
        call([&] { behavior_->on_close(protocol_.close_info()); });
    }
    behavior_.reset();
}

} // namespace hawser::server
