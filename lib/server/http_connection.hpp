// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/request_parser.hpp"
#include "net/connection.hpp"
#include "net/protocol.hpp"
#include "server/answer.hpp"
#include "server/body_spool.hpp"
#include "server/http_exchange.hpp"
#include "server/response_stream.hpp"
#include "server/site.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/request_body.hpp>
#include <hawser/tls_info.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::server {

/// The HTTP side of a connection: requests in, answers out, in order, until an upgrade hands the
/// connection to a `ServiceSession` or one side ends it.
///
/// One request is answered at a time. While an answer is made, or waits for the peer to read, no further
/// request is taken, so what a connection holds is bounded by one read and one piece of a body.
class HttpConnection : public net::Protocol,
                       public ExchangeHost,
                       public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<const Site> site, const Endpoint& local, const Endpoint& remote,
                   bool is_secure = false, std::shared_ptr<const TlsInfo> tls = {});

    /// What the queue of an HTTP connection may hold: see `net::ConnectionSettings`.
    static net::ConnectionSettings connection_settings(const ServerOptions& options) noexcept;

    void on_start(net::Connection& connection) override;
    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override;
    void on_eof(net::Connection& connection) override;
    void on_drain(net::Connection& connection) override;
    void on_deadline(net::Connection& connection) override;
    void on_stop(net::Connection& connection) override;
    void on_closed(error_code reason) noexcept override;

    Deferred defer_exchange() override;
    std::uint64_t ticket() const noexcept override { return tickets_; }
    RequestBody request_body() override;
    bool client_has_left() const noexcept override { return has_left_.load(std::memory_order_relaxed); }
    void on_leave(std::function<void(error_code)> callback) override;
    boost::asio::any_io_executor executor() override { return connection_->transport().executor(); }

private:
    class Deferral;
    class Body;

    // What the connection waits for; each has a deadline of its own.
    enum class Phase : unsigned char {
        fresh,   ///< accepted, no byte yet
        idle,    ///< between requests
        header,  ///< a request header has begun
        body,    ///< a request body is due
        work,    ///< the application has to decide or to answer
        answer,  ///< the peer has to read an answer
        stream,  ///< the application makes the body of an answer
        discard, ///< the rest of a body that nobody has read
        ended,   ///< upgraded, or the last answer is given
    };

    // Of a body that nobody reads, this much is taken to save the connection.
    static constexpr std::uint64_t max_discarded = 64 * 1024;

    // --- reading, in http_connection.cpp
    bool takes_input() const noexcept;
    void enter(net::Connection& connection, Phase phase);
    void handle(net::Connection& connection, http::RequestParser::Event event);
    void begin_request(net::Connection& connection);
    void run(net::Connection& connection, HttpExchange::Step step);
    void resume(net::Connection& connection, std::uint64_t ticket, Action action);
    void abandon(net::Connection& connection, std::uint64_t ticket);
    bool is_awaited(std::uint64_t ticket) noexcept;
    void complete_request(net::Connection& connection);
    void tell_left(error_code reason);
    template <class Work>
    void guarded(const Work& work) const noexcept;
    const std::shared_ptr<const RouteTable>& routes();

    // --- bodies of requests, in http_connection_body.cpp
    void start_body(net::Connection& connection);
    void invite_body(net::Connection& connection, std::uint64_t limit);
    void take_piece(net::Connection& connection, std::string_view piece);
    void keep_piece(std::string_view piece);
    void read_body(net::Connection& connection, std::uint64_t exchange, detail::BodySource::Handler handler);
    void drop_reader();
    void discarded(net::Connection& connection);
    void give_piece(net::Connection& connection, error_code ec, std::string piece);
    std::uint64_t body_limit() const noexcept;

    // --- answering, in http_connection_answer.cpp
    void respond(net::Connection& connection);
    bool may_keep_alive() const noexcept;
    bool may_discard_body() const noexcept;
    void send_answer(net::Connection& connection);
    void send_file(net::Connection& connection);
    void begin_stream(net::Connection& connection, bool is_chunked);
    void stream_ended(net::Connection& connection);
    void answer_finished(net::Connection& connection);
    void refuse(net::Connection& connection, unsigned status);
    void log_refusal(unsigned status, std::string_view why) const;
    void upgrade(net::Connection& connection);
    void refuse_handshake(unsigned status, error_code error);
    std::unique_ptr<Behavior> make_behavior(const ServiceState& service);

    std::shared_ptr<const Site> site_;
    std::shared_ptr<const RouteTable> routes_;
    std::uint64_t routes_version_ = 0;
    http::RequestParser parser_;
    Answer answer_;
    HttpExchange exchange_;
    std::shared_ptr<ResponseStream> stream_;
    std::shared_ptr<BodySpool> spool_;
    std::function<void(error_code)> on_leave_;
    detail::BodySource::Handler reader_; // of a body that the application reads itself
    net::Connection* connection_ = nullptr;
    Endpoint local_;
    Endpoint remote_;
    const std::shared_ptr<const TlsInfo> tls_;
    std::uint64_t requests_ = 0;
    std::uint64_t tickets_ = 0; // of exchanges that were put off; the last one counts
    std::uint64_t body_in_window_ = 0;
    std::uint64_t discarded_bytes_ = 0;
    std::uint64_t sent_body_ = 0;
    error_code body_error_;
    std::atomic<bool> has_left_{false};
    Phase phase_ = Phase::fresh;
    const bool is_secure_;
    bool keep_alive_ = true; // after the answer that is being given
    bool peer_ended_ = false;
    bool is_body_complete_ = true;
    bool is_waiting_ = false;      // for the last ticket's decision
    bool is_body_given_ = false;   // to the application, where it was read before
    bool is_body_invited_ = false; // nothing keeps the client from sending it
};

} // namespace hawser::server
