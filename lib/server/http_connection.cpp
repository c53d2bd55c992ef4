// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_connection.hpp"

#include "http/response_writer.hpp"
#include "net/loop.hpp"
#include "websocket/handshake.hpp"

#include <chrono>
#include <ctime>
#include <exception>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

// For how long the pipelined requests of one client may keep the others from the thread, in nanoseconds.
constexpr std::int64_t max_turn_time = 10'000'000;

// Asked after each request; of a clock that is some milliseconds late and costs next to nothing.
std::int64_t coarse_clock() noexcept
{
#if defined(CLOCK_MONOTONIC_COARSE)
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
#else
    return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
#endif
}

http::RequestLimits request_limits(const HttpLimits& limits) noexcept
{
    return {limits.request_line, limits.header, limits.fields, limits.body};
}

// A number for each request of this process; threads take them in blocks.
std::uint64_t next_serial() noexcept
{
    constexpr std::uint64_t block = 1024;
    static std::atomic<std::uint64_t> blocks{0};
    thread_local std::uint64_t next = 0;
    if (next % block == 0)
        next = blocks.fetch_add(1, std::memory_order_relaxed) * block;
    return ++next;
}

} // namespace

/// Holds connection and request until somebody has decided about an exchange.
class HttpConnection::Deferral : public detail::DeferTarget {
public:
    Deferral(std::shared_ptr<net::Connection> connection, std::shared_ptr<HttpConnection> http,
             std::uint64_t ticket) noexcept
        : connection_{std::move(connection)}, http_{std::move(http)}, ticket_{ticket}
    {
    }

    void decided(Action action) override
    {
        auto& connection = *connection_;
        connection.post([connection = std::move(connection_), http = std::move(http_), ticket = ticket_, action] {
            http->resume(*connection, ticket, action);
        });
    }
    void abandoned() noexcept override
    {
        auto& connection = *connection_;
        connection.post([connection = std::move(connection_), http = std::move(http_), ticket = ticket_] {
            http->abandon(*connection, ticket);
        });
    }
    Exchange& exchange() noexcept override { return http_->exchange_; }

private:
    std::shared_ptr<net::Connection> connection_;
    std::shared_ptr<HttpConnection> http_;
    const std::uint64_t ticket_;
};

HttpConnection::HttpConnection(std::shared_ptr<const Site> site, const Endpoint& local, const Endpoint& remote,
                               bool is_secure, std::shared_ptr<const TlsInfo> tls)
    : site_{std::move(site)}, parser_{request_limits(site_->options().http)},
      exchange_{*site_, parser_.request(), answer_, *this}, local_{local}, remote_{remote}, tls_{std::move(tls)},
      is_secure_{is_secure}
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
const std::shared_ptr<const RouteTable>& HttpConnection::routes()
{
    if (const auto version = site_->version(); version != routes_version_) {
        routes_ = site_->routes();
        routes_version_ = version;
    }
    return routes_;
}

// --- requests

void HttpConnection::on_start(net::Connection& connection)
{
    connection_ = &connection;
    connection.set_deadline(site_->options().http.header_timeout);
}

bool HttpConnection::takes_input() const noexcept
{
    if (phase_ == Phase::work || phase_ == Phase::stream)
        return reader_ != nullptr;
    return phase_ != Phase::answer && phase_ != Phase::ended;
}

std::size_t HttpConnection::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    std::string_view rest{bytes.data(), bytes.size()};
    const auto begin = coarse_clock();
    while (takes_input() && connection.is_open()) {
        const auto event = parser_.next(rest);
        if (event == http::RequestParser::Event::need_more)
            break;
        handle(connection, event);
        if (phase_ == Phase::idle && !rest.empty() && coarse_clock() - begin > max_turn_time) {
            connection.pause_reading(); // the other connections of this thread have waited long enough
            connection.resume_reading();
            break;
        }
    }
    if ((phase_ == Phase::fresh || phase_ == Phase::idle) && (!rest.empty() || !parser_.idle()))
        enter(connection, Phase::header);
    // While the application works, the end of the client's side is still noticed; its next request waits.
    if (!takes_input() && phase_ != Phase::ended && !rest.empty())
        connection.pause_reading();
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
        take_piece(connection, parser_.body_piece());
        break;
    case Event::complete:
        complete_request(connection);
        break;
    case Event::failed:
        body_error_ = parser_.error();
        if (reader_)
            return give_piece(connection, body_error_, {});
        if (phase_ == Phase::discard)
            return connection.finish();
        log_refusal(parser_.failure_status(), body_error_.message());
        refuse(connection, parser_.failure_status());
        break;
    case Event::need_more:
        break;
    }
}

void HttpConnection::begin_request(net::Connection& connection)
{
    auto& request = parser_.request();
    request.endpoints(local_, remote_, is_secure_).tls(tls_).serial(next_serial());
    site_->counters().request(request.method());
    ++requests_;
    is_body_complete_ = !parser_.has_body();
    is_body_invited_ = !parser_.expects_continue();
    is_body_given_ = false;
    on_leave_ = nullptr;
    body_error_ = {};
    discarded_bytes_ = sent_body_ = 0;
    if (parser_.has_body()) // a request without one is complete with the next event
        run(connection, exchange_.begin(routes(), websocket::wants_websocket(request.fields()), true));
}

void HttpConnection::complete_request(net::Connection& connection)
{
    is_body_complete_ = true;
    if (phase_ == Phase::discard) {
        discarded(connection);
    } else if (reader_) {
        give_piece(connection, {}, {});
    } else if (exchange_.is_active()) {
        if (spool_)
            parser_.request().body_file(spool_->path(), spool_);
        spool_.reset();
        run(connection, exchange_.body_complete());
    } else {
        const bool is_handshake = websocket::wants_websocket(parser_.request().fields());
        run(connection, exchange_.begin(routes(), is_handshake, false));
    }
}

