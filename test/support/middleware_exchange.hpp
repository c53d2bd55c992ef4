// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/exchange.hpp>
#include <hawser/log.hpp>
#include <hawser/middleware.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// What an exchange refers to; a base, so that it is there before the exchange is.
struct ExchangeParts {
    Request own_request;
    Response own_response;
};

/// An exchange with request and response of its own, and a log that can be looked at.
class MiddlewareExchange : private ExchangeParts, public Exchange {
public:
    using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

    explicit MiddlewareExchange(Method method = Method::get, std::string_view target = "/",
                                const Headers& headers = {})
        : Exchange{own_request, own_response}
    {
        own_request = Request{method, target};
        for (const auto& [name, value] : headers)
            own_request.fields().add(name, value);
    }
    explicit MiddlewareExchange(const Headers& headers) : MiddlewareExchange{Method::get, "/", headers} {}

    MiddlewareExchange& from(std::string_view remote, std::string_view local = "192.0.2.1:80",
                             bool secure = false)
    {
        own_request.endpoints(Endpoint::from_string(local).value_or(Endpoint::local()),
                              Endpoint::from_string(remote).value_or(Endpoint::local()), secure);
        return *this;
    }
    MiddlewareExchange& upgrade()
    {
        is_upgrade(true);
        return *this;
    }
    MiddlewareExchange& failed()
    {
        has_failed_ = true;
        return *this;
    }

    /// Through one middleware that passes the request on, and back.
    void pass(Middleware& middleware)
    {
        if (middleware.on_request(*this) == Action::next)
            middleware.on_response(*this);
    }

    bool origin_checked() const noexcept { return checked_origin_; }
    bool host_checked() const noexcept { return checked_host_; }
    std::string_view field(std::string_view name) const noexcept { return response().fields()[name]; }
    std::string remote() const { return request().remote_endpoint().to_string(); }

    const Logger& logger() const noexcept override { return logger_; }
    const std::vector<std::string>& lines() const noexcept { return lines_; }

private:
    std::vector<std::string> lines_;
    Logger logger_{LogLevel::debug, [this](LogLevel, std::string_view line) { lines_.emplace_back(line); }};
};

} // namespace hawser::test
