// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/behavior.hpp>

#include "server/payload.hpp"
#include "server/service_state.hpp"
#include "server/websocket_session.hpp"

#include <stdexcept>

namespace hawser {

namespace {

server::WebSocketSession& require(server::WebSocketSession* session)
{
    if (!session)
        throw std::logic_error{"a Behavior has no session before on_open"};
    return *session;
}

} // namespace

Behavior::Behavior() = default;
Behavior::~Behavior() = default;

void Behavior::on_open() {}
void Behavior::on_message(const Message&) {}
void Behavior::on_ping(std::string_view) {}
void Behavior::on_pong(std::string_view) {}
void Behavior::on_drain() {}
void Behavior::on_error(error_code, std::string_view) {}
void Behavior::on_close(const CloseInfo&) {}

SendResult Behavior::send(std::string_view text)
{
    server::require_utf8(text);
    return require(session_).send(MessageType::text, text);
}

SendResult Behavior::send(std::span<const std::byte> data)
{
    return require(session_).send(MessageType::binary, server::as_text(data));
}

SendResult Behavior::send(const Message& message)
{
    return require(session_).send(message.type(), message.text());
}

SendResult Behavior::ping(std::string_view payload)
{
    return require(session_).ping(payload);
}

void Behavior::close(CloseCode code, std::string_view reason)
{
    require(session_).close(code, reason);
}

Session Behavior::session() const
{
    return Session{require(session_).shared_from_this()};
}

SessionManager& Behavior::sessions() const
{
    return require(session_).service().sessions;
}

std::string Behavior::id() const
{
    return require(session_).session_id().to_string();
}

const Request& Behavior::request() const
{
    return require(session_).request();
}

} // namespace hawser
