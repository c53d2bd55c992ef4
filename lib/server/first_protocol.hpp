// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "server/address_limits.hpp"
#include "server/proxy_connection.hpp"
#include "server/site.hpp"
#include "server/tls_settings.hpp"

#include <hawser/endpoint.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace hawser::server {

/// A connection that takes its share of the limit per address with it.
class CountedConnection : public net::Connection {
public:
    using Connection::Connection;

    void place(AddressLimits::Place place) noexcept { place_ = std::move(place); }

private:
    AddressLimits::Place place_;
};

void log_refusal(const Site& site, const Endpoint& peer, std::string_view why);

/// The place of a connection, or nothing and a log line.
std::optional<AddressLimits::Place> admit(const Site& site, AddressLimits& limits, const Endpoint& peer);

/// What a connection talks first, once its ends are known; `tls` is null for a plain one.
std::shared_ptr<net::Protocol> make_first_protocol(std::shared_ptr<const Site> site,
                                                   std::shared_ptr<const TlsSettings> tls,
                                                   const ConnectionEnds& ends);

/// The same for a connection from a proxy, which has to be a `CountedConnection`: the client is counted when
/// the proxy has told who it is; the proxy itself is not.
std::shared_ptr<net::Protocol> make_proxy_protocol(std::shared_ptr<const Site> site,
                                                   std::shared_ptr<AddressLimits> limits,
                                                   std::shared_ptr<const TlsSettings> tls,
                                                   const ConnectionEnds& ends);

} // namespace hawser::server
