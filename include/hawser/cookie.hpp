// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

/// On which requests that other sites cause a browser sends a cookie (RFC 6265bis §4.1.2.7).
enum class SameSite : unsigned char {
    unset,  ///< the attribute is left out: the browser decides
    none,   ///< on all; needs `secure`
    lax,    ///< only if the user follows a link
    strict, ///< on none
};

/// A cookie that a server sets: the value of one Set-Cookie field (RFC 6265bis §4.1).
///
/// The defaults are the careful ones: scripts do not see it, other sites' forms do not carry it, and it goes
/// with the browser's session. Set `secure` wherever the server speaks TLS.
///
/// *Thread safety*: like a standard container.
///
/// *Example*
/// @code
/// response.set_cookie({.name = "__Host-id", .value = "7f3a", .secure = true});
/// response.set_cookie({.name = "theme", .value = "dark", .max_age = std::chrono::hours{24}});
/// response.set_cookie(hawser::Cookie::expired("old"));
/// @endcode
struct HAWSER_DECL Cookie {
    /// A token. What begins with `__Secure-` needs `secure`; with `__Host-` also the path `/` and no domain.
    std::string name = {};
    /// Printable ASCII without spaces, `"`, `,`, `;` and `\`; the whole may stand in quotes.
    std::string value = {};
    /// The host whose subdomains get the cookie too, without a dot in front. Empty: this very host alone.
    std::string domain = {};
    /// The paths that get it: this one and what lies below. Empty: the folder of the request's path.
    std::string path = "/";
    /// When the browser forgets it, to the second. Neither this nor `max_age`: at the end of its session.
    std::optional<std::chrono::system_clock::time_point> expires = {};
    /// In how many seconds it forgets it; counts for more than `expires`.
    std::optional<std::chrono::seconds> max_age = {};
    /// Only over encrypted connections (and to this machine, in most browsers).
    bool secure = false;
    /// Hidden from scripts.
    bool http_only = true;
    SameSite same_site = SameSite::lax;
    /// In a frame of another site, kept apart for each site around it; needs `secure`.
    bool partitioned = false;

    /// The cookie that makes the browser forget one: name, path and domain must be those it was set with.
    static Cookie expired(std::string_view name, std::string_view path = "/", std::string_view domain = {});

    /// The value of the Set-Cookie field.
    /// @throws std::invalid_argument for what browsers would drop or read differently (RFC 6265bis §4.1.1,
    /// §5.6): a character that may not be there, more than 4096 bytes of name and value, more than 1024 of
    /// path or domain, a prefix, `SameSite=None` or `Partitioned` without what it needs. The text says what
    /// to do.
    std::string to_string() const;

    /// Reads a Set-Cookie field as browsers do (RFC 6265bis §5.6): what is not understood is passed over, and
    /// of repeated attributes the last counts. Attributes that are missing are off, or empty. Nothing if a
    /// browser would ignore the whole of it.
    static std::optional<Cookie> parse(std::string_view set_cookie);

    /// True if the cookie is no longer good at `now`. For `max_age`, `received` is when it came.
    bool is_expired(std::chrono::system_clock::time_point now,
                    std::chrono::system_clock::time_point received) const noexcept;
    bool is_expired(std::chrono::system_clock::time_point now) const noexcept { return is_expired(now, now); }

    friend bool operator==(const Cookie&, const Cookie&) = default;
};

} // namespace hawser
