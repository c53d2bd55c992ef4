// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_exchange.hpp"

#include "http/host.hpp"
#include "http/origin.hpp"
#include "http/target.hpp"
#include "server/file_answer.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace hawser::server {

HttpExchange::HttpExchange(const Site& site, Request& request, Answer& answer, ExchangeHost& host) noexcept
    : Exchange{request, answer.response}, site_{site}, answer_{answer}, host_{host}
{
}

void HttpExchange::start(const std::shared_ptr<const RouteTable>& routes) noexcept
{
    if (routes_ != routes)
        routes_ = routes;
    answer_.clear();
    next_ = entered_ = 0;
    is_routed_ = is_handler_called_ = false;
    is_upgrade_ = has_failed_ = checked_origin_ = checked_host_ = was_forwarded_ = false;
    is_active_ = true;
    site_.counters().add(ServerCount::exchanges_begun);
    start_ = routes_->middleware() ? Clock::now() : Clock::time_point{};
}

HttpExchange::Step HttpExchange::begin(const std::shared_ptr<const RouteTable>& routes, bool is_handshake,
                                       bool has_body)
{
    start(routes);
    has_body_ = !has_body;
    is_upgrade_ = is_handshake && routes_->find_service(request().path()).service;
    return advance();
}

HttpExchange::Step HttpExchange::body_complete()
{
    has_body_ = true;
    return advance();
}

HttpExchange::Step HttpExchange::resume(Action action)
{
    if (!is_handler_called_ && action == Action::next) {
        ++next_;
        return advance();
    }
    open_file();
    return Step::respond;
}

void HttpExchange::fail(const std::shared_ptr<const RouteTable>& routes) noexcept
{
    if (!is_active_) {
        start(routes);
        entered_ = routes_->middleware() ? routes_->middleware()->size() : 0;
    }
    has_failed_ = true;
}

// Those of the server, then those of the target.
Middleware* HttpExchange::middleware(std::size_t index) const noexcept
{
    const auto* outer = routes_->middleware();
    const auto count = outer ? outer->size() : 0;
    if (index < count)
        return (*outer)[index].get();
    if (inner_ && index - count < inner_->size())
        return (*inner_)[index - count].get();
    return nullptr;
}

HttpExchange::Step HttpExchange::advance()
{
    for (;;) {
        if (auto* const each = middleware(next_)) {
            const auto action = ask(*each);
            if (action == Action::next)
                ++next_;
            else
                return action == Action::later       ? Step::wait
                       : action == Action::read_body ? Step::read_body
                                                     : Step::respond;
        } else if (!std::exchange(is_routed_, true)) {
            find_route();
        } else {
            return answer_target();
        }
    }
}

Action HttpExchange::ask(Middleware& middleware)
{
    entered_ = next_ + 1;
    const auto ticket = host_.ticket();
    auto action = Action::respond;
    const bool is_well = call_guarded(site_, request(), answer_, "middleware", [&] {
        action = middleware.on_request(*this);
        if (action == Action::read_body && has_body_)
            throw std::logic_error{"it asks for a body that it has"};
        if (action == Action::later && host_.ticket() == ticket)
            throw std::logic_error{"it answers `later` and has not called defer()"};
    });
    if (!is_well)
        return Action::respond;
    if (action == Action::respond)
        open_file();
    if (action == Action::read_body && !is_routed_) // the limits of the route hold for whoever reads the body
        target_ = find_target(*routes_, request(), is_upgrade_);
    return action;
}

void HttpExchange::open_file()
{
    call_guarded(site_, request(), answer_, "answer", [&] { open_response_file(request(), answer_); });
}

void HttpExchange::find_route()
{
    target_ = find_target(*routes_, request(), is_upgrade_);
    is_upgrade_ = target_.is_upgrade; // a middleware may have changed the target
    inner_ = target_.middleware();
    if (inner_ && start_ == Clock::time_point{})
        start_ = Clock::now();
}

