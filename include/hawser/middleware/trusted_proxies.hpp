// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>
#include <hawser/network.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hawser {

/// In which words a proxy tells of the client.
enum class ForwardedFields : unsigned char {
    x_forwarded, ///< `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`: what most proxies send
    forwarded,   ///< `Forwarded` (RFC 7239)
};

/// Which proxies are believed, and what.
struct TrustedProxiesOptions {
    /// Where the proxies are: `10.0.0.0/8`, `::1`, `unix` for what comes over Unix sockets.
    std::vector<Network> networks = {};

    /// The fields that your proxies set. Just one kind, as a proxy that knows one of them passes the other on
    /// as the client sent it.
    ForwardedFields fields = ForwardedFields::x_forwarded;

    /// Takes the host, too: Host becomes what the client asked the proxy for. Only for a proxy that sets the
    /// host field itself; one that does not passes on what the client made up.
    bool host = false;

    /// How many proxies a request may have come through.
    std::size_t max_hops = 8;
};

/// Behind proxies, finds out who the client is: after it `Request::remote_endpoint` and `is_secure` are those
/// of the client's own connection. Port 0 means that no proxy told it.
///
/// The list of addresses is read from the right, where the nearest proxy has added what it saw, and only as
/// long as the one who wrote an entry is in `networks`; so nothing that a client writes itself is believed.
/// An entry that is malformed, `unknown` or obfuscated (RFC 7239 §6) ends the list; the last good one counts.
/// From what was not believed, or is of the other kind, the fields are removed, so that no handler takes them
/// for true.
///
/// Put it first: what comes after it, access logs, limits and checks, sees the client and not the proxy.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` for what is no network, or without any.
///
/// *Example*
/// @code
/// server.use(hawser::TrustedProxies{{"10.0.0.0/8", "::1"}});
/// @endcode
class HAWSER_DECL TrustedProxies final : public Middleware {
public:
    explicit TrustedProxies(TrustedProxiesOptions options);

    /// The same with nothing but networks. A template, so that compilers which could take a list of
    /// designated options for a list of these prefer the options.
    template <class = void>
    explicit TrustedProxies(std::vector<Network> networks) : TrustedProxies{List{}, std::move(networks)}
    {
    }

    Action on_request(Exchange& exchange) override;

private:
    struct List {};
    TrustedProxies(List, std::vector<Network> networks);

    std::shared_ptr<const TrustedProxiesOptions> options_;
};

} // namespace hawser
