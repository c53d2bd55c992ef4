// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hawser {

/// Refuses, with 421, requests for hosts that this server is not, and so DNS rebinding: the page of a foreign
/// site has its own name resolved to the address of this server, and then talks to it as to its own.
///
/// Without a list, requests that come to a loopback address from this machine must be for `localhost`, a name
/// beneath it, 127.0.0.0/8 or `[::1]`; others may be for any host. That is what a server checks by itself;
/// one that has a `HostCheck` leaves it to that. With a list, every request must be for one of its hosts,
/// also those of HTTP/1.0 without Host.
///
/// Behind a proxy, Host is what the proxy makes of it; nginx needs `proxy_set_header Host $host`. With
/// `TrustedProxies` before this check, what the proxy passes on is not taken for local.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` for what is no host. For each refusal there is a
/// line of `debug` in the log, which says how to allow that host.
///
/// *Example*
/// @code
/// server.use(hawser::HostCheck{{"example.com", "*.example.com", "localhost:8080"}});
/// @endcode
class HAWSER_DECL HostCheck final : public Middleware {
public:
    HostCheck();
    /// `example.com`, with the port or, for any port, without; `*.example.com`; `[::1]`; `*` for any host.
    explicit HostCheck(std::vector<std::string> hosts);

    Action on_request(Exchange& exchange) override;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace hawser
