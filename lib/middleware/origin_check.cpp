// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/origin_check.hpp>

#include "http/origin.hpp"
#include "middleware/origin_list.hpp"

#include <utility>

namespace hawser {

struct OriginCheck::State {
    explicit State(OriginCheckOptions given) : options{std::move(given)}, origins{options.origins}
    {
        options.same_origin |= options.origins.empty() && !options.allow;
    }

    bool concerns(const Exchange& exchange) const noexcept
    {
        if (exchange.is_upgrade())
            return true;
        switch (exchange.request().method()) {
        case Method::get:
        case Method::head:
        case Method::options:
        case Method::trace: return false; // safe (RFC 9110 §9.2.1)
        default: return options.unsafe_methods;
        }
    }

    bool allows(const Request& request, std::string_view origin) const
    {
        if (origin == "null")
            return false;
        const auto host = request.authority();
        return origins.contains(origin) ||
               (options.same_origin && http::is_same_origin(origin, host, request.is_secure())) ||
               (options.allow && options.allow(origin));
    }

    OriginCheckOptions options;
    middleware::OriginList origins;
};

OriginCheck::OriginCheck() : OriginCheck{OriginCheckOptions{}} {}

OriginCheck::OriginCheck(List, std::vector<std::string> origins)
    : OriginCheck{OriginCheckOptions{.origins = std::move(origins)}}
{
}

OriginCheck::OriginCheck(OriginCheckOptions options)
    : state_{std::make_shared<const State>(std::move(options))}
{
}

Action OriginCheck::on_request(Exchange& exchange)
{
    const auto& request = exchange.request();
    if (!state_->concerns(exchange))
        return Action::next;
    // Several of them are no answer to the question where a page comes from.
    const auto count = request.fields().count("Origin");
    const auto origin = request["Origin"];
    if (count == 0 ? state_->options.allow_absent : count == 1 && state_->allows(request, origin)) {
        exchange.origin_is_checked();
        return Action::next;
    }

    if (exchange.logger().enabled(LogLevel::debug)) {
        std::string line = "origin \"";
        line.append(origin).append("\" is not allowed at ").append(request.path());
        line.append("; to allow it, name it in OriginCheck{{...}}");
        exchange.logger().write(LogLevel::debug, line);
    }
    exchange.response().status_page(403, "Requests from pages of that origin are not allowed here.");
    return Action::respond;
}

} // namespace hawser
