// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/opening.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace hawser::client {

Opening::Opening(OpeningSteps steps, Done done) : steps_{std::move(steps)}, done_{std::move(done)} {}

bool Opening::is_wanted(Step step) const noexcept
{
    switch (step) {
    case Step::proxy_tls: return steps_.proxy_tls != nullptr;
    case Step::connect: return !steps_.connect.empty();
    case Step::socks: return steps_.socks.has_value();
    case Step::tls: return steps_.tls != nullptr;
    default: return true;
    }
}

void Opening::on_start(net::Connection& connection)
{
    advance(connection);
}

// `early`: what has been read already and is the next step's.
void Opening::advance(net::Connection& connection, std::string_view early)
{
    do
        step_ = static_cast<Step>(static_cast<unsigned>(step_) + 1);
    while (!is_wanted(step_));
    switch (step_) {
    case Step::proxy_tls:
        return begin_tls(connection, *steps_.proxy_tls, std::move(steps_.proxy_engine), early);
    case Step::tls: return begin_tls(connection, *steps_.tls, std::move(steps_.engine), early);
    case Step::connect: return begin_request(connection, steps_.connect, "CONNECT");
    case Step::upgrade: return begin_request(connection, steps_.upgrade, "GET");
    case Step::socks:
        connection.set_deadline(steps_.timeouts.proxy);
        connection.write(steps_.socks->output());
        return steps_.socks->clear_output();
    case Step::start:
    case Step::over: return;
    }
}

void Opening::begin_tls(net::Connection& connection, net::TlsTransport& transport,
                        std::unique_ptr<tls::Engine> engine, std::string_view early)
{
    connection.set_deadline(steps_.timeouts.tls);
    transport.start_tls(std::move(engine), early, [this, &connection, &transport](error_code ec) {
        tls_done(connection, transport, ec);
    });
}

void Opening::tls_done(net::Connection& connection, const net::TlsTransport& transport, error_code ec)
{
    if (step_ == Step::over) // it came too late
        return;
    if (ec)
        return fail(connection, ec, transport.engine()->reason());
    advance(connection);
}

void Opening::begin_request(net::Connection& connection, std::string_view request, std::string_view method)
{
    connection.set_deadline(step_ == Step::connect ? steps_.timeouts.proxy : steps_.timeouts.handshake);
    parser_.emplace(http::ResponseLimits{}, method);
    connection.write(request);
}

std::size_t Opening::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    std::string_view rest{bytes.data(), bytes.size()};
    for (auto before = rest.size() + 1; !rest.empty() && rest.size() < before && step_ != Step::over;) {
        before = rest.size();
        take(connection, rest);
    }
    return bytes.size() - rest.size();
}

void Opening::take(net::Connection& connection, std::string_view& bytes)
{
    if (step_ == Step::socks)
        return take_socks(connection, bytes);
    if (step_ != Step::connect && step_ != Step::upgrade)
        return fail(connection, error::tls_protocol_error); // not reached: in TLS handshakes nothing is shown
    Event event{};
    do
        event = parser_->next(bytes);
    while (event == Event::head);
    if (event == Event::need_more)
        return;
    const auto early = bytes;
    if (step_ == Step::connect && is_wanted(Step::tls))
        bytes = {}; // taken by the transport, if the tunnel stands
    take_answer(connection, event, early);
}

void Opening::take_socks(net::Connection& connection, std::string_view& bytes)
{
    auto& socks = *steps_.socks;
    switch (socks.next(bytes)) {
    case Socks5::Event::need_more:
        if (!socks.output().empty()) {
            connection.write(socks.output());
            socks.clear_output();
        }
        return;
    case Socks5::Event::failed: return socks_failed(connection);
    case Socks5::Event::complete: break;
    }
    advance(connection, is_wanted(Step::tls) ? std::exchange(bytes, {}) : std::string_view{});
}

