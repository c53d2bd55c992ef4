// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_connection.hpp"

#include "http/date.hpp"
#include "http/response_writer.hpp"
#include "server/agreement.hpp"
#include "server/file_answer.hpp"
#include "server/service_session.hpp"
#include "session/deflate_settings.hpp"
#include "websocket/handshake.hpp"

#include <hawser/body_writer.hpp>

#include <ctime>
#include <exception>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

// The Date of this second.
std::string_view current_date()
{
    thread_local std::time_t second = 0;
    thread_local std::string text;
    if (const auto now = std::time(nullptr); now != second) {
        second = now;
        text = http::format_date(now);
    }
    return text;
}

} // namespace

// --- sending

void HttpConnection::respond(net::Connection& connection)
{
    exchange_.finish_response();
    send_answer(connection);
}

bool HttpConnection::may_keep_alive() const noexcept
{
    return parser_.keep_alive() && !answer_.response.closes_connection() && !site_->is_stopping()
           && requests_ < site_->options().http.max_requests && (is_body_complete_ || may_discard_body());
}

// A client that waits for 100 may send the body or not: what comes next could be either (RFC 9110 §10.1.1).
bool HttpConnection::may_discard_body() const noexcept
{
    return is_body_invited_ && !body_error_ && parser_.content_length().value_or(0) <= max_discarded;
}

void HttpConnection::send_answer(net::Connection& connection)
{
    const auto& request = parser_.request();
    const auto& response = answer_.response;
    const auto size = answer_.body_size();
    keep_alive_ = may_keep_alive();

    http::ResponseContext context;
    context.version = request.version();
    context.date = current_date();
    context.server = site_->options().server_name;
    if (response.has_stream() && !size) {
        context.content_length = response.stream_length();
        context.is_chunked = !response.stream_length() && request.version() >= 11;
        context.has_length = response.stream_length().has_value();
        keep_alive_ = keep_alive_ && (context.is_chunked || context.has_length);
    } else {
        context.content_length = size;
    }
    context.keep_alive = keep_alive_;
    thread_local std::string head;
    head.clear();
    http::write_response_head(head, response, context);
    site_->counters().response(response.status());

    const bool sends_body = request.method() != Method::head && !http::is_bodiless(response.status())
                            && !http::has_empty_body(response.status());
    if (!sends_body)
        answer_.stream.reset();
    if (response.has_stream() && sends_body && !size) {
        connection.write(head);
        return begin_stream(connection, context.is_chunked);
    }
    drop_reader();
    enter(connection, Phase::answer); // no deadline but that of the connection's writes
    if (answer_.stream && sends_body) {
        connection.write(head);
        return send_file(connection);
    }
    const auto body = !sends_body ? std::string_view{}
                      : answer_.content ? std::string_view{*answer_.content}
                                        : response.body();
    sent_body_ = body.size();
    if (connection.write(head, body) == SendResult::queued)
        return connection.pause_reading(); // until on_drain
    answer_finished(connection);
}

void HttpConnection::send_file(net::Connection& connection)
{
    const auto state = answer_.stream->pump(connection);
    sent_body_ = answer_.stream->sent();
    switch (state) {
    case FileStream::State::done:
        return answer_finished(connection);
    case FileStream::State::waiting:
        return connection.pause_reading();
    case FileStream::State::yielded:
        connection.pause_reading();
        return connection.want_drain();
    case FileStream::State::failed:
        site_->logger().write(LogLevel::warning, "answer cut: the file of "
                                                     + std::string{parser_.request().path()}
                                                     + " changed while it was sent, or the peer has gone");
        return connection.close(error::end_of_stream);
    }
}

void HttpConnection::begin_stream(net::Connection& connection, bool is_chunked)
{
    using Framing = ResponseStream::Framing;
    const auto& response = answer_.response;
    ResponseStream::Settings settings;
    settings.framing = is_chunked                  ? Framing::chunked
                       : response.stream_length() ? Framing::by_length
                                                  : Framing::until_close;
    settings.length = response.stream_length().value_or(0);
    settings.filter = response.stream_filter();
    settings.max_queue = site_->options().http.stream_queue;
    stream_ = std::make_shared<ResponseStream>(
        connection.shared_from_this(), std::move(settings),
        [this](net::Connection& ended) { stream_ended(ended); }); // which is closed before this has gone
    enter(connection, Phase::stream);
    const auto begin = response.stream_begin();
    try {
        begin(BodyWriter{stream_}); // cut by the destructor if this throws
    } catch (const std::exception& e) {
        site_->logger().write(LogLevel::error, "the body of " + std::string{parser_.request().path()}
                                                   + " was cut, its function threw: " + e.what());
    }
    if (peer_ended_ && stream_)
        stream_->left(false);
    if (site_->is_stopping() && stream_)
        stream_->stop();
}

