// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "net/tls_transport.hpp"
#include "server/tls_settings.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/log.hpp>
#include <hawser/tls_info.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace hawser::server {

class ServerCounters;

/// The beginning of a connection that talks TLS: the handshake, before the protocol that is talked inside
/// takes over. The connection's transport has to be a `net::TlsTransport`.
///
/// The first byte is looked at in the clear. Who speaks HTTP to a port for HTTPS gets an answer that says so,
/// and who sends nothing costs no more than a plain connection.
class TlsConnection : public net::Protocol {
public:
    /// Makes the protocol that comes next; null to have the connection closed.
    using Next = std::function<std::shared_ptr<net::Protocol>(net::Connection& connection,
                                                              std::shared_ptr<const TlsInfo> info)>;

    /// `counters` must outlive it, as what `next` holds does.
    TlsConnection(std::shared_ptr<const TlsSettings> settings, const Endpoint& remote, Logger logger,
                  ServerCounters& counters, Next next);

    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code) noexcept override {}

private:
    void begin(net::Connection& connection, std::span<const char> bytes);
    void handshake_done(net::Connection& connection, error_code ec);
    void fail(net::Connection& connection, error_code ec, std::string_view detail);
    void answer_plain_http(net::Connection& connection);

    const std::shared_ptr<const TlsSettings> settings_;
    const Endpoint remote_;
    const Logger logger_;
    ServerCounters& counters_;
    Next next_;
    bool is_over_ = false;
};

} // namespace hawser::server
