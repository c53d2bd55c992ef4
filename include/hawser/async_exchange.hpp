// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/exchange.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>
#include <hawser/route.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

namespace server {
class ExchangeCoroutine;
}

/// The body of a request as a coroutine reads it, no faster than it asks.
///
/// *Lifecycle*, *Thread safety*: see `AsyncExchange`.
///
/// *Errors*: `boost::system::system_error` with what `RequestBody` says. Not caught, they become 413, 408 or 400.
class HAWSER_DECL AsyncBody {
public:
    explicit AsyncBody(std::shared_ptr<server::ExchangeCoroutine> state) noexcept;

    /// The next piece; nothing at the end.
    boost::asio::awaitable<std::optional<std::string>> read();

    /// All that is left, at most the route's `max_body`.
    boost::asio::awaitable<std::string> read_all();

    /// Writes what is left to a new file, for this user only, and tells its size in bytes. The file is removed
    /// if that fails. The disk may block the thread.
    /// @throws boost::system::system_error if there is a file of that name, or it cannot be written.
    boost::asio::awaitable<std::uint64_t> save_to(std::string path);

private:
    std::shared_ptr<server::ExchangeCoroutine> state_;
};

/// An exchange as a coroutine sees it.
///
/// *Lifecycle*: `coroutine` makes a handler of it. The coroutine begins before the body is read. When it
/// returns, the response is sent, or, if it has written a body, that ends. When it throws, the answer is 500,
/// or the body is cut, after a log line. The client may leave meanwhile; `write` and `client_has_left` tell it.
///
/// *Thread safety*: to be used by its coroutine, or others on the same executor.
///
/// *Example*
/// @code
/// server.get("/countdown", hawser::coroutine([](hawser::AsyncExchange& exchange) -> asio::awaitable<void> {
///     asio::steady_timer timer{co_await asio::this_coro::executor};
///     exchange.response().set("Content-Type", "text/plain");
///     for (int i = 10; i > 0; --i) {
///         if (!co_await exchange.write(std::to_string(i) + '\n'))
///             break;
///         timer.expires_after(std::chrono::seconds{1});
///         co_await timer.async_wait(asio::use_awaitable);
///     }
/// }));
/// @endcode
class HAWSER_DECL AsyncExchange {
public:
    explicit AsyncExchange(std::shared_ptr<server::ExchangeCoroutine> state) noexcept;

    const Request& request() const noexcept;
    /// The response. @throws std::logic_error once it is being sent.
    Response& response();
    AsyncBody& body() noexcept { return body_; }

    /// Sends the head of the response, whose body `write` sends then; of `length` bytes, or of any. False if
    /// nobody wants a body: the client has left, it asked with HEAD, or a middleware has another answer.
    boost::asio::awaitable<bool> begin(std::optional<std::uint64_t> length = {});

    /// Sends a piece of the body, after the head if that has not been sent. Completes when more may be written.
    /// False as `begin`: there is no point in going on.
    boost::asio::awaitable<bool> write(std::string_view piece);

    /// Adds a field behind the body, as `BodyWriter::trailer` does. @throws std::logic_error before `begin`.
    void trailer(std::string_view name, std::string_view value);

    /// True once the client has ended its side, or is gone.
    bool client_has_left() const noexcept;

private:
    std::shared_ptr<server::ExchangeCoroutine> state_;
    AsyncBody body_;
};

/// Makes of a coroutine what `HttpServer::route` takes.
///
/// `grace` is what is left to a coroutine whose client is gone. After that, or at once if a stop cuts the
/// connection, what it waits for is cancelled, with `boost::asio::cancellation_type::terminal`.
HAWSER_DECL AsyncHandler coroutine(std::function<boost::asio::awaitable<void>(AsyncExchange&)> run,
                                   std::chrono::milliseconds grace = std::chrono::seconds{10});

} // namespace hawser
