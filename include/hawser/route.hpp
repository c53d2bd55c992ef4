// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/exchange.hpp>
#include <hawser/middleware.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace hawser {

namespace server {
class MiddlewareList;
}

/// Answers a request at once: reads the one, fills in the other. The body has been read by then.
using Handler = std::function<void(const Request& request, Response& response)>;

/// Answers a request later, on any thread: `answer.respond()` sends what `answer.exchange().response()` says.
/// It is called before the body is read; `answer.exchange().body()` reads it. A coroutine becomes one with
/// `hawser::coroutine`, <hawser/async_exchange.hpp>.
using AsyncHandler = std::function<void(Deferred answer)>;

/// What a route takes.
using AnyHandler = std::variant<Handler, AsyncHandler>;

/// What a route allows, where it is not what the server does.
struct RouteOptions {
    /// The largest body, in bytes (413); 0: `HttpLimits::body`.
    std::uint64_t max_body = 0;

    /// True: a body of more than `spool_above` bytes goes to a file, `Request::body_file`, in the folder
    /// `HttpLimits::spool_folder`, and not to memory. Raise `max_body` with it. For a `Handler`.
    bool spool_body = false;
    std::size_t spool_above = 64 * 1024;
};

/// A handler's place in a server: a handle for its middleware.
///
/// *Lifecycle*: `HttpServer::route` gives one; it may be copied, and dropped.
///
/// *Thread safety*: all members may be called from any thread.
class HAWSER_DECL Route {
public:
    explicit Route(std::shared_ptr<server::MiddlewareList> middleware) noexcept;

    /// Puts a middleware around the exchanges of this route: one by value, in a `shared_ptr`, or a function
    /// `Action(Exchange&)`. Requests that have begun are not affected.
    template <class T>
    Route& use(T&& middleware)
    {
        add(detail::to_middleware(std::forward<T>(middleware)));
        return *this;
    }

private:
    void add(std::shared_ptr<Middleware> middleware);

    std::shared_ptr<server::MiddlewareList> middleware_;
};

} // namespace hawser
