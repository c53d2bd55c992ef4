// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/cookie.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// The cookies of a client: keeps those that servers set, and says which of them go with a request
/// (RFC 6265bis §5.5 to §5.8).
///
/// There are no pages here, and no scripts, so `same_site`, `http_only` and `partitioned` are kept but have
/// no effect. Ports do not matter: cookies are a host's.
///
/// Hosts are names in their ASCII form or IP addresses, IPv6 with brackets or without, and have no port; case
/// and a dot at the end do not matter. The jar has no list of public suffixes. It refuses a `Domain` with no
/// dot inside, such as `com`, unless that is the host itself, but lets `a.co.uk` set cookies for all of
/// `co.uk`: do not share a jar between servers that must not know of each other.
///
/// *Thread safety*: all members but the destructor are safe from any thread, so that several clients can
/// share a jar; hold it in a `std::shared_ptr` where they end at different times. Every call takes time in
/// proportion to the number of cookies.
///
/// *Example*
/// @code
/// hawser::CookieJar jar;
/// jar.set("example.com", "/", true, {.name = "id", .value = "7f3a", .secure = true});
/// jar.receive("theme=dark; Max-Age=3600", "example.com", "/login", true);
/// std::cout << jar.header("example.com", "/chat", true) << '\n'; // id=7f3a; theme=dark
/// @endcode
class HAWSER_DECL CookieJar {
public:
    using Clock = std::chrono::system_clock;
    using time_point = Clock::time_point;

    /// How much a jar holds, so that no server can fill the memory. What is expired goes first, then what has
    /// not been sent, or set, for the longest time.
    struct Limits {
        /// Bytes of name and value together; a larger cookie is ignored. 4096 is what browsers take, and more
        /// has no effect.
        std::size_t max_cookie_size = 4096;

        /// Cookies of one host, or of one `Domain`; of these, those without `secure` go first, since anybody
        /// on the way to the server may have set them (RFC 6265bis §5.7). 50 is the least that browsers take.
        std::size_t max_per_host = 50;

        /// Cookies of all hosts together: with the longest values, some 4 MiB.
        std::size_t max_cookies = 1000;

        /// Bytes of one Cookie field; cookies that do not fit behind those before them are left out. 8 KiB is
        /// what nginx and Apache take: with more, one host could have all of its domain refuse this client.
        std::size_t max_header_size = 8192;
    };

    /// A cookie with the host that has set it.
    struct Entry {
        /// In lower case; of a cookie with a `domain`, that domain.
        std::string host;
        /// As it came, but for what was resolved: `domain` is empty if the cookie is for this very host
        /// alone, `path` is never empty, and `expires` says when it ends, in place of `max_age`; without, it
        /// ends with the jar.
        Cookie cookie;
    };

    CookieJar();
    /// @throws std::invalid_argument for a limit of 0.
    explicit CookieJar(const Limits& limits);
    ~CookieJar();

    CookieJar(const CookieJar&) = delete;
    CookieJar& operator=(const CookieJar&) = delete;

    /// Puts a cookie in as if the server had set it in the answer to a request for `path` of `host`;
    /// `is_secure`: over TLS. What is expired, such as `Cookie::expired`, takes out the cookie of that name,
    /// path and domain. None is kept for more than 400 days (§5.5).
    /// @returns false if the cookie was ignored for the sake of others that are secure: it came over an
    /// insecure connection and would have hidden one of them, or they are all that `max_per_host` allows.
    /// @throws std::invalid_argument for what no server could set there: a host that is none, a `domain`
    /// that the host is not in, `secure` without TLS, a name or value that would not come back as it is, a
    /// path that does not begin with `/` or has more than 1024 bytes, a prefix without what it needs, too
    /// large. The text says what is allowed.
    bool set(std::string_view host, std::string_view path, bool is_secure, const Cookie& cookie,
             time_point now = Clock::now());

    /// Takes a Set-Cookie field of the answer to a request for `path` of `host`: one field, of which an
    /// answer may have many. `is_secure`: the answer came over TLS. A query behind the path does no harm.
    /// @returns false if the field was ignored, for one of the reasons that `set` has. Nothing that a server
    /// sends is an error.
    bool receive(std::string_view set_cookie, std::string_view host, std::string_view path, bool is_secure,
                 time_point now = Clock::now());

    /// The value of the Cookie field for a request for `path` of `host`; empty: there is none to send. Longer
    /// paths come first, then what was set first (§5.8.3). Names and values are as they came, and have no
    /// control character but the tab. With `is_secure`, those with `secure` are among them.
    std::string header(std::string_view host, std::string_view path, bool is_secure,
                       time_point now = Clock::now()) const;

    /// The cookies that `host` gets, on any path and over any connection, the oldest first; see
    /// `Entry::cookie`.
    std::vector<Cookie> cookies(std::string_view host, time_point now = Clock::now()) const;

    /// All that are not expired, the oldest first. To have them again in another jar:
    /// `jar.set(entry.host, "/", true, entry.cookie)` for each in turn.
    std::vector<Entry> entries(time_point now = Clock::now()) const;

    /// Takes out what is expired; `set` and `receive` do so as well.
    void erase_expired(time_point now = Clock::now());

    void clear();

    /// How many there are; those count that have expired and were not taken out yet.
    std::size_t size() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

} // namespace hawser
