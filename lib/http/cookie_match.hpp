// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

// Which cookies belong to which hosts and paths (RFC 6265bis §5.1).

inline constexpr std::size_t max_host_size = 253; // of names (RFC 1035 §2.3.4); addresses are shorter

inline bool is_letter_or_digit(char c) noexcept
{
    const char lower = core::to_lower(c);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

/// A host in the one form that is compared: lower case, no brackets, and no dot at the end, which would make
/// `com.` look like a name with two labels. Nothing for what is no host, or has a port.
inline std::optional<std::string> to_host(std::string_view text)
{
    const bool has_brackets = text.starts_with('[') && text.ends_with(']');
    if (has_brackets)
        text = text.substr(1, text.size() - 2);
    const bool is_ipv6 = std::count(text.begin(), text.end(), ':') > 1;
    if (!is_ipv6 && text.ends_with('.'))
        text.remove_suffix(1);
    const auto is_good = [&](char c) {
        const std::string_view others =
            is_ipv6 ? ":.%-_~" : "-_."; // a zone may follow the address (RFC 6874)
        return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
    };
    if (text.empty() || text.size() > max_host_size || (has_brackets && !is_ipv6) || text.starts_with('.') ||
        text.ends_with('.') || text.find("..") != std::string_view::npos ||
        !std::all_of(text.begin(), text.end(), is_good))
        return std::nullopt;
    std::string host{text};
    std::transform(host.begin(), host.end(), host.begin(), core::to_lower);
    return host;
}

/// True for a host, as `to_host` gives it, that may be an IP address: no name of the DNS ends in a number,
/// and resolvers take `127.1` and `0x7f.0.0.1` for addresses as well.
inline bool is_address(std::string_view host) noexcept
{
    if (host.find(':') != std::string_view::npos)
        return true;
    auto label = host.substr(host.rfind('.') + 1); // npos + 1 is 0
    const bool is_hex = label.starts_with("0x");
    label.remove_prefix(is_hex ? 2 : 0);
    return label.find_first_not_of(is_hex ? "0123456789abcdef" : "0123456789") == std::string_view::npos;
}

/// Domain-match (§5.1.3): the host is the domain, or a name beneath it.
inline bool is_within(std::string_view host, std::string_view domain) noexcept
{
    if (host == domain)
        return true;
    return host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.' && !is_address(host);
}

/// The path of a request's target; `/` for what is none.
inline std::string_view without_query(std::string_view target) noexcept
{
    target = target.substr(0, target.find_first_of("?#"));
    return target.starts_with('/') ? target : "/";
}

/// The folder of a request's path, which a cookie without a path is for (§5.1.4).
inline std::string_view default_path(std::string_view path) noexcept
{
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Path-match (§5.1.4): the path is that of the cookie, or lies below it.
inline bool is_on_path(std::string_view path, std::string_view cookie_path) noexcept
{
    return path.starts_with(cookie_path) && (path.size() == cookie_path.size() ||
                                             cookie_path.ends_with('/') || path[cookie_path.size()] == '/');
}

} // namespace hawser::http
