// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the URLs of servers and of proxies have in common.

namespace hawser::client {

/// What stands behind `//` (RFC 3986 §3.2); the parts are as in `Url`.
struct UrlAuthority {
    std::string host{};
    std::optional<std::uint16_t> port{};
    std::string user{};
    std::string password{};
    bool has_user = false;
};

/// Reads `user:password@host:port`, of which only the host must be there. Null, or what is wrong with it.
const char* read_authority(std::string_view text, UrlAuthority& authority);

/// Null, or what is wrong with a character that may stand nowhere in a URL: a space, a control, a backslash.
const char* find_bad_character(std::string_view text) noexcept;

/// A host as it stands in a URL: an IPv6 address in brackets, the zone as RFC 6874 §2 has it.
std::string host_in_url(std::string_view host);

/// The text of an exception: the URL in quotes, without user and password, that it is not `what`, and why.
std::string url_refusal(std::string_view text, std::string_view what, std::string_view why);

/// Makes a target of path and query as they came: what may not stand in them is percent-encoded. Null, or
/// what is wrong with them.
const char* read_target(std::string_view path, std::optional<std::string_view> query, std::string& target);

} // namespace hawser::client
