// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/cookie_responder.hpp>

#include <stdexcept>

namespace hawser {

std::optional<std::string_view> RequestCookies::find(std::string_view name) const noexcept
{
    for (const auto& [key, value] : cookies_)
        if (key == name)
            return value;
    return std::nullopt;
}

void ResponseCookies::set(const Cookie& cookie)
{
    response_.set_cookie(cookie);
}

void ResponseCookies::expire(std::string_view name, std::string_view path, std::string_view domain)
{
    response_.set_cookie(Cookie::expired(name, path, domain));
}

CookieResponder::CookieResponder(Function function) : function_{std::move(function)}
{
    if (!function_)
        throw std::invalid_argument{"hawser: the function of a CookieResponder is empty"};
}

Action CookieResponder::on_request(Exchange&)
{
    return Action::next;
}

void CookieResponder::on_response(Exchange& exchange)
{
    if (exchange.has_failed())
        return;
    const RequestCookies asked{exchange.request()};
    ResponseCookies answer{exchange.response()};
    function_(asked, answer);
}

} // namespace hawser
