// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/request_parser.hpp"
#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "server/dispatcher.hpp"
#include "server/file_stream.hpp"
#include "server/site.hpp"
#include "websocket/handshake.hpp"

#include <hawser/endpoint.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hawser::server {

/// The HTTP side of a connection: requests in, answers out, in order, until an upgrade hands the
/// connection to a `WebSocketSession` or one side ends it.
///
/// One request is answered at a time. While an answer waits for the peer to read, no further request is
/// taken, so what a connection holds is bounded by one read and one piece of a body.
class HttpConnection : public net::Protocol, public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<const Site> site, const Endpoint& local, const Endpoint& remote);

    /// What the queue of an HTTP connection may hold: see `net::ConnectionSettings`.
    static net::ConnectionSettings connection_settings(const ServerOptions& options) noexcept;

    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_drain(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code reason) noexcept override;

private:
    // What the connection waits for; each has a deadline of its own.
    enum class Phase : unsigned char {
        fresh,   ///< accepted, no byte yet
        idle,    ///< between requests
        header,  ///< a request header has begun
        body,    ///< a request body is due
        answer,  ///< the peer has to read an answer
        ended,   ///< upgraded, or the last answer is given
    };

    void enter(net::Connection& connection, Phase phase);
    void handle(net::Connection& connection, http::RequestParser::Event event);
    void begin_request(net::Connection& connection);
    void answer_request(net::Connection& connection);
    void send_answer(net::Connection& connection, bool keep_alive);
    void send_file(net::Connection& connection);
    void answer_finished(net::Connection& connection);
    void refuse(net::Connection& connection, unsigned status);
    void log_refusal(unsigned status, std::string_view why) const;

    bool try_upgrade(net::Connection& connection);
    std::unique_ptr<Behavior> make_behavior(const ServiceState& service, Response& refusal);
    void upgrade(net::Connection& connection, std::shared_ptr<ServiceState> service,
                 const websocket::ServerHandshake& handshake);
    const RouteTable& routes();

    std::shared_ptr<const Site> site_;
    std::shared_ptr<const RouteTable> routes_;
    std::uint64_t routes_version_ = 0;
    http::RequestParser parser_;
    Answer answer_;
    std::optional<FileStream> stream_;
    Endpoint local_;
    Endpoint remote_;
    std::uint64_t body_in_window_ = 0;
    Phase phase_ = Phase::fresh;
    bool keep_alive_ = true;  // after the answer that is being given
    bool peer_ended_ = false;
};

} // namespace hawser::server