void HttpConnection::stream_ended(net::Connection& connection)
{
    sent_body_ += stream_->sent();
    stream_.reset();
    drop_reader();
    enter(connection, Phase::answer);
    if (connection.queued_bytes() <= connection.settings().queue_high_mark)
        return answer_finished(connection);
    connection.pause_reading();
    connection.want_drain();
}

void HttpConnection::answer_finished(net::Connection& connection)
{
    exchange_.complete(sent_body_, !connection.is_open());
    answer_.clear();
    on_leave_ = nullptr;
    if (!keep_alive_ || peer_ended_ || site_->is_stopping()) {
        phase_ = Phase::ended;
        return connection.finish();
    }
    if (is_body_complete_) {
        enter(connection, Phase::idle);
    } else {
        parser_.body_limit(UINT64_MAX); // what is discarded is counted here
        enter(connection, Phase::discard);
    }
    connection.resume_reading();
}

// Ends the connection with a status page: what follows in the stream cannot be trusted to be a request.
void HttpConnection::refuse(net::Connection& connection, unsigned status)
{
    if (!exchange_.is_active())
        parser_.request().endpoints(local_, remote_, is_secure_).tls(tls_);
    exchange_.fail(routes());
    if (status < 500)
        site_->counters().add(ServerCount::refused);
    answer_.clear();
    answer_.response.status_page(status);
    answer_.response.close_connection();
    respond(connection);
}

void HttpConnection::log_refusal(unsigned status, std::string_view why) const
{
    if (site_->logger().enabled(LogLevel::debug))
        site_->logger().write(LogLevel::debug, "request from " + remote_.to_string() + " refused with "
                                                   + std::to_string(status) + ": " + std::string{why});
}

// --- upgrading

void HttpConnection::upgrade(net::Connection& connection)
{
    if (site_->is_stopping())
        return refuse(connection, 503);
    if (peer_ended_) { // while somebody else decided
        phase_ = Phase::ended;
        exchange_.complete(0, true);
        return connection.finish();
    }
    auto& request = parser_.request();
    const auto service = exchange_.target().service;
    const auto policy = session::deflate_policy(service->options.deflate);
    const auto handshake = websocket::check_request(request.method_string(), request.version(), request.fields(),
                                                    service->options.compression ? &policy : nullptr);
    if (handshake.error || parser_.has_body()) {
        refuse_handshake(handshake.error ? handshake.status : 400, handshake.error);
        return respond(connection);
    }
    auto behavior = make_behavior(*service);
    if (!behavior)
        return respond(connection);
    Agreement agreement;
    if (!call_guarded(*site_, request, answer_, "on_handshake", [&] {
            accept_handshake(*service, request, handshake, answer_.response, agreement);
        }))
        answer_.response.close_connection();
    exchange_.finish_response();
    if (answer_.response.status() != 101) // a middleware or `on_handshake` threw
        return send_answer(connection);

    site_->counters().response(101);
    connection.write(handshake_head(handshake, answer_.response, site_->options().server_name, agreement));
    exchange_.complete(0, false);
    enter(connection, Phase::ended);
    auto handed_over = std::move(request);
    handed_over.shrink_to_fit();
    connection.replace_protocol(std::make_shared<ServiceSession>(
        service, std::move(behavior), std::move(handed_over), std::move(agreement), connection));
    connection.resume_reading();
}

void HttpConnection::refuse_handshake(unsigned status, error_code error)
{
    auto& response = answer_.response;
    log_refusal(status, error ? error.message() : "a handshake has no body");
    if (status == 426)
        answer_upgrade_required(response);
    else
        response.status_page(status, error ? error.message() : "");
    if (status == 405)
        response.set("Allow", "GET");
    response.close_connection();
}

// Null if the factory refuses, with the answer in `answer_`.
std::unique_ptr<Behavior> HttpConnection::make_behavior(const ServiceState& service)
{
    std::unique_ptr<Behavior> behavior;
    answer_.response.status_page(403);
    call_guarded(*site_, parser_.request(), answer_, "factory", [&] {
        behavior = service.factory(parser_.request(), answer_.response);
        if (!behavior)
            open_response_file(parser_.request(), answer_);
    });
    if (!behavior)
        answer_.response.close_connection();
    return behavior;
}

} // namespace hawser::server
