// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/endpoint.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// A range of addresses, to say whom a rule is for: `10.0.0.0/8`, `2001:db8::/32`, one address such as `::1`,
/// or `unix` for the peers of Unix sockets.
///
/// IPv4 and IPv6 are told apart: `0.0.0.0/0` and `::/0` together are everybody. An IPv4 address mapped into
/// IPv6 counts as IPv4, as it does in an `Endpoint`. Scopes are disregarded: `fe80::/10` is every link.
///
/// *Thread safety*: a value.
///
/// *Example*
/// @code
/// const hawser::Network office{"192.0.2.0/24"};
/// const bool inside = office.contains(request.remote_endpoint());
/// @endcode
class HAWSER_DECL Network {
public:
    /// From CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3).
    /// @throws std::invalid_argument if `text` is none, or has bits behind its prefix: `10.0.0.1/8` is a
    /// slip of the pen more often than `10.0.0.0/8`. The text says what was expected.
    Network(std::string_view text); // NOLINT: implicit, so that lists of texts are lists of networks
    Network(const char* text) : Network{std::string_view{text}} {}
    Network(const std::string& text) : Network{std::string_view{text}} {}

    /// The same without exceptions: nothing for text that is no network.
    static std::optional<Network> parse(std::string_view text) noexcept;

    /// This machine: `127.0.0.0/8`, `::1` and `unix`.
    static std::vector<Network> loopback();

    /// Where the proxies of a server commonly are: those of `loopback`, the addresses of private networks
    /// (RFC 1918, RFC 4193) and of single links (RFC 3927, RFC 4291 §2.5.6).
    static std::vector<Network> private_use();

    /// True if the endpoint's address is in the range; its port does not matter.
    bool contains(const Endpoint& endpoint) const noexcept;

    /// As it was given, shortest: `10.0.0.0/8`; `::1` for one address; `unix`.
    std::string to_string() const;

    friend bool operator==(const Network&, const Network&) = default;

private:
    Network() = default;

    Endpoint first_; // its lowest address
    int prefix_ = 0; // bits that all its addresses share
};

/// True if one of them contains the endpoint.
HAWSER_DECL bool contains(const std::vector<Network>& networks, const Endpoint& endpoint) noexcept;

} // namespace hawser
