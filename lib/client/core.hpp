// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/backoff.hpp"
#include "client/callbacks.hpp"
#include "client/client_session.hpp"
#include "client/connect_operation.hpp"
#include "client/operation_table.hpp"
#include "client/own_thread.hpp"
#include "client/read_queue.hpp"
#include "client/settings.hpp"
#include "core/on_demand.hpp"
#include "net/batch.hpp"
#include "net/loop.hpp"
#include "session/message_source.hpp"
#include "session/shared_message.hpp"

#include <hawser/websocket.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace hawser::client {

/// What a `WebSocket` is made of: its state, its session while there is one, and what its user waits for.
///
/// *Lifecycle*: that of a `WebSocket`; it outlives it while a connection is being closed. `abandon` is the
/// `WebSocket`'s last word, after which no callback is called.
///
/// *Thread safety*: the members of the first part may be called from any thread; the others on the executor,
/// by the session and by the operation that connects.
class Core : public std::enable_shared_from_this<Core> {
public:
    /// `thread`: the library's own, or none where `loop` is of the application's executor. `dial`: how to
    /// connect; empty: with sockets.
    Core(ThreadUse thread, std::shared_ptr<net::Loop> loop, std::shared_ptr<const Settings> settings, Url url,
         Dial dial = {});
    ~Core();

    // --- any thread: what it is
    bool has_own_thread() const noexcept { return thread_.threads() != nullptr; }
    const std::shared_ptr<net::Loop>& loop() const noexcept { return loop_; }
    const std::shared_ptr<const Settings>& settings() const noexcept { return settings_; }
    const boost::asio::any_io_executor& executor() const noexcept
    {
        return strand_ ? *strand_ : loop_->executor();
    }
    const Url& url() const noexcept { return url_; }
    std::shared_ptr<CookieJar> cookies() const { return memory_->cookies.get(); }
    ReadyState state() const noexcept { return state_.load(std::memory_order_acquire); }
    std::optional<CloseInfo> close_info() const;
    /// What the last attempt to connect has found out; null before.
    std::shared_ptr<const ConnectResult> result() const;
    /// Null if there is none.
    std::shared_ptr<ClientSession> session() const;
    /// True if waiting here would be waiting for oneself.
    bool must_not_block() const noexcept;

    // --- any thread: what it does
    /// @throws std::logic_error while it is connecting or connected.
    void set(const std::function<void(Callbacks&)>& change);
    void connect(std::uint64_t id, std::function<void(error_code)> done);
    /// Without `done`: nobody waits.
    void close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done = {});
    void close(std::uint64_t id, CloseCode code, std::string_view reason,
               std::function<void(error_code, CloseInfo)> done);
    void cancel(std::uint64_t id);
    /// The `WebSocket` goes. `closed`, if not empty, is called when the connection is gone.
    void abandon(std::function<void()> closed);
    /// The `WebSocket` is gone.
    void release_thread() noexcept { thread_.end(); }

    SendResult send(MessageType type, std::string_view payload, Compression compress);
    void send(std::uint64_t id, MessageType type, std::string_view payload,
              std::function<void(error_code)> done);
    std::size_t kept_bytes() const noexcept;
    void stream(MessageType type, std::shared_ptr<session::MessageSource> source, SendHandler done,
                Compression compress);
    void ping(std::uint64_t id, std::string_view payload,
              std::function<void(error_code, std::chrono::nanoseconds)> done);

    void read(std::uint64_t id, std::function<void(error_code)> done);
    std::optional<OwnedMessage> take_message(error_code& ec);
    void pause_receiving();
    void resume_receiving();

    // --- for the session
    bool has_unread() const;
    /// Keeps the destructor of the `WebSocket` away from callbacks that are being called.
    std::unique_lock<std::recursive_mutex> hold_callbacks() { return std::unique_lock{gate_}; }
    void session_opened();
    void session_message(const Message& message);
    void session_fragment(const Fragment& fragment);
    void session_ping(std::string_view payload);
    void session_pong(std::string_view payload);
    void session_drained();
    void session_failed(error_code ec, std::string_view what);
    void session_closed(const CloseInfo& info);

