// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// Host and port, as the Host field and the authority of a URL have them (RFC 9110 §7.2).
struct Authority {
    std::string_view host; ///< as it came; an IPv6 address with its brackets
    std::optional<std::uint16_t> port;
};

/// Splits `host`, `host:port`, `[ip6]` or `[ip6]:port`; nothing if it is none of them, or the host is empty.
std::optional<Authority> split_authority(std::string_view text) noexcept;

/// The host without the dot of the DNS's root at its end: `example.com.` is the same name.
std::string_view without_root(std::string_view host) noexcept;

/// True for a host, with a port or without, that cannot be anything but this machine: `localhost`, names
/// beneath it (RFC 6761 §6.3), 127.0.0.0/8 and `[::1]`.
bool is_local_host(std::string_view authority) noexcept;

/// Whether the server itself should take this request for the work of DNS rebinding: a page of a foreign
/// site, whose name has been made to lead to this machine, talks to a server that means to serve this
/// machine only. It does if both ends of the connection are loopback addresses and the host is a foreign one.
///
/// Requests without a host come from no browser, and Unix sockets are out of a browser's reach. The client's
/// address is the one that `TrustedProxies` found: what a trusted proxy passes on may have any host.
bool is_rebound(const Request& request) noexcept;

/// A host that is allowed: `example.com`, `example.com:8080`, `*.example.com`, `[::1]`, or `*` for any.
/// Without a port, any port will do. A wildcard stands for one label or more, never for none.
class HostPattern {
public:
    /// @throws std::invalid_argument if `text` is nothing of that kind.
    explicit HostPattern(std::string_view text);

    bool matches(std::string_view authority) const noexcept;
    bool matches(const Authority& authority) const noexcept;

private:
    std::string host_; // of a wildcard, what follows the `*`
    std::optional<std::uint16_t> port_;
    bool wildcard_ = false;
};

} // namespace hawser::http
