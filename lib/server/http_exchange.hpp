// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/answer.hpp"
#include "server/dispatcher.hpp"
#include "server/route_table.hpp"
#include "server/site.hpp"

#include <hawser/exchange.hpp>
#include <hawser/request_body.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace hawser::server {

/// What an exchange needs of its connection.
class ExchangeHost {
public:
    virtual ~ExchangeHost() = default;
    virtual Deferred defer_exchange() = 0;
    /// Changes with each exchange that is put off.
    virtual std::uint64_t ticket() const noexcept = 0;
    virtual RequestBody request_body() = 0;
    virtual bool client_has_left() const noexcept = 0;
    virtual void on_leave(std::function<void(error_code)> callback) = 0;
    virtual boost::asio::any_io_executor executor() = 0;
};

/// The way of one request through middleware and routes to its answer, and back through the middleware. Knows
/// no connection: it says what has to be done next.
///
///     begin → (read_body, wait)* → respond | upgrade → finish_response → complete
class HttpExchange final : public Exchange {
public:
    enum class Step : unsigned char {
        read_body, ///< have the whole body read, then call `body_complete`
        wait,      ///< somebody has put it off: call `resume` with what is decided
        respond,   ///< the answer is ready: call `finish_response` and send it
        upgrade,   ///< the handshake may be accepted
    };

    HttpExchange(const Site& site, Request& request, Answer& answer, ExchangeHost& host) noexcept;

    Step begin(const std::shared_ptr<const RouteTable>& routes, bool is_handshake, bool has_body);
    Step body_complete();
    Step resume(Action action);

    /// There will be no answer but an error: the request is malformed, too large or too late.
    void fail(const std::shared_ptr<const RouteTable>& routes) noexcept;

    /// Shows the response to the middleware, on its way out.
    void finish_response();
    /// The answer was given, or never will be. Once.
    void complete(std::uint64_t bytes_sent, bool was_cut) noexcept;

    bool is_active() const noexcept { return is_active_; }
    /// Until the exchange is over.
    const Target& target() const noexcept { return target_; }

    Deferred defer() override { return host_.defer_exchange(); }
    RequestBody body() override { return host_.request_body(); }
    bool client_has_left() const noexcept override { return host_.client_has_left(); }
    void on_leave(std::function<void(error_code)> callback) override { host_.on_leave(std::move(callback)); }
    boost::asio::any_io_executor executor() override { return host_.executor(); }
    const Logger& logger() const noexcept override { return site_.logger(); }

private:
    using Clock = std::chrono::steady_clock;

    Middleware* middleware(std::size_t index) const noexcept;
    void start(const std::shared_ptr<const RouteTable>& routes) noexcept;
    void find_route();
    void tell_complete(Middleware& middleware, const Outcome& outcome) const noexcept;
    Step advance();
    Action ask(Middleware& middleware);
    Step answer_target();
    Step call_async_handler();
    bool is_refused();
    bool is_body_too_large() const;
    void open_file();
    void refuse(unsigned status, std::string_view field, std::string_view advice);

    const Site& site_;
    Answer& answer_;
    ExchangeHost& host_;
    std::shared_ptr<const RouteTable> routes_; // holds what target_ points to
    Target target_;
    std::shared_ptr<const MiddlewareList::List> inner_; // the target's middleware
    Clock::time_point start_{};
    std::size_t next_ = 0;    // the middleware that is asked next
    std::size_t entered_ = 0; // how many were asked
    bool is_routed_ = false;
    bool is_handler_called_ = false;
    bool is_active_ = false;
};

} // namespace hawser::server