private:
    using Clock = std::chrono::steady_clock;

    // What waits for a connection that is to be made again.
    struct Kept {
        std::shared_ptr<const session::SharedMessage> message;
        std::function<void(error_code)> done;
    };

    struct KeptQueue {
        std::deque<Kept> messages;
        std::size_t size = 0;
        std::thread::id teller; // in on_open: what is sent there goes before what has waited
    };

    // Beside its bytes: so that empty messages have a limit too, and all have room in the queue as frames.
    static std::size_t kept_cost(std::size_t size) noexcept { return size + 64; }

    // What only clients that connect again have.
    struct Reconnecting {
        explicit Reconnecting(const ReconnectOptions& options) : backoff{options} {}

        Backoff backoff;
        std::optional<boost::asio::steady_timer> timer;
        Clock::time_point opened_at{};
        Clock::time_point lost_at{};
        bool was_lost = false; // the connection that is being made is not the first
    };

    template <class Work>
    void perform(Work work);
    template <class Call>
    void call(Call callback);
    template <class Call>
    bool call_guarded(Call callback) noexcept;

    void begin_connect(std::function<void(error_code)> done);
    void attempt();
    std::shared_ptr<net::Protocol> on_opened(net::Connection& connection, ConnectResult result);
    void on_failed(ConnectResult result);
    void answer_connect(error_code ec);
    bool connects_again(const CloseInfo& info, error_code ec, unsigned status);
    void finish(const CloseInfo& info);
    void stop_connecting(error_code reason);
    void set_session(std::shared_ptr<ClientSession> session);

    bool keeps_messages() const noexcept;
    void keep_messages(bool keeps);
    std::shared_ptr<ClientSession> session_to_send_on() const;
    SendResult keep(MessageType type, std::string_view payload, Compression compress,
                    std::function<void(error_code)> done);
    void send_kept();
    void drop_kept(error_code reason);
    ReadQueue& messages() { return messages_.get(settings_->options().receive_queue_size); }
    void adjust(ReadQueue::Flow flow);

    ThreadUse thread_; // until the `WebSocket` is gone
    const std::shared_ptr<net::Loop> loop_;
    const std::unique_ptr<const boost::asio::any_io_executor> strand_; // null: the loop's executor will do
    const std::shared_ptr<const Settings> settings_;
    const Url url_;
    const std::unique_ptr<const Dial> dial_; // null: with sockets
    const std::shared_ptr<Memory> memory_;
    std::atomic<ReadyState> state_{ReadyState::idle};
    // Together, for there are many clients.
    bool is_abandoned_ = false; // guarded by gate_
    bool keeps_ = false;        // by mutex_: what is sent while there is no connection waits
    bool owes_drain_ = false;   // by mutex_: somebody was told to wait for on_drain
    bool is_closing_ = false;   // on the executor: the application wants it to end
    core::OnDemand<OperationTable> operations_;
    core::OnDemand<ReadQueue> messages_;

    std::recursive_mutex gate_;            // held while a callback runs
    std::unique_ptr<Callbacks> callbacks_; // changed on the executor, or while there is nothing to tell

    mutable std::mutex mutex_; // guards the next
    std::shared_ptr<ClientSession> session_;
    std::shared_ptr<const ConnectResult> result_;
    std::unique_ptr<CloseInfo> close_info_;
    std::unique_ptr<KeptQueue> kept_;

    // On the executor.
    std::shared_ptr<ConnectOperation> operation_;
    std::unique_ptr<Reconnecting> reconnecting_;
    std::unique_ptr<std::function<void(error_code)>> connect_done_; // while somebody waits
    std::unique_ptr<std::vector<std::function<void(CloseInfo)>>> close_done_;
    error_code last_error_;
};

} // namespace hawser::client
