// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/origin.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <stdexcept>

namespace hawser::http {
namespace {

std::uint16_t default_port(std::string_view scheme) noexcept
{
    if (core::iequals(scheme, "https") || core::iequals(scheme, "wss"))
        return 443;
    return core::iequals(scheme, "http") || core::iequals(scheme, "ws") ? 80 : 0;
}

bool is_scheme(std::string_view text) noexcept
{
    const auto belongs = [](char c) {
        return core::is_alpha(c) || core::is_digit(c) || c == '+' || c == '-' || c == '.';
    };
    return !text.empty() && core::is_alpha(text.front()) && std::all_of(text.begin(), text.end(), belongs);
}

/// What stands before and behind `://`.
struct Halves {
    std::string_view scheme, authority;
};

std::optional<Halves> split_scheme(std::string_view text) noexcept
{
    const auto colon = text.find("://");
    if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon)))
        return std::nullopt;
    return Halves{text.substr(0, colon), text.substr(colon + 3)};
}

[[noreturn]] void refuse(std::string_view text)
{
    throw std::invalid_argument{"hawser: not an origin such as https://example.com: " + std::string{text}};
}

Halves pattern_halves(std::string_view text)
{
    const auto halves = split_scheme(text);
    if (!halves)
        refuse(text);
    return *halves;
}

constexpr std::string_view any_port = ":*";

std::string_view without_port(std::string_view authority) noexcept
{
    if (authority.ends_with(any_port))
        return authority.substr(0, authority.size() - any_port.size());
    const auto colon = authority.rfind(':');
    const auto bracket = authority.rfind(']');
    const bool is_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
    return authority.substr(0, is_port ? colon : std::string_view::npos);
}

} // namespace

std::optional<Origin> parse_origin(std::string_view text) noexcept
{
    const auto halves = split_scheme(text);
    if (!halves)
        return std::nullopt;
    const auto authority = split_authority(halves->authority);
    if (!authority)
        return std::nullopt;
    return Origin{halves->scheme, authority->host, authority->port.value_or(default_port(halves->scheme))};
}

bool is_same_origin(std::string_view origin, std::string_view authority, bool secure) noexcept
{
    const auto page = parse_origin(origin);
    const auto here = split_authority(authority);
    if (!page || !here || !core::iequals(page->host, here->host))
        return false;
    const bool is_https = core::iequals(page->scheme, "https");
    if (!is_https && (secure || !core::iequals(page->scheme, "http")))
        return false;
    return page->port == here->port.value_or(default_port(page->scheme));
}

bool is_foreign_handshake(const Request& request) noexcept
{
    switch (request.fields().count("Origin")) {
    case 0: return false;
    case 1: return !is_same_origin(request["Origin"], request.authority(), request.is_secure());
    default: return true;
    }
}

OriginPattern::OriginPattern(std::string_view text)
    : scheme_{pattern_halves(text).scheme}, host_{without_port(pattern_halves(text).authority)}
{
    const auto authority = pattern_halves(text).authority;
    if (authority.starts_with("*") && !authority.starts_with("*."))
        refuse(text);
    any_port_ = authority.ends_with(any_port);
    if (any_port_)
        return;
    // The wildcard is no valid host; everything else must be that of an origin.
    const auto origin =
        authority.starts_with("*.") ? scheme_ + "://" + std::string{authority.substr(2)} : std::string{text};
    const auto parsed = parse_origin(origin);
    if (!parsed)
        refuse(text);
    port_ = parsed->port;
}

bool OriginPattern::matches(const Origin& origin) const noexcept
{
    return core::iequals(origin.scheme, scheme_) && (any_port_ || origin.port == port_) &&
           host_.matches(Authority{origin.host, {}});
}

} // namespace hawser::http