// What is meant for another server, or what a browser can be made to send and nobody has said yet whether it may.
bool HttpExchange::is_refused()
{
    if (http::has_foreign_scheme(request().target(), request().is_secure())) {
        response().status_page(421, "The scheme of the target is not that of this server.");
        return true;
    }
    if (!checked_host_ && site_.options().check_host && http::is_rebound(request())) {
        refuse(421, "Host", "add HostCheck with that host, or TrustedProxies if a proxy is in front");
        return true;
    }
    if (is_upgrade_ && !checked_origin_ && target_.service->options.check_origin
        && http::is_foreign_handshake(request())) {
        refuse(403, "Origin", "add OriginCheck with that origin");
        return true;
    }
    return false;
}

void HttpExchange::refuse(unsigned status, std::string_view field, std::string_view advice)
{
    response().status_page(status, std::string{field} + " is not one that this server answers.");
    if (logger().enabled(LogLevel::info))
        logger().write(LogLevel::info, "request from " + request().remote_endpoint().to_string() + " refused: "
                                           + std::string{field} + " \"" + std::string{request()[field]}
                                           + "\" is foreign; to allow it, " + std::string{advice});
}

HttpExchange::Step HttpExchange::answer_target()
{
    if (is_refused())
        return Step::respond;
    if (has_body_ && is_body_too_large()) {
        response().status_page(413);
        return Step::respond;
    }
    if (target_.is_upgrade)
        return Step::upgrade;
    if (target_.route && target_.route->is_async())
        return call_async_handler();
    if (target_.route && !has_body_)
        return Step::read_body;
    dispatch(site_, target_, request(), answer_);
    return Step::respond;
}

// It was read before the route was known.
bool HttpExchange::is_body_too_large() const
{
    const auto limit = target_.route ? target_.route->options.max_body : 0;
    return limit > 0 && request().body().size() > limit;
}

// A handler that throws has destroyed its `Deferred` on the way, which answers with 500.
HttpExchange::Step HttpExchange::call_async_handler()
{
    is_handler_called_ = true;
    auto deferred = defer();
    try {
        std::get<AsyncHandler>(target_.route->handler)(std::move(deferred));
    } catch (const std::exception& e) {
        logger().write(LogLevel::error, "handler of " + std::string{request().path()} + " threw: " + e.what());
    } catch (...) {
        logger().write(LogLevel::error, "handler of " + std::string{request().path()} + " threw");
    }
    return Step::wait;
}

void HttpExchange::finish_response()
{
    if (answer_.response.status() == 101 && !is_upgrade_) {
        logger().write(LogLevel::error, "a handler of " + std::string{request().path()} + " answers 101");
        answer_.clear();
        answer_.response.status_page(500);
    }
    const auto path = answer_.response.file_path();
    for (auto index = entered_; index-- > 0;)
        call_guarded(site_, request(), answer_, "middleware", [&] { middleware(index)->on_response(*this); });
    if (answer_.response.has_file() && answer_.response.file_path() != path) {
        answer_.content.reset();
        answer_.stream.reset();
        open_file();
    }
    if (!answer_.response.body().empty()) { // given on the way out, in the place of a file
        answer_.content.reset();
        answer_.stream.reset();
    }
}

void HttpExchange::tell_complete(Middleware& middleware, const Outcome& outcome) const noexcept
{
    try {
        middleware.on_complete(*this, outcome);
    } catch (const std::exception& e) {
        logger().write(LogLevel::error, std::string{"on_complete of a middleware threw: "} + e.what());
    } catch (...) {
        logger().write(LogLevel::error, "on_complete of a middleware threw");
    }
}

void HttpExchange::complete(std::uint64_t bytes_sent, bool was_cut) noexcept
{
    if (!std::exchange(is_active_, false))
        return;
    site_.counters().add(ServerCount::exchanges_over);
    if (entered_ > 0) {
        const Outcome outcome{bytes_sent, Clock::now() - start_, was_cut};
        for (auto index = entered_; index-- > 0;)
            tell_complete(*middleware(index), outcome);
    }
    entered_ = 0;
    target_ = {};
    inner_.reset();
}

} // namespace hawser::server
