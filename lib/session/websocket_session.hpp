// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "session/callback_queue.hpp"
#include "session/heartbeat.hpp"
#include "session/message_source.hpp"
#include "session/session_counters.hpp"
#include "session/session_inbox.hpp"
#include "session/session_sender.hpp"
#include "session/shared_message.hpp"
#include "websocket/deflate_negotiation.hpp"
#include "websocket/protocol.hpp"

#include <hawser/close_code.hpp>
#include <hawser/log.hpp>
#include <hawser/message.hpp>
#include <hawser/options.hpp>
#include <hawser/send_result.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::session {

/// Why a session does not read; it does when all reasons are gone.
enum class PauseReason : unsigned char { user = 1, callbacks = 2, queue = 4 };

/// What a session works with. What is referred to has to outlive it.
struct SessionParts {
    websocket::Role role;
    const WebSocketOptions& options;
    const Logger& logger;
    SessionCounters* counters = nullptr;        ///< null: nobody counts
    std::shared_ptr<CallbackQueue> callbacks{}; ///< null: they run on the connection's executor
    bool has_broadcasts = true; ///< others send to it, too, and what one thread sends has to stay in order
    std::optional<websocket::DeflateParameters> deflate{};
};

/// One side of one WebSocket connection: drives the protocol, keeps its deadlines and queues, and tells a
/// listener, which the server's and the client's sessions bring, what happens.
///
/// *Lifecycle*: attached to a connection after the handshake → open → closing → closed. Handles may keep it
/// afterwards; the listener goes with the connection.
///
/// *Thread safety*: the members of the first part may be called from any thread. On the connection's own they
/// act at once; from elsewhere they go through an inbox, which the connection's executor empties in order.
class WebSocketSession : public net::Protocol,
                         private SessionSender::Owner,
                         public std::enable_shared_from_this<WebSocketSession> {
public:
    using Clock = std::chrono::steady_clock;

    WebSocketSession(net::Connection& connection, const SessionParts& parts);
    ~WebSocketSession() override;

    // --- any thread: what it is
    bool is_open() const noexcept { return state_.load(std::memory_order_acquire) == State::open; }
    bool is_alive() const noexcept { return is_open() && is_alive_.load(std::memory_order_relaxed); }
    std::optional<std::chrono::nanoseconds> round_trip() const noexcept;
    const WebSocketOptions& options() const noexcept { return options_; }
    bool is_compressed() const noexcept { return sender_.is_compressed(); }
    boost::asio::any_io_executor executor() const;
    /// Null if it is gone.
    std::shared_ptr<net::Connection> connection() const noexcept { return connection_handle_.lock(); }

    // --- any thread: what it does
    SendResult send(MessageType type, std::string_view payload, Compression compress = Compression::automatic);
    /// The same; `done` is called when the system has taken all of it, or with the reason why it never will.
    void send(MessageType type, std::string_view payload, Compression compress, SendHandler done);
    SendResult send_shared(const std::shared_ptr<const SharedMessage>& message);
    void stream(MessageType type, std::shared_ptr<MessageSource> source, SendHandler done,
                Compression compress);
    /// Calls `done` with `result`, in the order of what is sent.
    void report(SendHandler done, error_code result);
    SendResult append(const std::shared_ptr<WriterSource>& source, std::string_view piece);
    SendResult end(const std::shared_ptr<WriterSource>& source);
    void abandon(const std::shared_ptr<WriterSource>& source);
    std::size_t buffered_amount() const noexcept;
    /// Somebody waits to be told when there is room.
    void owe_drain();
    void compression(bool enabled) noexcept { sender_.compression(enabled); }

    SendResult ping(std::string_view payload);
    void ping(std::string_view payload, Heartbeat::Handler done);
    void pause_receiving(PauseReason reason = PauseReason::user);
    void resume_receiving(PauseReason reason = PauseReason::user);

    void close(CloseCode code, std::string_view reason);
    void close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done);
    /// Ends it at once.
    void cut(error_code reason);

    // --- net::Protocol
    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_drain(net::Connection& connection) override;
    void on_written(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code reason) noexcept override;

protected:
    // --- what the session is part of
    /// It is open from now on. False: it has no place any more, and closes again.
    virtual bool enter() { return true; }
    virtual void leave() noexcept {}
    /// For log lines: whose session it is.
    virtual std::string describe() const = 0;
    /// Messages wait for the application, which may answer each of them.
    virtual bool has_unread() const { return false; }

    // --- the listener, which is called by one at a time, where the callbacks run. What these throw ends the
    // session.
    virtual bool has_listener() const noexcept = 0;
    virtual void tell_open() = 0;
    virtual void tell_message(const Message& message) = 0;
    virtual void tell_fragment(const Fragment& fragment) = 0;
    virtual void tell_ping(std::string_view payload) = 0;
    virtual void tell_pong(std::string_view payload) = 0;
    virtual void tell_drain() = 0;
    virtual void tell_error(error_code ec, std::string_view what) = 0;
    virtual void tell_close(const CloseInfo& info) = 0;
    /// There is nothing more to tell.
    virtual void forget_listener() noexcept = 0;

    net::Loop& loop() const noexcept { return *loop_; }
    const Logger& logger() const noexcept { return logger_; }
    /// How it ended, once it has.
    const CloseInfo& close_info() const noexcept { return protocol_.close_info(); }

