// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/url.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::client {

/// A proxy, and how to speak to it.
///
/// *Thread safety*: a value.
struct Proxy {
    enum class Kind : unsigned char {
        http,   ///< CONNECT of HTTP (RFC 9110 §9.3.6)
        https,  ///< the same over TLS
        socks5, ///< RFC 1928
    };

    Kind kind = Kind::http;
    /// The proxy looks up the name of the server. If not, this machine does: `socks5`, in contrast to
    /// `socks5h`.
    bool resolves_names = true;
    std::string host{}; ///< as in `Url`
    std::uint16_t port = 1080;
    std::string user{}; ///< decoded, as the password is
    std::string password{};
    bool has_user = false; ///< there are credentials; either part of them may be empty

    /// As `parse_proxy` takes it, without user and password: for logs.
    std::string to_string() const;
};

/// Reads `http://user:pa%20ss@host:3128`; the scheme may be `http`, which is meant if there is none, `https`,
/// `socks5`, where this machine looks up the server's name, or `socks5h`, where the proxy does.
///
/// Without a port it is 443 for `https` and 1080 for all others, for `http` too, as curl has it.
///
/// @throws std::invalid_argument if it is none. The text says what is wrong and what was expected, and quotes
/// the proxy without user and password.
Proxy parse_proxy(std::string_view text);

/// The value of an environment variable, or null: `std::getenv`, for instance.
using EnvironmentLookup = std::function<const char*(const char* name)>;

/// The proxy that the environment names for `url`, by the rules of curl; nothing if there is none, or
/// `no_proxy` (or `NO_PROXY`) excludes the host.
///
/// For ws `http_proxy` says it, for wss `https_proxy` or `HTTPS_PROXY`, for both, failing these, `all_proxy`
/// or `ALL_PROXY`. A variable that is empty counts as one that is not set. `HTTP_PROXY` in capitals is never
/// asked: in a CGI program a client sets it, by sending a field `Proxy` (CVE-2016-5385).
///
/// @throws std::invalid_argument if the variable's value is no proxy; the text names the variable.
std::optional<Proxy> proxy_from_environment(const Url& url, const EnvironmentLookup& lookup);

/// True if the host of `url` is on the list, and to be reached without a proxy. Elements are separated by
/// commas or blanks:
///
/// - `*`: every host
/// - `example.com`, `.example.com` or `*.example.com`: that host and all beneath it
/// - `10.1.2.3`, `::1` or `[::1]`: that address; an address mapped into IPv6 is the IPv4 address
/// - `10.0.0.0/8` or `fd00::/8`: these addresses; bits behind the prefix do not matter
/// - a host or an address with a port, such as `example.com:8080` or `[::1]:8080`: only at that port
///
/// Names are compared without regard to case and are not looked up. What is none of these is passed over.
/// Takes linear time.
bool is_excluded(std::string_view no_proxy, const Url& url);

} // namespace hawser::client
