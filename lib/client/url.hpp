// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::client {

/// Where a WebSocket is to be had, read and checked: `wss://user:password@example.com:8443/chat?room=1`.
///
/// *Thread safety*: a value.
struct Url {
    /// Decoded. Either of them may be empty.
    struct User {
        std::string name{};
        std::string password{};
    };

    bool is_secure = false; ///< wss
    /// For the resolver and for certificates: a name in lower case, an IPv4 address, or an IPv6 address in
    /// its shortest form (RFC 5952) without brackets, which may have a zone behind a `%`: `fe80::1%eth0`.
    std::string host{};
    std::uint16_t port = 80;
    std::string target = "/";           ///< path and query, as the request line has them (origin-form)
    std::shared_ptr<const User> user{}; ///< null: there are no credentials

    /// For the field Host: an IPv6 address has brackets, and no zone, which means nothing elsewhere; the port
    /// is there unless it is the scheme's own (RFC 6455 §4.1, RFC 9110 §7.2).
    std::string authority() const;

    /// The URL again, as `ws` or `wss`, without user and password, zone and all: for logs, and to know a URL
    /// by. What the query has in it is shown.
    std::string to_string() const;

    /// True if scheme, host and port are the same: what is meant for one may be told to the other.
    bool is_same_origin(const Url& other) const noexcept;
};

/// Reads the URL of a WebSocket (RFC 6455 §3): absolute, `ws` or `wss`, without a fragment. `http` and
/// `https` mean the same, as for the WebSocket of browsers.
///
/// The target stays as it was given, dot segments too; but characters that no URL may have, and all beyond
/// ASCII, are percent-encoded (RFC 3987 §3.1). Spaces, control characters and backslashes are refused:
/// programs differ about what they mean. So are hosts in forms of IPv4 that only some resolvers know, such as
/// `127.1`.
///
/// @throws std::invalid_argument if it is none. The text says what is wrong and what was expected, and quotes
/// the URL without user and password.
Url parse_url(std::string_view text);

/// Where a Location field leads from `base` (RFC 3986 §5, RFC 9110 §10.2.2); nothing if it is no valid
/// reference, or leads to anything but `ws`, `wss`, `http` or `https`. Whether the new scheme may be the
/// weaker one is for the caller to say.
///
/// The field comes from the server, and is not trusted: a user and password in it are dropped, a fragment
/// too, and one with a zone is refused, since a peer cannot know the names of our interfaces. The user of
/// `base` is kept for the same origin, and for no other. Takes linear time.
std::optional<Url> resolve_redirect(const Url& base, std::string_view location);

} // namespace hawser::client
