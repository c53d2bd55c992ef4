// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/error.hpp>
#include <hawser/message.hpp>
#include <hawser/request.hpp>
#include <hawser/send_result.hpp>
#include <hawser/session.hpp>
#include <hawser/session_manager.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace hawser {

/// One side of one WebSocket connection: derive from it to say what a service does.
///
/// *Lifecycle*: created for each accepted handshake → `on_open` → any of `on_message`, `on_ping`,
/// `on_pong`, `on_drain`, `on_error` → `on_close`, exactly once → destroyed. `on_close` follows every
/// `on_open`, however the connection ended. In the constructor there is no session yet: the protected
/// members below may be used from `on_open` on.
///
/// *Thread safety*: the callbacks of one session run one at a time. `send`, `ping`, `close`, `session`,
/// `sessions` and `id` may be called from any thread as long as the object lives; to use a session from
/// elsewhere for longer than that, keep a `session()` handle.
///
/// *Errors*: a callback that throws ends its session with code 1011, after a log line and `on_error`.
///
/// *Example*
/// @code
/// class Echo : public hawser::Behavior {
///     void on_message(const hawser::Message& message) override { send(message); }
/// };
/// @endcode
class HAWSER_DECL Behavior {
public:
    Behavior();
    virtual ~Behavior();
    Behavior(const Behavior&) = delete;
    Behavior& operator=(const Behavior&) = delete;

protected:
    /// The handshake is done; messages may be sent.
    virtual void on_open();
    /// A whole message came. The view is valid during the call.
    virtual void on_message(const Message& message);
    /// A Ping came; the Pong is already on its way.
    virtual void on_ping(std::string_view payload);
    /// A Pong came.
    virtual void on_pong(std::string_view payload);
    /// The queue, above its high mark before, has fallen to its low mark: go on sending.
    virtual void on_drain();
    /// Something went wrong that ends the session; `on_close` follows.
    virtual void on_error(error_code error, std::string_view what);
    /// The session has ended; the last callback. Sending is no longer possible.
    virtual void on_close(const CloseInfo& info);

    /// @copydoc Session::send(std::string_view) const
    SendResult send(std::string_view text);
    /// @copydoc Session::send(std::span<const std::byte>) const
    SendResult send(std::span<const std::byte> data);
    /// @copydoc Session::send(const Message&) const
    SendResult send(const Message& message);
    /// @copydoc Session::ping
    SendResult ping(std::string_view payload = {});
    /// @copydoc Session::close
    void close(CloseCode code = CloseCode::normal, std::string_view reason = {});

    /// A handle for use outside the callbacks.
    Session session() const;
    /// All sessions of the same service.
    SessionManager& sessions() const;
    /// @copydoc Session::id
    std::string id() const;
    /// The request of the handshake: path, query, fields, endpoints.
    const Request& request() const;

private:
    friend class server::WebSocketSession;
    server::WebSocketSession* session_ = nullptr;
};

} // namespace hawser