void Opening::socks_failed(net::Connection& connection)
{
    OpeningResult result;
    result.error = steps_.socks->error();
    result.is_of_address = steps_.socks->is_of_address();
    if (steps_.socks->is_reported())
        result.detail = "says the SOCKS5 proxy";
    finish(connection, std::move(result));
}

void Opening::take_answer(net::Connection& connection, Event event, std::string_view early)
{
    using Kind = OpeningResult::Kind;
    const auto status = parser_->head().status;
    const bool is_proxy = step_ == Step::connect;
    if (event == Event::failed && status == 0)
        return is_proxy ? fail(connection, error::proxy_protocol_error, parser_->error().message())
                        : fail(connection, parser_->error());
    if (is_proxy && status >= 200 && status < 300 && event == Event::complete) {
        steps_.on_tunnel(parser_->head().fields);
        return advance(connection, early);
    }
    if (is_proxy)
        return finish(connection, answer(Kind::proxy_answered, error::proxy_refused));
    if (event == Event::failed && status == 101)
        return finish(connection, answer(Kind::answered, parser_->error()));
    auto handshake = websocket::check_response(status, parser_->head().fields, steps_.key,
                                               steps_.subprotocols, steps_.deflate);
    auto result = answer(handshake.error ? Kind::answered : Kind::opened, handshake.error);
    result.handshake = std::move(handshake);
    finish(connection, std::move(result));
}

std::optional<OpeningResult> Opening::answer_so_far() const
{
    if ((step_ != Step::connect && step_ != Step::upgrade) || parser_->head().status == 0)
        return std::nullopt;
    using Kind = OpeningResult::Kind;
    return answer(step_ == Step::connect ? Kind::proxy_answered : Kind::answered, {});
}

OpeningResult Opening::answer(OpeningResult::Kind kind, error_code ec) const
{
    return {.kind = kind,
            .error = ec,
            .is_of_address = false,
            .detail = {},
            .head = parser_->head(),
            .body = std::string{parser_->body()},
            .handshake = {}};
}

void Opening::on_eof(net::Connection& connection)
{
    if (step_ == Step::over)
        return;
    if (step_ == Step::connect || step_ == Step::upgrade) {
        const auto event = parser_->end_of_stream(connection.transport().is_truncated());
        if (parser_->head().status != 0)
            return take_answer(connection, event, {});
    }
    fail(connection, error::end_of_stream);
}

void Opening::on_deadline(net::Connection& connection)
{
    switch (step_) {
    case Step::proxy_tls:
    case Step::tls: return fail(connection, error::tls_handshake_timeout);
    case Step::socks: return fail(connection, error::proxy_timeout);
    case Step::connect:
    case Step::upgrade:
        if (parser_->head().status != 0) // the answer is there, and what its body says does not come
            return take_answer(connection, Event::complete, {});
        return fail(connection, step_ == Step::connect ? error::proxy_timeout : error::handshake_timeout);
    case Step::start:
    case Step::over: return;
    }
}

void Opening::on_stop(net::Connection& connection)
{
    connection.close(error::connection_cut);
}

void Opening::fail(net::Connection& connection, error_code ec, std::string detail)
{
    OpeningResult result;
    result.error = ec;
    result.detail = std::move(detail);
    finish(connection, std::move(result));
}

void Opening::finish(net::Connection& connection, OpeningResult result)
{
    const bool is_open = result.kind == OpeningResult::Kind::opened;
    step_ = Step::over;
    connection.set_deadline(std::chrono::milliseconds{0});
    std::exchange(done_, nullptr)(&connection, std::move(result));
    if (!is_open)
        connection.finish(); // in good order: TLS has to tell why
}

void Opening::on_closed(error_code reason) noexcept
{
    if (std::exchange(step_, Step::over) == Step::over)
        return;
    OpeningResult result;
    result.error = reason ? reason : make_error_code(error::connection_cut);
    std::exchange(done_, nullptr)(nullptr, std::move(result));
}

} // namespace hawser::client
