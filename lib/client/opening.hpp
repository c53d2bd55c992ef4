// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/socks5.hpp"
#include "http/response_parser.hpp"
#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "net/tls_transport.hpp"
#include "tls/engine.hpp"
#include "websocket/handshake.hpp"

#include <hawser/client_options.hpp>
#include <hawser/error.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::client {

/// What an opening has come to.
struct OpeningResult {
    enum class Kind : unsigned char {
        opened,         ///< the handshake has succeeded
        answered,       ///< the server has answered something else than it should
        proxy_answered, ///< and so has the proxy
        failed,
    };
    Kind kind = Kind::failed;
    error_code error{};                     ///< none if it is opened
    bool is_of_address = false;             ///< a SOCKS5 proxy may reach the server at another one
    std::string detail{};                   ///< more about the error, perhaps
    http::ResponseHead head{};              ///< of an answer
    std::string body{};                     ///< the beginning of its body
    websocket::ClientHandshake handshake{}; ///< what was agreed on
};

/// What has to be done on a connection before it is a WebSocket: each step that is set, in this order.
struct OpeningSteps {
    net::TlsTransport* proxy_tls = nullptr;
    std::unique_ptr<tls::Engine> proxy_engine{};
    std::string connect{};                          ///< the request for a tunnel
    std::function<void(const Fields&)> on_tunnel{}; ///< it stands, with these fields of the answer
    std::optional<Socks5> socks{};
    net::TlsTransport* tls = nullptr;
    std::unique_ptr<tls::Engine> engine{};

    // The handshake, which is always made.
    std::string upgrade{}; ///< the request
    std::string key{};
    std::vector<std::string> subprotocols{};
    const websocket::DeflatePolicy* deflate = nullptr;

    ConnectTimeouts timeouts{};
};

/// The first protocol of a client's connection: goes through proxy, TLS and handshake.
///
/// *Lifecycle*: attached to a new connection; calls `done` once, with no connection if that is gone. If it is
/// opened, `done` has to replace the protocol; what the server has sent behind its answer is the successor's.
/// Else the connection is closed behind it.
class Opening : public net::Protocol {
public:
    using Done = std::function<void(net::Connection*, OpeningResult)>;

    Opening(OpeningSteps steps, Done done);

    /// The answer that is being read, if its status is known already: for who waits no longer.
    std::optional<OpeningResult> answer_so_far() const;

    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code reason) noexcept override;

private:
    enum class Step : unsigned char { start, proxy_tls, connect, socks, tls, upgrade, over };
    using Event = http::ResponseParser::Event;

    bool is_wanted(Step step) const noexcept;
    void advance(net::Connection& connection, std::string_view early = {});
    void begin_tls(net::Connection& connection, net::TlsTransport& transport,
                   std::unique_ptr<tls::Engine> engine, std::string_view early);
    void tls_done(net::Connection& connection, const net::TlsTransport& transport, error_code ec);
    void begin_request(net::Connection& connection, std::string_view request, std::string_view method);
    void take(net::Connection& connection, std::string_view& bytes);
    void take_socks(net::Connection& connection, std::string_view& bytes);
    void socks_failed(net::Connection& connection);
    void take_answer(net::Connection& connection, Event event, std::string_view early);
    void fail(net::Connection& connection, error_code ec, std::string detail = {});
    void finish(net::Connection& connection, OpeningResult result);
    OpeningResult answer(OpeningResult::Kind kind, error_code ec) const;

    OpeningSteps steps_;
    Done done_;
    std::optional<http::ResponseParser> parser_;
    Step step_ = Step::start;
};

} // namespace hawser::client
