// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_connection.hpp"

#include "http/date.hpp"
#include "http/response_writer.hpp"
#include "net/loop.hpp"
#include "server/agreement.hpp"
#include "server/websocket_session.hpp"
#include "websocket/handshake.hpp"

#include <ctime>
#include <exception>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

http::RequestLimits request_limits(const HttpLimits& limits) noexcept
{
    return {limits.request_line, limits.header, limits.fields, limits.body};
}

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

HttpConnection::HttpConnection(std::shared_ptr<const Site> site, const Endpoint& local, const Endpoint& remote)
    : site_{std::move(site)}, parser_{request_limits(site_->options().http)}, local_{local}, remote_{remote}
{
}

net::ConnectionSettings HttpConnection::connection_settings(const ServerOptions& options) noexcept
{
    net::ConnectionSettings settings;
    settings.queue_high_mark = 16 * 1024; // a piece of a file may stand above it
    settings.queue_low_mark = 0;
    settings.write_ticks = net::Loop::ticks(options.write_timeout);
    return settings;
}

// Connections see a change of the routes at their next request.
const RouteTable& HttpConnection::routes()
{
    if (const auto version = site_->version(); version != routes_version_) {
        routes_ = site_->routes();
        routes_version_ = version;
    }
    return *routes_;
}

// --- reading requests

void HttpConnection::on_start(net::Connection& connection)
{
    connection.set_deadline(site_->options().http.header_timeout);
}

std::size_t HttpConnection::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    std::string_view rest{bytes.data(), bytes.size()};
    while (phase_ != Phase::answer && phase_ != Phase::ended && connection.is_open()) {
        const auto event = parser_.next(rest);
        if (event == http::RequestParser::Event::need_more)
            break;
        handle(connection, event);
    }
    if ((phase_ == Phase::fresh || phase_ == Phase::idle) && (!rest.empty() || !parser_.idle()))
        enter(connection, Phase::header);
    return bytes.size() - rest.size();
}

void HttpConnection::handle(net::Connection& connection, http::RequestParser::Event event)
{
    using Event = http::RequestParser::Event;
    switch (event) {
    case Event::head:
        begin_request(connection);
        break;
    case Event::body:
        body_in_window_ += parser_.body_piece().size();
        parser_.request().append_body(parser_.body_piece());
        break;
    case Event::complete:
        answer_request(connection);
        break;
    case Event::failed:
        log_refusal(parser_.failure_status(), parser_.error().message());
        refuse(connection, parser_.failure_status());
        break;
    case Event::need_more:
        break;
    }
}

void HttpConnection::begin_request(net::Connection& connection)
{
    auto& request = parser_.request();
    request.endpoints(local_, remote_);
    if (websocket::wants_websocket(request.fields()) && try_upgrade(connection))
        return;
    if (!parser_.has_body())
        return;
    enter(connection, Phase::body);
    // Nothing is sent for a body that is refused at once: the parser's next event is its 413.
    if (parser_.expects_continue() && parser_.content_length().value_or(0) <= site_->options().http.body) {
        std::string interim;
        http::write_continue(interim);
        connection.write(interim);
    }
}

void HttpConnection::enter(net::Connection& connection, Phase phase)
{
    phase_ = phase;
    const auto& limits = site_->options().http;
    if (phase == Phase::idle)
        connection.set_deadline(limits.idle_timeout);
    else if (phase == Phase::header)
        connection.set_deadline(limits.header_timeout);
    else if (phase == Phase::body)
        connection.set_deadline(limits.body_timeout);
    else
        connection.set_deadline({});
    body_in_window_ = 0;
}

// --- answering

void HttpConnection::answer_request(net::Connection& connection)
{
    answer_.clear();
    dispatch(*site_, routes(), parser_.request(), answer_);
    send_answer(connection, parser_.keep_alive());
}

void HttpConnection::send_answer(net::Connection& connection, bool keep_alive)
{
    const auto& request = parser_.request();
    const auto& response = answer_.response;
    keep_alive_ = keep_alive && !response.closes_connection() && !site_->is_stopping();

    http::ResponseContext context;
    context.version = request.version();
    context.keep_alive = keep_alive_;
    context.date = current_date();
    context.server = site_->options().server_name;
    if (answer_.file)
        context.content_length = answer_.file->stamp().size;
    thread_local std::string head;
    head.clear();
    http::write_response_head(head, response, context);

    const bool sends_body = request.method() != Method::head && !http::is_bodiless(response.status());
    enter(connection, Phase::answer); // no deadline but that of the connection's writes
    if (answer_.file && sends_body) {
        connection.write(head);
        stream_.emplace(std::move(*answer_.file));
        return send_file(connection);
    }
    const auto result = connection.write(head, sends_body ? response.body() : std::string_view{});
    if (result == SendResult::queued)
        return connection.pause_reading(); // until on_drain
    answer_finished(connection);
}

void HttpConnection::send_file(net::Connection& connection)
{
    switch (stream_->pump(connection)) {
    case FileStream::State::done:
        stream_.reset();
        return answer_finished(connection);
    case FileStream::State::waiting:
        return connection.pause_reading();
    case FileStream::State::yielded:
        connection.pause_reading();
        return connection.want_drain();
    case FileStream::State::failed:
        stream_.reset();
        site_->logger().write(LogLevel::warning, "answer cut: the file of "
                                                     + std::string{parser_.request().path()}
                                                     + " changed while it was sent, or the peer has gone");
        return connection.close(error::end_of_stream);
    }
}

