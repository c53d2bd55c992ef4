// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/message.hpp>
#include <hawser/owned_message.hpp>
#include <hawser/request.hpp>
#include <hawser/server.hpp>
#include <hawser/session.hpp>
#include <hawser/session_manager.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace hawser {

namespace server {
class CoroutineState;
}

/// A WebSocket session as a coroutine sees it: it reads, sends and waits, where a `Behavior` is called.
///
/// *Lifecycle*: `coroutine` makes a service of it. The coroutine begins when the session is open. When it
/// returns, the session is closed with code 1000; when it throws, with 1011, after a log line. Copies refer
/// to the same session. The session may end while the coroutine goes on; `read` and `close_info` tell it.
///
/// *Thread safety*: to be used by its coroutine, or others on the same executor, which runs one of them at a
/// time: the connection's, or a strand of the service's `callback_executor`. `session` gives a handle for
/// other threads.
///
/// *Errors*: what is awaited throws `boost::system::system_error`: with `error::not_open` if the session is
/// over, with `boost::asio::error::operation_aborted` if it was cancelled. Either may escape the coroutine of
/// a session that is over: that is no failure, and not logged. Misuse throws `std::logic_error` or
/// `std::invalid_argument`, at once.
///
/// *Cancellation*: all that is awaited here, but `send`, can be cancelled, and then has no effect; so it goes
/// well with the operators of <boost/asio/experimental/awaitable_operators.hpp>. Write `read` first there:
/// of two that are ready at once the first one counts, and no message is lost.
class HAWSER_DECL AsyncSession {
public:
    explicit AsyncSession(std::shared_ptr<server::CoroutineState> state) noexcept;

    /// The next message; nothing once the session has ended and all messages that came before have been read.
    /// When more than `WebSocketOptions::receive_queue_size` waits to be read, the connection is not read
    /// until half of it is. Messages that come after our own Close frame may be discarded.
    /// @throws std::logic_error if a `read` is waiting already.
    boost::asio::awaitable<std::optional<OwnedMessage>> read();

    /// Sends a message, now, not when it is awaited. Awaited, it completes when more may be sent: at once,
    /// or, if the queue is above its high mark then, at the low mark.
    /// @return false if the queue had no room, and its policy is to drop messages and go on.
    /// @throws std::invalid_argument if `text` is not UTF-8.
    boost::asio::awaitable<bool> send(std::string_view text, Compression compress = Compression::automatic);
    boost::asio::awaitable<bool> send(std::span<const std::byte> data,
                                      Compression compress = Compression::automatic);
    boost::asio::awaitable<bool> send(const Message& message, Compression compress = Compression::automatic);

    /// Sends a Ping, now; awaited, it gives the time until its Pong. An empty payload is replaced by one of
    /// our own. @throws std::invalid_argument if `payload` has more than 125 bytes.
    boost::asio::awaitable<std::chrono::nanoseconds> ping(std::string_view payload = {});

    /// Starts the closing handshake, now; awaited, it completes when the connection has ended, at the latest
    /// after `WebSocketOptions::close_timeout`. Throws as `Session::close` does.
    boost::asio::awaitable<CloseInfo> close(CloseCode code = CloseCode::normal, std::string_view reason = {});

    /// Completes when the session has ended, however that comes: to break off what waits for something else.
    boost::asio::awaitable<CloseInfo> ended();

    /// How the session ended; nothing before.
    std::optional<CloseInfo> close_info() const;

    /// A handle, for all that does not wait, and for other threads.
    const Session& session() const noexcept;
    /// All sessions of the same service.
    SessionManager& sessions() const noexcept;
    /// The request of the handshake. It lives as long as this object.
    const Request& request() const noexcept;

private:
    std::shared_ptr<server::CoroutineState> state_;
};

/// Makes of a coroutine what `Server::add_service` takes: each session of the service runs it once.
///
/// `grace` is what is left to a coroutine whose session has ended. After that, or at once if a stop cuts the
/// session, what it waits for is cancelled, with `boost::asio::cancellation_type::terminal`. The destructor
/// of a server with threads of its own waits until the coroutines on them have returned.
///
/// *Example*
/// @code
/// server.add_service("/Echo", hawser::coroutine([](hawser::AsyncSession& session) -> asio::awaitable<void> {
///     while (const auto message = co_await session.read())
///         co_await session.send(*message);
/// }));
/// @endcode
HAWSER_DECL BehaviorFactory coroutine(std::function<boost::asio::awaitable<void>(AsyncSession&)> run,
                                      std::chrono::milliseconds grace = std::chrono::seconds{10});

} // namespace hawser