private:
    enum class State : unsigned char { opening, open, closing, closed };
    enum class Beat : unsigned char {
        none,     ///< no Ping is due or out
        ping_due, ///< the next one is due
        doubt,    ///< a Ping is out; soon the session counts as not alive
        pong_due, ///< nothing was heard for some time after a Ping
    };

    struct CloseFrame {
        CloseCode code;
        std::string reason;
    };
    struct WriteWaiter {
        std::uint64_t position; // of the connection's `written_bytes`
        SendHandler done;
    };
    using CloseWaiters = std::vector<std::function<void(CloseInfo)>>;

    // --- from other threads
    bool runs_here() const noexcept;
    SessionInbox& inbox();
    bool perform(std::function<void()> action);
    SendResult post(SessionOrder order);
    bool post(std::function<void()> action);
    void schedule(net::Connection& connection);
    struct Turn {
        int laps = 0;            // put off so often
        std::uint64_t added = 0; // orders, at the last of them
        Clock::time_point end{}; // when it has to be taken
    };
    void take_turn(const std::shared_ptr<net::Connection>& connection, Turn turn);
    void take_turn_later(const std::shared_ptr<net::Connection>& connection, const Turn& turn);
    void send_here(MessageType type, std::string_view payload, Compression compress, const SendHandler& done);
    void when_written(SendHandler done);
    void on_orders(std::uint64_t count);
    void carry_out(const SessionOrder& order);
    SendResult counted(SendResult result, std::size_t size) noexcept;
    void count(SessionCount what, std::uint64_t amount = 1) noexcept
    {
        if (counters_)
            counters_->add(what, amount);
    }
    void catch_up()
    {
        if (auto* inbox = inbox_.load(std::memory_order_acquire))
            catch_up(*inbox);
    }
    void catch_up(SessionInbox& inbox);

    // --- SessionSender::Owner
    void on_overflow() override;
    void on_broken_message() override;
    void on_finished() override;
    void on_piece_sent(std::size_t bytes, bool is_last) noexcept override;

    // --- events
    void handle(const websocket::Protocol::Event& event);
    void handle_pong(std::string_view payload);
    void end_with(error_code ec);
    void close_here(CloseCode code, std::string_view reason);
    void flush_output();
    void limit_pongs(const websocket::Protocol::Event& ping);
    bool is_paused_by(PauseReason reason) const noexcept { return (paused_ & static_cast<unsigned>(reason)) != 0; }
    void pause(PauseReason reason);
    void resume(PauseReason reason);

    // --- time
    void update_wait();
    void arm();
    void on_wait_deadline();
    void on_beat_deadline();
    void on_idle_deadline();
    SendResult ping_here(std::string_view payload);
    void send_ping(std::string_view payload, Heartbeat::Handler done);
    void expect_pong();
    void expect_ping();
    std::uint32_t in(std::chrono::milliseconds time) const noexcept;

    // --- callbacks
    template <class Call>
    void call(Call callback) noexcept;
    template <class Call>
    void deliver(std::string_view payload, Call callback) noexcept;
    void enqueue(std::size_t size, std::function<void()> callback);
    void report_error(error_code ec, std::string what) noexcept;
    SendHandler as_callback(SendHandler done);
    template <class Call>
    void run(const Call& callback) noexcept;
    void listener_failed(const char* what) noexcept;
    CloseCode failure_code() const noexcept;
    void say_goodbye(const CloseInfo& info, const CloseWaiters& waiters) noexcept;

    const WebSocketOptions& options_;
    const Logger& logger_;
    SessionCounters* const counters_;
    const std::shared_ptr<CallbackQueue> callbacks_; // null: they run here

    // For other threads: `connection_` and `loop_` are compared there, never followed.
    const std::weak_ptr<net::Connection> connection_handle_;
    net::Connection* const connection_;
    net::Loop* const loop_;
    std::atomic<SessionInbox*> inbox_{nullptr}; // made when another thread first sends
    std::atomic<State> state_{State::opening};
    std::atomic<bool> is_alive_{true};
    std::atomic<std::int64_t> round_trip_{-1}; // nanoseconds

    // Ticks of the loop's; 0: no deadline.
    std::uint32_t wait_at_ = 0; // of what the protocol waits for
    std::uint32_t beat_at_ = 0; // of Pings and Pongs
    std::uint32_t next_ping_at_ = 0;
    std::uint32_t idle_at_ = 0;
    std::uint32_t last_message_at_ = 0; // a tick, too
    std::uint32_t armed_epoch_ = 0;
    websocket::Wait armed_ = websocket::Wait::none; // what wait_at_ is for
    const websocket::Role role_;
    Beat beat_ = Beat::none;
    unsigned char paused_ = 0; // of PauseReason
    const bool has_broadcasts_;
    bool was_heard_ = false;  // since the last Ping
    bool left_bytes_ = false; // the connection keeps some
    bool overflowed_ = false;
    bool is_over_ = false;    // on_close is being called, or has been
    std::uint64_t written_at_deadline_ = 0;

    Heartbeat heartbeat_;
    std::unique_ptr<std::string> late_pong_; // held back until the queue has drained
    std::unique_ptr<CloseFrame> late_close_; // held back until the outbox is empty
    std::unique_ptr<CloseWaiters> close_waiters_;
    std::unique_ptr<std::deque<WriteWaiter>> write_waiters_;
    SessionSender sender_;
    websocket::Protocol protocol_;
};

} // namespace hawser::session
