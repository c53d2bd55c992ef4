// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/behavior.hpp>

#include "session/payload.hpp"
#include "server/service_state.hpp"
#include "server/service_session.hpp"

#include <stdexcept>

namespace hawser {

namespace {

server::ServiceSession& require(server::ServiceSession* session)
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
void Behavior::on_fragment(const Fragment&) {}
void Behavior::on_ping(std::string_view) {}
void Behavior::on_pong(std::string_view) {}
void Behavior::on_drain() {}
void Behavior::on_error(error_code, std::string_view) {}
void Behavior::on_close(const CloseInfo&) {}

void Behavior::attach(std::shared_ptr<void> state, const std::type_info& type)
{
    if (session_)
        throw std::logic_error{"attach: the session is open already"};
    attached_ = std::make_unique<Attached>(Attached{std::move(state), &type});
}

SendResult Behavior::send(std::string_view text, Compression compress)
{
    session::require_utf8(text);
    return require(session_).send(MessageType::text, text, compress);
}

SendResult Behavior::send(std::span<const std::byte> data, Compression compress)
{
    return require(session_).send(MessageType::binary, session::as_text(data), compress);
}

SendResult Behavior::send(const Message& message, Compression compress)
{
    return require(session_).send(message.type(), message.text(), compress);
}

void Behavior::send_file(std::string path, MessageType type, SendHandler done, Compression compress)
{
    session().send_file(std::move(path), type, std::move(done), compress);
}

void Behavior::send(std::istream& stream, std::uint64_t length, MessageType type, SendHandler done,
                    Compression compress)
{
    session().send(stream, length, type, std::move(done), compress);
}

MessageWriter Behavior::begin(MessageType type, Compression compress)
{
    return session().begin(type, compress);
}

SendResult Behavior::ping(std::string_view payload)
{
    return require(session_).ping(payload);
}

void Behavior::close(CloseCode code, std::string_view reason)
{
    require(session_).close(code, reason);
}

void Behavior::join(std::string_view group)
{
    session().join(group);
}

void Behavior::leave(std::string_view group)
{
    session().leave(group);
}

std::string Behavior::id() const
{
    return require(session_).session_id().to_string();
}

std::string_view Behavior::subprotocol() const
{
    return require(session_).subprotocol();
}

Session Behavior::session() const
{
    return Session{require(session_).shared_from_this()};
}

SessionManager& Behavior::sessions() const
{
    return require(session_).service().sessions;
}

const Request& Behavior::request() const
{
    return require(session_).request();
}

} // namespace hawser
