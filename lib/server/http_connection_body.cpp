// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The part of HttpConnection that is about the bodies of requests.

#include "server/http_connection.hpp"

#include "http/response_writer.hpp"

#include <exception>
#include <string>
#include <utility>

namespace hawser::server {

/// Has the body of one request read by the application.
class HttpConnection::Body : public detail::BodySource {
public:
    Body(std::shared_ptr<net::Connection> connection, std::shared_ptr<HttpConnection> http) noexcept
        : connection_{std::move(connection)}, http_{std::move(http)}, exchange_{http_->requests_}
    {
    }

    void read(Handler handler) override
    {
        connection_->post([connection = connection_, http = http_, exchange = exchange_,
                           handler = std::move(handler)]() mutable {
            http->read_body(*connection, exchange, std::move(handler));
        });
    }
    boost::asio::any_io_executor executor() override { return connection_->transport().executor(); }

private:
    const std::shared_ptr<net::Connection> connection_;
    const std::shared_ptr<HttpConnection> http_;
    const std::uint64_t exchange_;
};

std::uint64_t HttpConnection::body_limit() const noexcept
{
    const auto* route = exchange_.target().route;
    return route && route->options.max_body > 0 ? route->options.max_body : site_->options().http.body;
}

void HttpConnection::start_body(net::Connection& connection)
{
    if (is_body_complete_) // a middleware has read it piece by piece
        return run(connection, exchange_.body_complete());
    if (parser_.content_length().value_or(0) > body_limit()) {
        body_error_ = error::body_too_large;
        return refuse(connection, 413);
    }
    enter(connection, Phase::body);
    invite_body(connection, body_limit());
    connection.resume_reading();
}

// Nothing is sent for a body that is refused at once: the parser's next event is its 413.
void HttpConnection::invite_body(net::Connection& connection, std::uint64_t limit)
{
    parser_.body_limit(limit);
    if (is_body_invited_ || parser_.content_length().value_or(0) > limit)
        return;
    is_body_invited_ = true;
    if (phase_ == Phase::stream) // the final status has been sent
        return;
    std::string interim;
    http::write_continue(interim);
    connection.write(interim);
}

void HttpConnection::take_piece(net::Connection& connection, std::string_view piece)
{
    body_in_window_ += piece.size();
    if (reader_) {
        give_piece(connection, {}, std::string{piece});
        if (parser_.is_complete_due()) { // no bytes will come to ask for that event
            std::string_view none;
            parser_.next(none);
            is_body_complete_ = true;
            if (phase_ == Phase::discard)
                discarded(connection);
        }
        return;
    }
    if (phase_ == Phase::discard) {
        discarded_bytes_ += piece.size();
        if (discarded_bytes_ > max_discarded)
            connection.finish();
        return;
    }
    try {
        keep_piece(piece);
    } catch (const std::exception& e) {
        site_->logger().write(LogLevel::error, std::string{"a body could not be kept: "} + e.what());
        spool_.reset();
        refuse(connection, 500);
    }
}

void HttpConnection::keep_piece(std::string_view piece)
{
    auto& request = parser_.request();
    const auto* route = exchange_.target().route;
    if (!spool_ && route && route->options.spool_body
        && request.body().size() + piece.size() > route->options.spool_above) {
        spool_ = std::make_shared<BodySpool>(site_->options().http.spool_folder);
        spool_->write(request.body());
        request.body({});
    }
    if (spool_)
        spool_->write(piece);
    else
        request.append_body(piece);
}

RequestBody HttpConnection::request_body()
{
    return RequestBody{std::make_shared<Body>(connection_->shared_from_this(), shared_from_this())};
}

void HttpConnection::read_body(net::Connection& connection, std::uint64_t exchange,
                               detail::BodySource::Handler handler)
{
    if (reader_)
        return handler(error::already_running, {});
    if (exchange != requests_ || !exchange_.is_active() || (phase_ != Phase::work && phase_ != Phase::stream))
        return handler(error::not_open, {});
    if (!std::exchange(is_body_given_, true) && exchange_.has_body() && !parser_.request().body().empty())
        return handler({}, std::string{parser_.request().body()});
    if (body_error_ || is_body_complete_)
        return handler(body_error_, {});
    if (!connection.is_open() || peer_ended_)
        return handler(error::end_of_stream, {});
    if (parser_.content_length().value_or(0) > body_limit()) {
        body_error_ = error::body_too_large;
        return handler(body_error_, {});
    }
    reader_ = std::move(handler);
    enter(connection, phase_); // with the deadline of a body
    invite_body(connection, body_limit());
    connection.resume_reading();
}

// Who still reads when the exchange is answered gets nothing of the next one.
void HttpConnection::drop_reader()
{
    if (const auto handler = std::exchange(reader_, nullptr))
        handler(error::not_open, {});
}

void HttpConnection::discarded(net::Connection& connection)
{
    if (site_->is_stopping()) {
        phase_ = Phase::ended;
        return connection.finish();
    }
    enter(connection, Phase::idle);
}

void HttpConnection::give_piece(net::Connection& connection, error_code ec, std::string piece)
{
    const auto handler = std::exchange(reader_, nullptr);
    if (ec)
        body_error_ = ec;
    if ((phase_ == Phase::work || phase_ == Phase::stream) && connection.is_open())
        enter(connection, phase_);
    handler(ec, std::move(piece));
}

} // namespace hawser::server
