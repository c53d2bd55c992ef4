// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "report.hpp"

#include "exit_code.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <ratio>
#include <sstream>
#include <string>

namespace client {
namespace {

/// A cookie's value is often as good as a password, and its attributes are not.
std::string without_secret(const hawser::Fields::Field& field)
{
    const std::string value{field.value};
    if (!boost::iequals(field.name, "Set-Cookie"))
        return value;
    const auto end = value.find(';');
    return value.substr(0, value.find('=')) + "=..." + (end == value.npos ? "" : value.substr(end));
}

void tell_answer(Screen& screen, const hawser::HandshakeResponse& response)
{
    screen.tell(std::string{response.is_of_proxy ? "the proxy" : "the server"} + " answered " +
                std::to_string(response.status) + ' ' + response.reason);
    for (const auto& field : response.fields)
        screen.tell_more(std::string{field.name} + ": " + without_secret(field));
}

void tell_tls(Screen& screen, const hawser::TlsInfo& tls)
{
    screen.tell(std::string{tls.version == hawser::TlsVersion::tls_1_3 ? "TLS 1.3" : "TLS 1.2"} + ", " +
                tls.cipher);
    if (tls.peer)
        screen.tell("certificate: " + tls.peer->subject + ", issued by " + tls.peer->issuer);
}

template <class Unit>
std::string in(const char* unit, Unit time)
{
    std::ostringstream out;
    out.precision(2);
    out << std::fixed << time.count() << ' ' << unit;
    return out.str();
}

} // namespace

void tell_opening(Screen& screen, const hawser::WebSocket& ws)
{
    if (!screen.is_verbose())
        return;
    screen.tell("connected to " + ws.remote_endpoint().to_string());
    if (const auto tls = ws.tls())
        tell_tls(screen, *tls);
    if (const auto response = ws.response())
        tell_answer(screen, *response);
    screen.tell("subprotocol: " + (ws.subprotocol().empty() ? "none" : ws.subprotocol()));
    screen.tell("extensions: " + (ws.extensions().empty() ? "none" : ws.extensions()));
}

void tell_refusal(Screen& screen, const hawser::WebSocket& ws)
{
    const auto response = ws.response();
    if (!response)
        return;
    tell_answer(screen, *response);
    std::istringstream body{response->body};
    for (std::string line; std::getline(body, line);)
        screen.tell("body: " + line);
}

void tell_reconnecting(Screen& screen, const hawser::ReconnectInfo& info)
{
    screen.tell("connecting again in " + in("s", std::chrono::duration<double>{info.delay}) + ", attempt " +
                std::to_string(info.attempt));
}

void tell_round_trip(Screen& screen, std::chrono::nanoseconds time)
{
    screen.tell_more("pong after " + in("ms", std::chrono::duration<double, std::milli>{time}));
}

void tell_close(Screen& screen, const hawser::CloseInfo& info)
{
    std::string text = "the connection was lost";
    if (info.code == hawser::CloseCode::no_status)
        text = "closed without a code";
    else if (info.code != hawser::CloseCode::abnormal)
        text = "closed with " + std::to_string(static_cast<unsigned>(info.code));
    if (!info.reason.empty())
        text += ": " + info.reason;
    if (exit_code(info) == ExitCode::success)
        screen.tell_more(text);
    else
        screen.tell(text);
}

} // namespace client
