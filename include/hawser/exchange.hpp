// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/error.hpp>
#include <hawser/log.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace hawser {

class Exchange;
class RequestBody;

/// What a middleware says of a request.
enum class Action : unsigned char {
    next,      ///< go on: to the next middleware, and at last to what answers the request
    respond,   ///< the response is ready; nothing further in sees the request
    read_body, ///< read the whole body, and ask again: `Exchange::has_body` is true then
    later,     ///< what `Exchange::defer` gave tells, later and from any thread
};

namespace detail {

/// Whom a `Deferred` tells what was decided.
class HAWSER_DECL DeferTarget {
public:
    virtual ~DeferTarget();
    /// Called once, on any thread. `respond` or `next`.
    virtual void decided(Action action) = 0;
    /// Called in its place if nobody has decided.
    virtual void abandoned() noexcept = 0;
    virtual Exchange& exchange() noexcept = 0;
};

} // namespace detail

/// The decision about an exchange that somebody has put off, or its answer.
///
/// *Lifecycle*: `Exchange::defer` → `next` or `respond`, once. Until then request and response belong to
/// whoever holds this object, and stay valid also if the client leaves. Destroyed before that, the exchange is
/// answered with 500.
///
/// *Thread safety*: one thread at a time, any thread.
class HAWSER_DECL Deferred {
public:
    explicit Deferred(std::shared_ptr<detail::DeferTarget> target) noexcept : target_{std::move(target)} {}
    ~Deferred();
    Deferred(Deferred&&) noexcept = default;
    Deferred& operator=(Deferred&&) noexcept;

    /// The exchange; not after the decision.
    Exchange& exchange() const noexcept { return target_->exchange(); }

    /// Passes the request on, as `Action::next` does. @throws std::logic_error after a decision.
    void next();
    /// Sends the response. @throws std::logic_error after a decision.
    void respond();

private:
    void decide(Action action);
    std::shared_ptr<detail::DeferTarget> target_; // null after the decision
};

/// How an exchange ended: the argument of `Middleware::on_complete`.
struct Outcome {
    std::uint64_t bytes_sent = 0;        ///< of the body, on the wire
    std::chrono::nanoseconds duration{}; ///< from the request's last header byte to the answer's last
    bool was_cut = false;                ///< the connection ended before the whole answer was given
};

/// A request on its way to its answer: what a middleware and an asynchronous handler see.
///
/// *Lifecycle*: the server makes one for each request; tests of a middleware make their own. It lives until
/// the answer has been sent.
///
/// *Thread safety*: belongs to whoever is called with it, or holds its `Deferred`.
///
/// *Example*
/// @code
/// hawser::Request request{hawser::Method::get, "/private"};
/// hawser::Response response;
/// hawser::Exchange exchange{request, response};
/// assert(my_middleware.on_request(exchange) == hawser::Action::respond);
/// assert(response.status() == 401);
/// @endcode
class HAWSER_DECL Exchange {
public:
    Exchange(Request& request, Response& response) noexcept : request_{request}, response_{response} {}
    virtual ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    Request& request() noexcept { return request_; }
    const Request& request() const noexcept { return request_; }
    Response& response() noexcept { return response_; }
    const Response& response() const noexcept { return response_; }

    /// True for a WebSocket handshake on the path of a service. When it is accepted, `on_response` sees a
    /// response with status 101, whose fields are added to the answer's.
    bool is_upgrade() const noexcept { return is_upgrade_; }

    /// True once the whole body is in `request()`, or there is none.
    bool has_body() const noexcept { return has_body_; }

    /// True if there is no request to speak of: what came was malformed, too large or too late, and
    /// `response()` says so. Of the middleware only `on_response` and `on_complete` are called.
    bool has_failed() const noexcept { return has_failed_; }

    /// Puts the decision off; return `Action::later` then.
    /// @throws std::logic_error in an exchange that no server made.
    virtual Deferred defer();

    /// Reads the body piece by piece; for an `AsyncHandler`. What a middleware has had read comes in one piece.
    /// Include <hawser/request_body.hpp>. @throws std::logic_error in an exchange that no server made.
    virtual RequestBody body();

    /// True once the client has ended its side or the connection is gone: nobody may be interested in the answer.
    virtual bool client_has_left() const noexcept;

    /// Has `callback` called, on the connection's thread, while the exchange is put off: with
    /// `error::end_of_stream` when the client ends its side, although it may still read; with any other when the
    /// connection is gone. Replaces the one before. To be called on that thread, as before the handler returns.
    virtual void on_leave(std::function<void(error_code)> callback);

    /// The connection's: handlers that run on it exclude each other and all callbacks of this exchange.
    virtual boost::asio::any_io_executor executor();

    /// What the server checks by default if no middleware has said that it did: that a handshake's Origin is
    /// that of the page's own server, and that Host names this machine if the listener is its loopback.
    void origin_is_checked() noexcept { checked_origin_ = true; }
    void host_is_checked() noexcept { checked_host_ = true; }

    /// Whether the request came through a proxy, which said so in a field; `TrustedProxies` remembers it where it
    /// removes the field.
    bool was_forwarded() const noexcept { return was_forwarded_; }
    void was_forwarded(bool value) noexcept { was_forwarded_ = value; }

    /// For log lines of a middleware.
    virtual const Logger& logger() const noexcept;

    // --- for tests
    Exchange& is_upgrade(bool value) noexcept;
    Exchange& has_body(bool value) noexcept;

protected:
    bool is_upgrade_ = false;
    bool has_body_ = true;
    bool has_failed_ = false;
    bool checked_origin_ = false;
    bool checked_host_ = false;
    bool was_forwarded_ = false;

private:
    Request& request_;
    Response& response_;
};

} // namespace hawser
