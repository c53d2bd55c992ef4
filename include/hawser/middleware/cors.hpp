// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser {

/// What pages of other sites may do, in the terms of the Fetch standard (§3.2, the CORS protocol).
struct CorsOptions {
    /// `*` for every page, or origins as in `OriginCheckOptions`: `https://example.com`,
    /// `https://*.example.com`.
    std::vector<std::string> origins = {};

    /// Allows further origins. Called from any I/O thread; not for `null`.
    std::function<bool(std::string_view origin)> allow = {};

    /// The methods that a page may use besides GET, HEAD and simple POST, which nobody can forbid it.
    std::vector<std::string> methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

    /// The request fields that a page may set; empty: whichever it asks for.
    std::vector<std::string> headers = {};

    /// The response fields that a page may read besides the usual ones.
    std::vector<std::string> expose = {};

    /// Lets pages send cookies and credentials, and so act for the user. Not together with the origin `*`,
    /// with which any site could.
    bool credentials = false;

    /// How long a browser may remember a permission. Chromium takes two hours at most.
    std::chrono::seconds max_age = std::chrono::minutes{10};

    /// Lets pages of the public internet reach this server in a private network (Private Network Access).
    bool private_network = false;
};

/// Lets pages of other sites read the answers of this server (Cross-Origin Resource Sharing).
///
/// Preflight requests are answered with 204 before a route is looked for, those of foreign pages without the
/// permission. Other requests are answered as ever: it is the browser that keeps the answer from the page. To
/// refuse the requests themselves, use `OriginCheck`. An answer that has `Access-Control-Allow-Origin`
/// already, from a handler or a `Cors` further in, is left as it is. WebSockets are not subject to CORS.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` for what is no origin, method or field name, for
/// credentials with `*`, and if nobody at all is allowed.
///
/// *Example*
/// @code
/// server.use(hawser::Cors{{.origins = {"https://example.com"}, .credentials = true}});
/// @endcode
class HAWSER_DECL Cors final : public Middleware {
public:
    explicit Cors(CorsOptions options);

    /// The same with nothing but origins. A template, so that compilers which could take a list of designated
    /// options for a list of these prefer the options.
    template <class = void>
    explicit Cors(std::vector<std::string> origins) : Cors{List{}, std::move(origins)}
    {
    }

    Action on_request(Exchange& exchange) override;
    void on_response(Exchange& exchange) override;

private:
    struct List {};
    Cors(List, std::vector<std::string> origins);

    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace hawser
