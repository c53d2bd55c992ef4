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
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace hawser {

/// One side of one WebSocket connection: derive from it to say what a service does.
///
/// *Lifecycle*: created for each accepted handshake → `on_open` → any of `on_message`, `on_fragment`,
/// `on_ping`, `on_pong`, `on_drain`, `on_error` → `on_close`, exactly once → destroyed. `on_close` follows every
/// `on_open`, however the connection ended. In the constructor there is no session yet: the protected
/// members below may be used from `on_open` on.
///
/// *Thread safety*: the callbacks of one session run one at a time. The protected members other than the
/// callbacks may be called from any thread as long as the object lives; to use a session from
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

    /// Attaches an object to the session, which `Session::state` hands out to whoever has a handle: for the
    /// factory, or the constructor. @throws std::logic_error once the session is open.
    template <class T>
    void attach(std::shared_ptr<T> state)
    {
        attach(std::move(state), typeid(T));
    }

protected:
    /// The handshake is done; messages may be sent.
    virtual void on_open();
    /// A whole message came. The view is valid during the call.
    virtual void on_message(const Message& message);
    /// A piece of a message came, in place of `on_message`, in a service with `deliver_fragments`. The view is
    /// valid during the call.
    virtual void on_fragment(const Fragment& fragment);
    /// A Ping came; the Pong is already on its way.
    virtual void on_ping(std::string_view payload);
    /// A Pong came, other than the answers to the Pings of `ping_interval`.
    virtual void on_pong(std::string_view payload);
    /// The queue has fallen to its low mark after `send` answered `queued` or `dropped`: go on sending.
    virtual void on_drain();
    /// Something went wrong that ends the session; `on_close` follows.
    virtual void on_error(error_code error, std::string_view what);
    /// The session has ended; the last callback. Sending is no longer possible.
    virtual void on_close(const CloseInfo& info);

    /// These do what the members of `Session` of the same name do.
    SendResult send(std::string_view text, Compression compress = Compression::automatic);
    SendResult send(std::span<const std::byte> data, Compression compress = Compression::automatic);
    SendResult send(const Message& message, Compression compress = Compression::automatic);
    void send_file(std::string path, MessageType type = MessageType::binary, SendHandler done = {},
                   Compression compress = Compression::automatic);
    void send(std::istream& stream, std::uint64_t length, MessageType type = MessageType::binary,
              SendHandler done = {}, Compression compress = Compression::automatic);
    MessageWriter begin(MessageType type, Compression compress = Compression::automatic);
    SendResult ping(std::string_view payload = {});
    void close(CloseCode code = CloseCode::normal, std::string_view reason = {});
    void join(std::string_view group);
    void leave(std::string_view group);
    std::string id() const;
    std::string_view subprotocol() const;

    /// A handle for use outside the callbacks.
    Session session() const;
    /// All sessions of the same service.
    SessionManager& sessions() const;
    /// The request of the handshake: path, query, fields, endpoints.
    const Request& request() const;

private:
    friend class server::ServiceSession;
    struct Attached {
        std::shared_ptr<void> state;
        const std::type_info* type;
    };
    void attach(std::shared_ptr<void> state, const std::type_info& type);

    server::ServiceSession* session_ = nullptr;
    std::unique_ptr<Attached> attached_; // until the session takes it over
};

} // namespace hawser
