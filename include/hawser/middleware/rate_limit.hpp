// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>
#include <hawser/network.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hawser {

/// How many requests a client may make.
struct RateLimitOptions {
    /// Requests a second, in the long run; may be less than 1.
    double rate = 10;

    /// Requests that may come at once, after a while without any. Browsers fetch a page and all that belongs
    /// to it in one go.
    double burst = 50;

    /// Whom a request is counted for. Empty: the client's address, or its /64 network with IPv6, which is
    /// what one customer has. What returns `""` is not counted. Called from any I/O thread.
    std::function<std::string(const Request& request)> key = {};

    /// Clients that are not counted.
    std::vector<Network> exempt = {};

    /// The number of clients to tell apart, rounded up to a power of two; each takes 16 bytes.
    std::size_t max_keys = 65'536;

    /// The time; only its differences matter. Empty: `std::chrono::steady_clock`. For tests.
    std::function<std::chrono::nanoseconds()> clock = {};
};

/// Answers clients that ask too often with 429 and `Retry-After` (RFC 6585 §4), before anything else is done
/// for them: a token bucket for each.
///
/// The memory is bounded and taken at the start. When more clients are active than it holds, a new one takes
/// the place, and the debt, of one that has asked least; so nobody gets rid of a debt by having many others
/// ask. Handshakes count as requests, messages do not. It limits no connections.
///
/// Behind a proxy put `TrustedProxies` before it, or all clients share the proxy's bucket. A copy shares the
/// buckets of its original.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` if `rate` is not above 0 or `burst` is below 1.
///
/// *Example*
/// @code
/// server.use(hawser::RateLimit{{.rate = 5, .burst = 20, .exempt = {"10.0.0.0/8"}}});
/// @endcode
class HAWSER_DECL RateLimit final : public Middleware {
public:
    explicit RateLimit(RateLimitOptions options = {});

    Action on_request(Exchange& exchange) override;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace hawser
