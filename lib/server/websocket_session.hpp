// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "server/session_id.hpp"
#include "server/session_inbox.hpp"
#include "websocket/protocol.hpp"

#include <hawser/behavior.hpp>
#include <hawser/options.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hawser::server {

struct ServiceState;

/// The server's side of one WebSocket connection: drives the protocol and the user's `Behavior`.
///
/// *Lifecycle*: attached to a connection after the handshake → open → closing → closed. Handles may keep
/// it afterwards; the behavior goes with the connection.
///
/// *Thread safety*: `send`, `send_frame`, `ping`, `close`, `is_open` and what follows them may be called
/// from any thread. On the connection's own they act at once; from elsewhere they go through an inbox,
/// which the connection's executor empties in order.
class WebSocketSession : public net::Protocol, public std::enable_shared_from_this<WebSocketSession> {
public:
    WebSocketSession(std::shared_ptr<ServiceState> service, std::unique_ptr<Behavior> behavior,
                     Request request, net::Connection& connection);
    ~WebSocketSession() override;

    // --- any thread
    SendResult send(MessageType type, std::string_view payload);
    SendResult send_frame(const net::SharedBytes& frame);
    SendResult ping(std::string_view payload);
    void close(CloseCode code, std::string_view reason);
    bool is_open() const noexcept { return state_.load(std::memory_order_acquire) == State::open; }
    const SessionId& session_id() const noexcept { return id_; }
    const Request& request() const noexcept { return request_; }
    ServiceState& service() const noexcept { return *service_; }
    std::size_t buffered_amount() const noexcept;

    // --- net::Protocol
    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_drain(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code reason) noexcept override;

    /// Where the registry keeps the session; its own business.
    struct Place {
        std::uint32_t shard = 0;
        std::uint32_t index = 0;
    };
    Place place;

private:
    enum class State : unsigned char { opening, open, closing, closed };

    bool runs_here() const noexcept;
    SendResult post(SessionOrder order);
    SessionInbox& inbox();
    void carry_out(const SessionOrder& order);
    void on_order();
    void catch_up()
    {
        if (auto* inbox = inbox_.load(std::memory_order_acquire))
            catch_up(*inbox);
    }
    void catch_up(SessionInbox& inbox);

    bool may_send(std::size_t size);
    SendResult write_frame(websocket::Opcode opcode, std::string_view payload);
    SendResult write_shared(const net::SharedBytes& frame);
    void close_here(CloseCode code, std::string_view reason);
    void overflow();

    void handle(const websocket::Protocol::Event& event);
    void end_with(error_code ec);
    void flush_output();
    void limit_pongs(const websocket::Protocol::Event& ping);
    void update_deadline();
    template <class Call>
    void call(Call call) noexcept;
    void behavior_failed(const char* what) noexcept;

    const std::shared_ptr<ServiceState> service_;
    std::unique_ptr<Behavior> behavior_;
    const Request request_;
    const SessionId id_ = SessionId::random();

    // For other threads: `connection_` and `loop_` are compared there, never followed.
    const std::weak_ptr<net::Connection> connection_handle_;
    net::Connection* const connection_;
    net::Loop* const loop_;
    std::atomic<State> state_{State::opening};
    std::atomic<SessionInbox*> inbox_{nullptr}; // made when another thread first sends

    websocket::Wait armed_ = websocket::Wait::none; // what the deadline is for
    std::uint32_t armed_epoch_ = 0;
    std::unique_ptr<std::string> late_pong_; // held back until the queue has drained
    websocket::Protocol protocol_;
};

} // namespace hawser::server
