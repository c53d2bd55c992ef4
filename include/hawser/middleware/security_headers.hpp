// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <memory>
#include <string>

namespace hawser {

/// The fields that `SecurityHeaders` adds; an empty one is left out.
struct SecurityHeadersOptions {
    /// `Content-Security-Policy`. A page's scripts, styles and images come from this server only, none of
    /// them from within the page; its connections, WebSockets included, go there only; and no other site may
    /// frame it. Pages that load from elsewhere need another one.
    std::string content_security_policy =
        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    /// `X-Content-Type-Options`: no guessing that a text is a script.
    std::string content_type_options = "nosniff";

    /// `X-Frame-Options`, for browsers that know no `frame-ancestors`.
    std::string frame_options = "SAMEORIGIN";

    /// `Referrer-Policy`: other sites learn the origin and not the path; on plain connections nothing.
    std::string referrer_policy = "strict-origin-when-cross-origin";

    /// `Strict-Transport-Security` (RFC 6797), on secure connections only: for half a year the browser uses
    /// no others. Keep it empty while you are not sure that TLS is there to stay.
    std::string strict_transport_security = "max-age=15552000";

    /// `Cross-Origin-Opener-Policy`: windows of other sites get no handle of a page's window.
    std::string opener_policy = "same-origin";

    /// `Cross-Origin-Resource-Policy`: no other site may embed images, scripts and the like. Use
    /// `cross-origin` for what is meant to be embedded.
    std::string resource_policy = "same-origin";

    /// `Permissions-Policy`: such as `"camera=(), microphone=()"`.
    std::string permissions_policy = {};
};

/// Adds the fields that tell browsers to be strict, to every answer but those of WebSocket handshakes.
///
/// A field that the answer has already, from a handler or a middleware further in, stays as it is; so one
/// route can be laxer than the rest.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` for a value with CR, LF or NUL.
///
/// *Example*
/// @code
/// server.use(hawser::SecurityHeaders{{.resource_policy = "cross-origin"}});
/// @endcode
class HAWSER_DECL SecurityHeaders final : public Middleware {
public:
    explicit SecurityHeaders(SecurityHeadersOptions options = {});

    Action on_request(Exchange& exchange) override;
    void on_response(Exchange& exchange) override;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace hawser
