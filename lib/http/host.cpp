// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/host.hpp"

#include "core/ascii.hpp"
#include "http/target.hpp"

#include <charconv>
#include <stdexcept>

namespace hawser::http {
namespace {

std::optional<std::uint16_t> read_port(std::string_view text) noexcept
{
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, port);
    if (failure != std::errc{} || stop != end)
        return std::nullopt;
    return port;
}

/// With a name in front of it.
bool is_below(std::string_view text, std::string_view end) noexcept
{
    return text.size() > end.size() && core::iequals(text.substr(text.size() - end.size()), end);
}

/// Four numbers of up to 255 without leading zeros, which some read as octal, and the first of them 127.
bool is_loopback_ipv4(std::string_view host) noexcept
{
    for (int i = 0; i < 4; ++i) {
        const auto dot = host.find('.');
        const auto part = host.substr(0, dot);
        unsigned char number = 0;
        const auto [stop, failure] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (failure != std::errc{} || stop != part.data() + part.size() ||
            (part.size() > 1 && part[0] == '0'))
            return false;
        if ((i == 0 && number != 127) || (dot == std::string_view::npos) != (i == 3))
            return false;
        host.remove_prefix(i == 3 ? host.size() : dot + 1);
    }
    return true;
}

bool is_loopback_address(const Endpoint& endpoint) noexcept
{
    return endpoint.family() != Endpoint::Family::local && endpoint.is_loopback();
}

} // namespace

std::string_view without_root(std::string_view host) noexcept
{
    if (host.size() > 1 && host.back() == '.')
        host.remove_suffix(1);
    return host;
}

namespace {

// The same for a text whose characters nobody has looked at yet.
std::optional<Authority> split_unchecked(std::string_view text) noexcept
{
    // Behind the bracket of an IPv6 address, or in a name, there is one colon at most.
    const auto bracket = text.find(']');
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    Authority authority{text.substr(0, colon), {}};
    if (authority.host.empty())
        return std::nullopt;
    // The port may be empty (RFC 3986 §3.2.3).
    if (colon == std::string_view::npos || colon + 1 == text.size())
        return authority;
    authority.port = read_port(text.substr(colon + 1));
    if (!authority.port)
        return std::nullopt;
    return authority;
}

} // namespace

std::optional<Authority> split_authority(std::string_view text) noexcept
{
    if (text.empty() || !is_authority(text))
        return std::nullopt;
    return split_unchecked(text);
}

// Asked for each request from this machine; only a name beneath `localhost` may have characters to look at.
bool is_local_host(std::string_view authority) noexcept
{
    const auto split = split_unchecked(authority);
    if (!split)
        return false;
    const auto host = without_root(split->host);
    return core::iequals(host, "localhost") || is_loopback_ipv4(host) || host == "[::1]" ||
           (is_below(host, ".localhost") && is_authority(authority));
}

bool is_rebound(const Request& request) noexcept
{
    if (!is_loopback_address(request.local_endpoint()) || !is_loopback_address(request.remote_endpoint()))
        return false;
    const auto authority = request.authority();
    return !authority.empty() && !is_local_host(authority);
}

HostPattern::HostPattern(std::string_view text)
{
    auto given = text;
    if (given == "*") {
        wildcard_ = true;
        return;
    }
    if (given.starts_with("*.")) {
        wildcard_ = true;
        given.remove_prefix(1);
    }
    const auto split = split_authority(given);
    if (!split || split->host.find('*') != std::string_view::npos || split->host == ".")
        throw std::invalid_argument{"hawser: not a host or a pattern of hosts: " + std::string{text}};
    host_ = without_root(split->host);
    port_ = split->port;
}

bool HostPattern::matches(std::string_view authority) const noexcept
{
    const auto split = split_authority(authority);
    return split && matches(*split);
}

bool HostPattern::matches(const Authority& authority) const noexcept
{
    if (port_ && authority.port != port_)
        return false;
    const auto host = without_root(authority.host);
    return wildcard_ ? is_below(host, host_) : core::iequals(host, host_);
}

} // namespace hawser::http
