// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/exchange.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <utility>

namespace hawser {

class Server;

/// Wraps exchanges: handlers, files, WebSocket handshakes, 404, 405, OPTIONS and errors alike.
///
/// `Server::use` puts one around all exchanges of a server; `use` of a `Service`, a `Route` or a `FileMount`
/// around those of one. The first one added is the outermost: its `on_request` is called first, its
/// `on_response` last. Those of the server come before a route is looked for.
///
/// *Lifecycle*: `on_attach`, once → for each request `on_request` → … → `on_response` → `on_complete`.
/// `on_response` is called for each middleware whose `on_request` was, also for the one that responded, and
/// for answers to what was no valid request (`Exchange::has_failed`). It is destroyed when no connection uses
/// it any more.
///
/// *Thread safety*: one object serves all I/O threads; its callbacks may run on several at once, for different
/// exchanges.
///
/// *Errors*: what `on_request` or `on_response` throws answers the request with 500, after a log line.
///
/// *Example*
/// @code
/// class ServedBy : public hawser::Middleware {
///     hawser::Action on_request(hawser::Exchange&) override { return hawser::Action::next; }
///     void on_response(hawser::Exchange& exchange) override {
///         exchange.response().set("X-Served-By", "node-7");
///     }
/// };
/// @endcode
class HAWSER_DECL Middleware {
public:
    Middleware();
    virtual ~Middleware();

    /// Added to that server: the place to add routes and services of its own, and to check options.
    virtual void on_attach(Server& server);

    /// A request came, before its body. Decides what becomes of it.
    virtual Action on_request(Exchange& exchange) = 0;

    /// The response is about to be sent: the last chance to edit it.
    virtual void on_response(Exchange& exchange);

    /// The answer has been sent, or will never be. Must not throw.
    virtual void on_complete(const Exchange& exchange, const Outcome& outcome);

protected:
    Middleware(const Middleware&) = default;
    Middleware(Middleware&&) = default;
    Middleware& operator=(const Middleware&) = default;
    Middleware& operator=(Middleware&&) = default;
};

/// Makes a middleware of a function that decides about requests.
HAWSER_DECL std::shared_ptr<Middleware> make_middleware(std::function<Action(Exchange&)> on_request);

namespace detail {

/// What the overloads of `use` take: a middleware by value, shared, or a function.
template <class T>
std::shared_ptr<Middleware> to_middleware(T&& given)
{
    using Plain = std::remove_cvref_t<T>;
    if constexpr (std::derived_from<Plain, Middleware>)
        return std::make_shared<Plain>(std::forward<T>(given));
    else if constexpr (std::convertible_to<T, std::shared_ptr<Middleware>>)
        return std::forward<T>(given);
    else
        return make_middleware(std::forward<T>(given));
}

} // namespace detail

} // namespace hawser