void HttpConnection::run(net::Connection& connection, HttpExchange::Step step)
{
    switch (step) {
    case HttpExchange::Step::read_body: return start_body(connection);
    case HttpExchange::Step::wait:
        is_waiting_ = true;
        return enter(connection, Phase::work);
    case HttpExchange::Step::respond: return respond(connection);
    case HttpExchange::Step::upgrade: return upgrade(connection);
    }
}

// Whoever puts an exchange off and answers it all the same, or puts it off twice, has tickets that count
// nothing.
bool HttpConnection::is_awaited(std::uint64_t ticket) noexcept
{
    return ticket == tickets_ && std::exchange(is_waiting_, false);
}

// Called when what was put off is decided.
void HttpConnection::resume(net::Connection& connection, std::uint64_t ticket, Action action)
{
    if (!is_awaited(ticket))
        return;
    if (!connection.is_open()) {
        exchange_.complete(sent_body_, true);
        return answer_.clear();
    }
    run(connection, exchange_.resume(action));
}

void HttpConnection::abandon(net::Connection& connection, std::uint64_t ticket)
{
    if (ticket != tickets_ || !is_waiting_)
        return;
    site_->logger().write(LogLevel::error, "an exchange of " + std::string{parser_.request().path()}
                                               + " was put off and never decided");
    answer_.clear();
    answer_.response.status_page(500);
    resume(connection, ticket, Action::respond);
}

Deferred HttpConnection::defer_exchange()
{
    return Deferred{
        std::make_shared<Deferral>(connection_->shared_from_this(), shared_from_this(), ++tickets_)};
}

void HttpConnection::enter(net::Connection& connection, Phase phase)
{
    phase_ = phase;
    const auto& limits = site_->options().http;
    if (phase == Phase::idle)
        connection.set_deadline(limits.idle_timeout);
    else if (phase == Phase::header)
        connection.set_deadline(limits.header_timeout);
    else if (phase == Phase::body || phase == Phase::discard || reader_)
        connection.set_deadline(limits.body_timeout);
    else
        connection.set_deadline({});
    if (phase == Phase::stream && !reader_)
        stream_->arm_heartbeat();
    body_in_window_ = 0;
}

// --- the end

void HttpConnection::on_eof(net::Connection& connection)
{
    peer_ended_ = true;
    has_left_ = true;
    if (reader_)
        give_piece(connection, error::end_of_stream, {});
    // A client may end its side and still read: the answer that is being given goes on.
    if (phase_ == Phase::work)
        return tell_left(error::end_of_stream);
    if (phase_ == Phase::answer)
        return;
    if (phase_ == Phase::stream)
        return stream_->left(false);
    phase_ = Phase::ended;
    connection.finish();
    exchange_.complete(sent_body_, true);
}

void HttpConnection::on_drain(net::Connection& connection)
{
    if (phase_ == Phase::stream)
        return stream_->drained();
    if (phase_ != Phase::answer)
        return;
    if (answer_.stream)
        send_file(connection);
    else
        answer_finished(connection);
}

void HttpConnection::on_deadline(net::Connection& connection)
{
    const auto& limits = site_->options().http;
    if (phase_ == Phase::stream && !reader_)
        return stream_->beat();
    if (phase_ == Phase::body || reader_) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits.body_timeout).count();
        if (body_in_window_ >= limits.min_body_rate * static_cast<std::uint64_t>(seconds) && body_in_window_ > 0)
            return enter(connection, phase_);
    }
    if (reader_)
        return give_piece(connection, error::body_timeout, {});
    if (phase_ == Phase::work || phase_ == Phase::answer || phase_ == Phase::stream)
        return; // these have none
    if (phase_ == Phase::header)
        parser_.request().clear(); // what is in it is the one before
    if (phase_ == Phase::header || phase_ == Phase::body) {
        body_error_ = phase_ == Phase::body ? error::body_timeout : error::header_timeout;
        log_refusal(408, phase_ == Phase::body ? "its body made no progress" : "its header was late");
        return refuse(connection, 408);
    }
    phase_ = Phase::ended;
    connection.finish();
}

void HttpConnection::on_stop(net::Connection& connection)
{
    // A request that has begun is answered, and told that the connection closes; a stream of events never
    // ends by itself.
    if (phase_ == Phase::fresh || phase_ == Phase::idle)
        connection.close();
    else if (stream_)
        stream_->stop();
}

void HttpConnection::on_leave(std::function<void(error_code)> callback)
{
    on_leave_ = std::move(callback);
}

void HttpConnection::tell_left(error_code reason)
{
    if (const auto callback = on_leave_) // which may replace itself
        callback(reason);
}

void HttpConnection::on_closed(error_code reason) noexcept
{
    has_left_ = true;
    phase_ = Phase::ended;
    if (const auto stream = std::exchange(stream_, nullptr)) {
        sent_body_ += stream->sent();
        guarded([&] { stream->left(true); });
    }
    if (reader_)
        guarded([&] { give_piece(*connection_, error::end_of_stream, {}); });
    guarded([&] { tell_left(reason ? reason : error_code{error::connection_cut}); });
    on_leave_ = nullptr;
    spool_.reset();
    if (!is_waiting_) // else it is completed when its holder gives it back
        exchange_.complete(sent_body_, true);
}

template <class Work>
void HttpConnection::guarded(const Work& work) const noexcept
{
    std::string what = "unknown exception";
    try {
        return work();
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    site_->logger().write(LogLevel::error, "a callback for a client that left threw: " + what);
}

} // namespace hawser::server
