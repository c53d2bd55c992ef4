// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/message.hpp>
#include <hawser/send_result.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hawser {

namespace server {
class WebSocketSession;
}

/// A handle of a WebSocket session, to use it from outside its callbacks.
///
/// *Lifecycle*: `Behavior::session` and `SessionManager::find` give one. Copies refer to the same session.
/// It may outlive the connection: `is_open` is then false and `send` answers `dropped`.
///
/// *Thread safety*: all members may be called from any thread; none blocks. What one thread sends
/// arrives in the order in which it was sent.
///
/// *Example*
/// @code
/// void on_open() override { ticker.subscribe(session()); } // the ticker sends from its own thread
/// @endcode
class HAWSER_DECL Session {
public:
    explicit Session(std::shared_ptr<server::WebSocketSession> session) noexcept;

    /// 32 hexadecimal digits, unguessable, different for each session.
    std::string id() const;

    /// True until a Close frame is sent or received, or the connection ends.
    bool is_open() const noexcept;

    /// The peer's address, as it was when the connection was accepted.
    Endpoint remote_endpoint() const noexcept;

    /// Bytes that wait because the peer has not taken them.
    std::size_t buffered_amount() const noexcept;

    /// Sends a text message. @throws std::invalid_argument if `text` is not UTF-8.
    SendResult send(std::string_view text) const;
    /// Sends a binary message.
    SendResult send(std::span<const std::byte> data) const;
    /// Sends a message of the type and content of another: an echo.
    SendResult send(const Message& message) const;

    /// Sends a Ping frame. @throws std::invalid_argument if `payload` has more than 125 bytes.
    SendResult ping(std::string_view payload = {}) const;

    /// Starts the closing handshake; `on_close` follows. Without effect on a closing session.
    /// @throws std::invalid_argument if code or reason must not be sent by a server (RFC 6455 §7.4):
    /// a reserved code, 1010, a reason over 123 bytes, not UTF-8, or beside `no_status`.
    void close(CloseCode code = CloseCode::normal, std::string_view reason = {}) const;

    friend bool operator==(const Session&, const Session&) = default;

private:
    std::shared_ptr<server::WebSocketSession> session_;
};

} // namespace hawser
