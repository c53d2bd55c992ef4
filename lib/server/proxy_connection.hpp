// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/protocol.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/log.hpp>
#include <hawser/tls_info.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace hawser::server {

/// Whom a connection is between.
struct ConnectionEnds {
    Endpoint local;
    Endpoint remote;
    bool secure = false; ///< the peer came over TLS, to a proxy or to us
    std::shared_ptr<const TlsInfo> tls{}; ///< what was agreed on, if to us
};

/// The beginning of a connection from a proxy: its header of the PROXY protocol, read before the protocol
/// that it is for takes over, with the ends that the header tells. Without one the connection is closed.
class ProxyConnection : public net::Protocol {
public:
    /// Makes the protocol that comes next; null to have the connection closed.
    using Next = std::function<std::shared_ptr<net::Protocol>(net::Connection& connection,
                                                              const ConnectionEnds& ends)>;

    /// `ends` are those of the socket. The header must be complete after `timeout`.
    ProxyConnection(const ConnectionEnds& ends, std::chrono::milliseconds timeout, Logger logger, Next next);

    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code) noexcept override {}

private:
    void refuse(net::Connection& connection, std::string_view why) const;

    ConnectionEnds ends_;
    std::chrono::milliseconds timeout_;
    Logger logger_;
    Next next_;
};

} // namespace hawser::server
