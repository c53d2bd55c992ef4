// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/upgrade.hpp"

#include "core/ascii.hpp"
#include "websocket/handshake.hpp"

#include <hawser/fields.hpp>

#include <algorithm>
#include <array>

namespace hawser::client {

namespace {

bool is_secret(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 3> names{"Authorization", "Cookie", "Proxy-Authorization"};
    return std::any_of(names.begin(), names.end(), [name](auto each) { return core::iequals(each, name); });
}

void append(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

bool is_owned_field(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 6> names{"Host",           "Upgrade",           "Connection",
                                                    "Content-Length", "Transfer-Encoding", "Trailer"};
    constexpr std::string_view prefix = "Sec-WebSocket-";
    return core::iequals(name.substr(0, prefix.size()), prefix) ||
           std::any_of(names.begin(), names.end(), [name](auto each) { return core::iequals(each, name); });
}

std::string make_upgrade(const UpgradeRequest& request)
{
    Fields fields;
    fields.set("Host", request.url.authority());
    websocket::fill_request(fields, request.key, request.subprotocols, request.deflate);
    if (!request.origin.empty())
        fields.set("Origin", request.origin);
    if (!request.user_agent.empty())
        fields.set("User-Agent", request.user_agent);
    if (!request.authorization.empty())
        fields.set("Authorization", request.authorization);
    std::string cookies; // there is one field (RFC 6265 §5.4)
    for (const auto& [name, value] : request.fields) {
        if (is_secret(name) && request.is_foreign)
            continue;
        if (core::iequals(name, "Cookie"))
            cookies.append(cookies.empty() ? "" : "; ").append(value);
        else if (core::iequals(name, "User-Agent") || core::iequals(name, "Origin") || is_secret(name))
            fields.set(name, value);
        else
            fields.add(name, value);
    }
    if (!request.cookies.empty())
        cookies.append(cookies.empty() ? "" : "; ").append(request.cookies);
    if (!cookies.empty())
        fields.set("Cookie", cookies);
    auto head = "GET " + request.url.target + " HTTP/1.1\r\n";
    for (const auto [name, value] : fields)
        append(head, name, value);
    return head.append("\r\n");
}

std::string connect_target(const Url& url)
{
    const bool is_ipv6 = url.host.find(':') != std::string::npos;
    const auto host = is_ipv6 ? '[' + url.host.substr(0, url.host.find('%')) + ']' : url.host;
    return host + ':' + std::to_string(url.port);
}

std::string make_connect(const Url& url, std::string_view user_agent, std::string_view authorization)
{
    const auto target = connect_target(url);
    auto head = "CONNECT " + target + " HTTP/1.1\r\n";
    append(head, "Host", target);
    if (!user_agent.empty())
        append(head, "User-Agent", user_agent);
    if (!authorization.empty())
        append(head, "Proxy-Authorization", authorization);
    return head.append("\r\n");
}

} // namespace hawser::client
