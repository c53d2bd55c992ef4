// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser {

/// Which pages may open WebSockets.
struct OriginCheckOptions {
    /// Serialised origins (RFC 6454 §6.2): `https://example.com`, `http://localhost:3000`, with a wildcard
    /// for one label or more `https://*.example.com`, for any port `http://localhost:*`.
    std::vector<std::string> origins = {};

    /// Allows further origins. Called from any I/O thread, with the field as it came; not for `null`.
    std::function<bool(std::string_view origin)> allow = {};

    /// Allows the pages of this very host, too. They are allowed in any case if neither `origins` nor
    /// `allow` is given.
    bool same_origin = false;

    /// Checks requests of unsafe methods as well, all but GET, HEAD, OPTIONS and TRACE: against forms and
    /// scripts of other sites that act in the name of the user (cross-site request forgery).
    bool unsafe_methods = false;

    /// False: refuses what has no Origin at all. Browsers always send it in handshakes and with unsafe
    /// methods; programs that are no browsers usually do not, and could send any.
    bool allow_absent = true;
};

/// Refuses, with 403, WebSocket handshakes that a browser makes for a page of another site. The browser would
/// add the user's cookies to them, and no rule of its own keeps that page from reading the answers
/// (RFC 6455 §10.2).
///
/// `null`, the origin of sandboxed frames and local files, belongs to nobody and is always refused. A server
/// checks handshakes by itself, as `OriginCheck{}` does; one that has an `OriginCheck` leaves it to that.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` for what is no origin. For each refusal there is
/// a line of `debug` in the log, which says how to allow that origin.
///
/// *Example*
/// @code
/// server.add_service<Chat>("/Chat").use(hawser::OriginCheck{{"https://example.com"}});
/// server.use(hawser::OriginCheck{{.origins = {"https://*.example.com"}, .unsafe_methods = true}});
/// @endcode
class HAWSER_DECL OriginCheck final : public Middleware {
public:
    /// Allows the pages of this very host.
    OriginCheck();
    explicit OriginCheck(OriginCheckOptions options);

    /// The same with nothing but origins. A template, so that compilers which could take a list of designated
    /// options for a list of these prefer the options.
    template <class = void>
    explicit OriginCheck(std::vector<std::string> origins) : OriginCheck{List{}, std::move(origins)}
    {
    }

    Action on_request(Exchange& exchange) override;

private:
    struct List {};
    OriginCheck(List, std::vector<std::string> origins);

    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace hawser
