// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/https_redirect.hpp>

#include "http/glob.hpp"
#include "http/host.hpp"

#include <hawser/exchange.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace hawser {

namespace {

constexpr std::uint16_t usual_port = 443;

// Path and query as they came; a target that is no path, such as `*`, leads to the root.
std::string_view path_and_query(std::string_view target) noexcept
{
    if (const auto scheme = target.find("://");
        !target.starts_with('/') && scheme != std::string_view::npos) {
        const auto slash = target.find_first_of("/?", scheme + 3);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    return target.starts_with('/') || target.starts_with('?') ? target : "/";
}

} // namespace

HttpsRedirect::HttpsRedirect(HttpsRedirectOptions options) : options_{std::move(options)} {}

Action HttpsRedirect::on_request(Exchange& exchange)
{
    const auto& request = exchange.request();
    const auto is_exception = [&](const std::string& pattern) {
        return http::path_matches(pattern, request.path());
    };
    if (request.is_secure() || std::any_of(options_.except.begin(), options_.except.end(), is_exception))
        return Action::next;
    auto& response = exchange.response();
    const auto authority = http::split_authority(request.authority());
    if (!authority) {
        response.status_page(400, "This server speaks HTTPS only, and the request names no host to lead to.");
        return Action::respond;
    }
    std::string location = "https://";
    location += authority->host;
    if (options_.port != usual_port)
        location.append(":").append(std::to_string(options_.port));
    const auto rest = path_and_query(request.target());
    location.append(rest.starts_with('?') ? "/" : "").append(rest);
    const bool is_read = request.method() == Method::get || request.method() == Method::head;
    response.redirect(location, is_read ? 301 : 308);
    return Action::respond;
}

} // namespace hawser
