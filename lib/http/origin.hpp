// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/host.hpp"

#include <hawser/request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// Where a page comes from (RFC 6454 §6.2): `https://example.com`, `http://[::1]:8080`.
struct Origin {
    std::string_view scheme;
    std::string_view host;
    std::uint16_t port = 0; ///< also where it is not written; 0: the scheme is not known to have one
};

/// Reads a serialised origin; nothing for `null`, for a list, and for what has a path or a user.
std::optional<Origin> parse_origin(std::string_view text) noexcept;

/// True if a page of `origin` is one of this host. `authority` is that of the request. Without a port in it
/// the origin's own default is meant: behind a proxy that ends TLS the connection is a plain one, and Host
/// has no port. For that reason `https` pages pass on plain connections; on a secure one an `http` page,
/// which anybody on its way may have changed, is a foreign one.
bool is_same_origin(std::string_view origin, std::string_view authority, bool secure) noexcept;

/// Whether the server itself should refuse this handshake: a browser says that a page of another site asks
/// for a WebSocket, to which it would add the user's cookies (RFC 6455 §10.2). Only browsers send Origin.
bool is_foreign_handshake(const Request& request) noexcept;

/// An origin that is allowed: `https://example.com`, `https://*.example.com`, `http://localhost:*`.
class OriginPattern {
public:
    /// @throws std::invalid_argument if `text` is nothing of that kind.
    explicit OriginPattern(std::string_view text);

    bool matches(const Origin& origin) const noexcept;

private:
    std::string scheme_;
    HostPattern host_;
    std::uint16_t port_ = 0;
    bool any_port_ = false;
};

} // namespace hawser::http
