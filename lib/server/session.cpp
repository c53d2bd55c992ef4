// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session.hpp>

#include "server/payload.hpp"
#include "server/websocket_session.hpp"

#include <utility>

namespace hawser {

Session::Session(std::shared_ptr<server::WebSocketSession> session) noexcept : session_{std::move(session)} {}

std::string Session::id() const
{
    return session_->session_id().to_string();
}

bool Session::is_open() const noexcept
{
    return session_->is_open();
}

Endpoint Session::remote_endpoint() const noexcept
{
    return session_->request().remote_endpoint();
}

std::size_t Session::buffered_amount() const noexcept
{
    return session_->buffered_amount();
}

SendResult Session::send(std::string_view text) const
{
    server::require_utf8(text);
    return session_->send(MessageType::text, text);
}

SendResult Session::send(std::span<const std::byte> data) const
{
    return session_->send(MessageType::binary, server::as_text(data));
}

SendResult Session::send(const Message& message) const
{
    return session_->send(message.type(), message.text());
}

SendResult Session::ping(std::string_view payload) const
{
    return session_->ping(payload);
}

void Session::close(CloseCode code, std::string_view reason) const
{
    session_->close(code, reason);
}

} // namespace hawser
