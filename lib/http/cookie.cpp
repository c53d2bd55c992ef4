// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/cookie.hpp>

#include "core/ascii.hpp"
#include "http/cookie_limits.hpp"
#include "http/date.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace hawser {
namespace {

[[noreturn]] void refuse(const char* why)
{
    throw std::invalid_argument{std::string{"hawser: cookie: "} + why};
}

bool is_cookie_octet(char c) noexcept
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool starts_with_nocase(std::string_view text, std::string_view prefix) noexcept
{
    return core::iequals(text.substr(0, prefix.size()), prefix);
}

void check_pair(const Cookie& cookie)
{
    if (!core::is_token(cookie.name)) {
        refuse("the name must be a token: letters, digits and !#$%&'*+-.^_`|~");
    }
    std::string_view value = cookie.value;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
    }
    if (!std::all_of(value.begin(), value.end(), is_cookie_octet)) {
        refuse("the value may hold printable ASCII only, without space, double quote, comma, semicolon and "
               "backslash; encode it, for example in base64");
    }
    if (cookie.name.size() + cookie.value.size() > http::max_cookie_pair_size) {
        refuse("name and value have more than 4096 bytes together; keep the data on the server");
    }
}

void check_path(const std::string& path)
{
    if (path.size() > http::max_cookie_attribute_size) {
        refuse("the path has more than 1024 bytes");
    }
    if (!path.empty() && path.front() != '/') {
        refuse("the path must begin with a slash, or be empty");
    }
    const auto is_good = [](char c) { return c >= 0x20 && c < 0x7f && c != ';'; };
    if (!std::all_of(path.begin(), path.end(), is_good)) {
        refuse("the path may hold printable ASCII only, without semicolon; write it percent-encoded");
    }
}

void check_domain(const std::string& domain)
{
    if (domain.size() > http::max_cookie_attribute_size) {
        refuse("the domain has more than 1024 bytes");
    }
    if (domain.starts_with('.') || domain.ends_with('.')) {
        refuse("the domain must be written without a dot at its ends; subdomains are included anyway");
    }
    const auto is_good = [](char c) {
        return (c >= '0' && c <= '9') || (core::to_lower(c) >= 'a' && core::to_lower(c) <= 'z') || c == '-' ||
               c == '.';
    };
    if (!std::all_of(domain.begin(), domain.end(), is_good)) {
        refuse("the domain must be a host name, internationalised ones in their ASCII form");
    }
}

/// What the attributes demand of each other (RFC 6265bis §4.1.3, §5.7).
void check_together(const Cookie& cookie)
{
    bool is_host = starts_with_nocase(cookie.name, "__Host-");
    if ((is_host || starts_with_nocase(cookie.name, "__Secure-")) && !cookie.secure) {
        refuse("a name that begins with __Host- or __Secure- needs secure");
    }
    if (is_host && (cookie.path != "/" || !cookie.domain.empty())) {
        refuse("a name that begins with __Host- needs the path / and no domain");
    }
    if (cookie.same_site == SameSite::none && !cookie.secure) {
        refuse("SameSite::none needs secure");
    }
    if (cookie.partitioned && !cookie.secure) {
        refuse("partitioned needs secure");
    }
    if (cookie.max_age && cookie.max_age->count() <= 0) {
        refuse("max_age must be positive; Cookie::expired makes one that deletes");
    }
}

std::string_view name_of(SameSite same_site) noexcept
{
    switch (same_site) {
    case SameSite::none: return "None";
    case SameSite::lax: return "Lax";
    case SameSite::strict: return "Strict";
    case SameSite::unset: break;
    }
    return {};
}

} // namespace

Cookie Cookie::expired(std::string_view name, std::string_view path, std::string_view domain)
{
    Cookie cookie{.name = std::string{name}, .domain = std::string{domain}, .path = std::string{path}};
    cookie.expires = std::chrono::system_clock::time_point{}; // 1970
    cookie.secure = starts_with_nocase(name, "__Host-") || starts_with_nocase(name, "__Secure-");
    return cookie;
}

std::string Cookie::to_string() const
{
    check_pair(*this);
    check_path(path);
    check_domain(domain);
    check_together(*this);
    std::string text;
    text.append(name).append("=").append(value);
    if (expires) {
        text.append("; Expires=");
        http::append_date(text, std::chrono::system_clock::to_time_t(*expires));
    }
    if (max_age) {
        text.append("; Max-Age=").append(std::to_string(max_age->count()));
    }
    if (!domain.empty()) {
        text.append("; Domain=").append(domain);
    }
    if (!path.empty()) {
        text.append("; Path=").append(path);
    }
    text.append(secure ? "; Secure" : "").append(http_only ? "; HttpOnly" : "");
    if (same_site != SameSite::unset) {
        text.append("; SameSite=").append(name_of(same_site));
    }
    text.append(partitioned ? "; Partitioned" : "");
    return text;
}

bool Cookie::is_expired(std::chrono::system_clock::time_point now,
                        std::chrono::system_clock::time_point received) const noexcept
{
    if (max_age) {
        // Seconds of any number may not fit into the clock's finer unit.
        return *max_age <= std::chrono::duration_cast<std::chrono::seconds>(now - received);
    }
    return expires && *expires <= now;
}

} // namespace hawser
