// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/first_protocol.hpp"

#include "server/http_connection.hpp"
#include "server/tls_connection.hpp"

#include <string>

namespace hawser::server {

void log_refusal(const Site& site, const Endpoint& peer, std::string_view why)
{
    if (site.logger().enabled(LogLevel::debug))
        site.logger().write(LogLevel::debug,
                            "connection from " + peer.to_string() + " refused: " + std::string{why});
}

std::optional<AddressLimits::Place> admit(const Site& site, AddressLimits& limits, const Endpoint& peer)
{
    auto place = limits.take(peer);
    if (!place)
        log_refusal(site, peer, "its address has max_connections_per_address already");
    return place;
}

std::shared_ptr<net::Protocol> make_first_protocol(std::shared_ptr<const Site> site,
                                                   std::shared_ptr<const TlsSettings> tls,
                                                   const ConnectionEnds& ends)
{
    if (!tls)
        return std::make_shared<HttpConnection>(std::move(site), ends.local, ends.remote, ends.secure,
                                                ends.tls);
    const auto logger = site->logger();
    auto& counters = site->counters();
    auto next = [site = std::move(site), ends = ends](net::Connection&,
                                                      std::shared_ptr<const TlsInfo> info) mutable {
        ends.secure = true;
        ends.tls = std::move(info);
        return make_first_protocol(std::move(site), nullptr, ends);
    };
    return std::make_shared<TlsConnection>(std::move(tls), ends.remote, logger, counters, std::move(next));
}

std::shared_ptr<net::Protocol> make_proxy_protocol(std::shared_ptr<const Site> site,
                                                   std::shared_ptr<AddressLimits> limits,
                                                   std::shared_ptr<const TlsSettings> tls,
                                                   const ConnectionEnds& ends)
{
    const auto timeout = site->options().http.header_timeout;
    const auto logger = site->logger();
    auto next = [site = std::move(site), limits = std::move(limits),
                 tls = std::move(tls)](net::Connection& connection,
                                       const ConnectionEnds& told) -> std::shared_ptr<net::Protocol> {
        auto place = admit(*site, *limits, told.remote);
        if (!place)
            return nullptr;
        static_cast<CountedConnection&>(connection).place(std::move(*place));
        return make_first_protocol(site, tls, told);
    };
    return std::make_shared<ProxyConnection>(ends, timeout, logger, std::move(next));
}

} // namespace hawser::server
