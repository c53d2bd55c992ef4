// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/middleware.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hawser {

struct HttpsRedirectOptions {
    /// The port of https, as clients see it.
    std::uint16_t port = 443;

    /// Paths that are answered on plain connections, too; one that ends in `*` stands for all that begin so.
    /// The default is where Let's Encrypt looks (RFC 8555 §8.3).
    std::vector<std::string> except = {"/.well-known/acme-challenge/*"};
};

/// Sends whoever asks over a plain connection to the same place with https: 308, which keeps method and body,
/// and for GET and HEAD 301, which all clients know. A WebSocket handshake gets the same answer; few clients
/// follow it.
///
/// A request that came over https to a proxy in front is secure if `TrustedProxies` stands before this.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Example*: one server on both ports.
/// @code
/// hawser::HttpServer server{{.listen = {{.port = 443}, {.port = 80, .tls = false}}, .tls = tls_options}};
/// server.use(hawser::HttpsRedirect{});
/// server.use(hawser::SecurityHeaders{}); // tells browsers to use https at once the next time (RFC 6797)
/// @endcode
class HAWSER_DECL HttpsRedirect final : public Middleware {
public:
    explicit HttpsRedirect(HttpsRedirectOptions options = {});

    Action on_request(Exchange& exchange) override;

private:
    HttpsRedirectOptions options_;
};

} // namespace hawser