void HttpConnection::on_drain(net::Connection& connection)
{
    if (phase_ != Phase::answer)
        return;
    if (stream_)
        send_file(connection);
    else
        answer_finished(connection);
}

void HttpConnection::answer_finished(net::Connection& connection)
{
    answer_.file.reset();
    if (!keep_alive_ || peer_ended_ || site_->is_stopping()) {
        phase_ = Phase::ended;
        return connection.finish();
    }
    enter(connection, Phase::idle);
    connection.resume_reading();
}

// Ends the connection with a status page: what follows in the stream cannot be trusted to be a request.
void HttpConnection::refuse(net::Connection& connection, unsigned status)
{
    answer_.clear();
    answer_.response.status_page(status);
    send_answer(connection, false);
}

void HttpConnection::log_refusal(unsigned status, std::string_view why) const
{
    if (site_->logger().enabled(LogLevel::debug))
        site_->logger().write(LogLevel::debug, "request from " + remote_.to_string() + " refused with "
                                                   + std::to_string(status) + ": " + std::string{why});
}

// --- upgrading

// True if the handshake was answered, one way or the other; false if the path has no service, which makes
// it a request like any other (RFC 9110 §7.8: an upgrade may be ignored).
bool HttpConnection::try_upgrade(net::Connection& connection)
{
    auto& request = parser_.request();
    auto match = routes().find_service(request.path());
    if (!match.service)
        return false;
    const auto& options = match.service->options;
    const auto policy = deflate_policy(options.deflate);
    const auto handshake = websocket::check_request(request.method_string(), request.version(),
                                                    request.fields(), options.compression ? &policy : nullptr);
    answer_.clear();
    if (handshake.error || parser_.has_body()) {
        const auto status = handshake.error ? handshake.status : 400;
        log_refusal(status, handshake.error ? handshake.error.message() : "a handshake has no body");
        if (status == 426)
            answer_upgrade_required(answer_.response);
        else
            answer_.response.status_page(status, handshake.error ? handshake.error.message() : "");
        if (status == 405)
            answer_.response.set("Allow", "GET");
        send_answer(connection, false);
        return true;
    }
    request.clear_parameters();
    for (const auto& [name, value] : match.parameters)
        request.parameter(name, value);
    upgrade(connection, std::move(match.service), handshake);
    return true;
}

void HttpConnection::upgrade(net::Connection& connection, std::shared_ptr<ServiceState> service,
                             const websocket::ServerHandshake& handshake)
{
    if (site_->is_stopping())
        return refuse(connection, 503);
    auto behavior = make_behavior(*service, answer_.response);
    if (!behavior) {
        open_response_file(parser_.request(), answer_);
        return send_answer(connection, false);
    }
    Agreement agreement;
    std::string head;
    try {
        head = accept_handshake(*service, parser_.request(), handshake, site_->options().server_name, agreement);
    } catch (const std::exception& e) {
        site_->logger().write(LogLevel::error, "on_handshake of " + service->path + " threw: " + e.what());
        return refuse(connection, 500);
    }
    enter(connection, Phase::ended);
    connection.write(head);
    auto request = std::move(parser_.request());
    request.shrink_to_fit();
    connection.replace_protocol(std::make_shared<WebSocketSession>(
        std::move(service), std::move(behavior), std::move(request), std::move(agreement), connection));
}

// Null if the factory refuses, with the answer in `refusal`.
std::unique_ptr<Behavior> HttpConnection::make_behavior(const ServiceState& service, Response& refusal)
{
    std::string what = "unknown exception";
    try {
        refusal.status_page(403);
        return service.factory(parser_.request(), refusal);
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    site_->logger().write(LogLevel::error, "factory of " + service.path + " threw: " + what);
    refusal.clear();
    refusal.status_page(500);
    return nullptr;
}

// --- the end

void HttpConnection::on_eof(net::Connection& connection)
{
    // A client may end its side and still read: the answer that is being given goes on.
    peer_ended_ = true;
    if (phase_ == Phase::answer)
        return;
    phase_ = Phase::ended;
    connection.finish();
}

void HttpConnection::on_deadline(net::Connection& connection)
{
    const auto& limits = site_->options().http;
    if (phase_ == Phase::body) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits.body_timeout).count();
        if (body_in_window_ >= limits.min_body_rate * static_cast<std::uint64_t>(seconds) && body_in_window_ > 0)
            return enter(connection, Phase::body);
    }
    if (phase_ == Phase::header || phase_ == Phase::body) {
        log_refusal(408, phase_ == Phase::body ? "its body made no progress" : "its header was late");
        return refuse(connection, 408);
    }
    phase_ = Phase::ended;
    connection.finish();
}

void HttpConnection::on_stop(net::Connection& connection)
{
    // A request that has begun is answered, and told that the connection closes.
    if (phase_ == Phase::fresh || phase_ == Phase::idle)
        connection.close();
}

void HttpConnection::on_closed(error_code) noexcept
{
    stream_.reset();
}

} // namespace hawser::server
