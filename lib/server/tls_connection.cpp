// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/tls_connection.hpp"

#include "core/ascii.hpp"
#include "http/response_writer.hpp"
#include "server/statistics.hpp"

#include <hawser/response.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

constexpr char handshake_record = 22; // RFC 8446 §5.1

bool is_letter(char c) noexcept
{
    const char lower = core::to_lower(c);
    return lower >= 'a' && lower <= 'z';
}

} // namespace

TlsConnection::TlsConnection(std::shared_ptr<const TlsSettings> settings, const Endpoint& remote,
                             Logger logger, ServerCounters& counters, Next next)
    : settings_{std::move(settings)}, remote_{remote}, logger_{std::move(logger)}, counters_{counters},
      next_{std::move(next)}
{
}

void TlsConnection::on_start(net::Connection& connection)
{
    connection.set_deadline(settings_->handshake_timeout());
}

std::size_t TlsConnection::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    if (bytes.front() == handshake_record)
        begin(connection, bytes);
    else if (is_letter(bytes.front())) // of a method
        answer_plain_http(connection);
    else
        fail(connection, error::tls_not_spoken, {});
    return bytes.size();
}

void TlsConnection::begin(net::Connection& connection, std::span<const char> bytes)
{
    auto& transport = static_cast<net::TlsTransport&>(connection.transport());
    transport.start_tls(tls::Engine::accept(settings_->current()), bytes,
                        [this, &connection](error_code ec) { handshake_done(connection, ec); });
}

void TlsConnection::handshake_done(net::Connection& connection, error_code ec)
{
    if (is_over_) // it came too late
        return;
    const auto& engine = *static_cast<net::TlsTransport&>(connection.transport()).engine();
    if (ec)
        return fail(connection, ec, engine.reason());
    is_over_ = true;
    const auto info = std::make_shared<const TlsInfo>(engine.info());
    counters_.add(ServerCount::tls_handshakes);
    if (info->resumed)
        counters_.add(ServerCount::tls_resumptions);
    connection.set_deadline(std::chrono::milliseconds{0});
    if (auto next = next_(connection, info))
        connection.replace_protocol(std::move(next));
    else
        connection.close();
}

// In good order, so that the alert that says why gets there.
void TlsConnection::fail(net::Connection& connection, error_code ec, std::string_view detail)
{
    is_over_ = true;
    counters_.add(ServerCount::tls_failures);
    if (logger_.enabled(LogLevel::debug)) {
        auto line = "TLS handshake with " + remote_.to_string() + " failed: " + ec.message();
        if (!detail.empty())
            line.append(" (").append(detail).append(")");
        logger_.write(LogLevel::debug, line);
    }
    connection.finish();
}

void TlsConnection::answer_plain_http(net::Connection& connection)
{
    Response response;
    response.status_page(
        400, "This port speaks HTTPS, and the request came as plain HTTP. Use https:// or wss://.");
    response.close_connection();
    std::string head;
    http::write_response_head(head, response, {.keep_alive = false});
    connection.write(head, response.body());
    fail(connection, error::tls_not_spoken, "plain HTTP");
}

void TlsConnection::on_eof(net::Connection& connection)
{
    if (!is_over_)
        fail(connection, error::end_of_stream, {});
}

void TlsConnection::on_deadline(net::Connection& connection)
{
    if (!is_over_)
        fail(connection, error::tls_handshake_timeout, {});
}

void TlsConnection::on_stop(net::Connection& connection)
{
    connection.close();
}

} // namespace hawser::server
