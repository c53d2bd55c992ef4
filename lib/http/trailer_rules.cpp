// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/trailer_rules.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <iterator>

namespace hawser::http {
namespace {

// Content-*, If-*, Proxy-* …: families of which no member is harmless. Sec-* is what scripts in a browser
// cannot set, X-Forwarded-* what a proxy says of the client.
constexpr std::string_view prefixes[]{"accept", "access-control-", "content-", "if-", "proxy-",
                                      "sec-",   "x-forwarded-"};

constexpr std::string_view names[]{
    "age",
    "authentication-info",
    "authorization",
    "cache-control",
    "connection",
    "cookie",
    "cookie2",
    "date",
    "expect",
    "expires",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "keep-alive",
    "location",
    "max-forwards",
    "origin",
    "pragma",
    "range",
    "referer",
    "retry-after",
    "set-cookie",
    "set-cookie2",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "x-real-ip",
};

} // namespace

bool may_be_trailer(std::string_view name) noexcept
{
    const auto is_prefix = [&](std::string_view prefix) {
        return core::iequals(name.substr(0, prefix.size()), prefix);
    };
    const auto is_name = [&](std::string_view forbidden) { return core::iequals(name, forbidden); };
    return std::none_of(std::begin(prefixes), std::end(prefixes), is_prefix) &&
           std::none_of(std::begin(names), std::end(names), is_name);
}

} // namespace hawser::http
