// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/detail/completion.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>
#include <hawser/message.hpp>
#include <hawser/message_writer.hpp>
#include <hawser/send_result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

namespace hawser {

namespace server {
class CoroutineBehavior;
class ServiceSession;
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
    using SendHandler = hawser::SendHandler;

    explicit Session(std::shared_ptr<server::ServiceSession> session) noexcept;

    // --- what it is

    /// 32 hexadecimal digits, unguessable, different for each session.
    std::string id() const;

    /// True until a Close frame is sent or received, or the connection ends.
    bool is_open() const noexcept;

    /// When it was opened.
    std::chrono::system_clock::time_point start_time() const noexcept;

    /// The peer's address, as it was when the connection was accepted.
    Endpoint remote_endpoint() const noexcept;

    /// The subprotocol that was chosen in the handshake; empty: none.
    std::string_view subprotocol() const noexcept;

    /// What `Behavior::attach` was given; null if that was nothing, or of another type.
    template <class T>
    std::shared_ptr<T> state() const noexcept
    {
        return std::static_pointer_cast<T>(attached(typeid(T)));
    }

    // --- the peer's presence

    /// True if the session is open and its peer has been heard of: false once a Ping has gone without any
    /// sign of life for 5 s, or `pong_timeout` if that is shorter. Asks nobody and never blocks.
    bool is_alive() const noexcept;

    /// How long the peer took to answer the last Ping; nothing before the first answer.
    std::optional<std::chrono::nanoseconds> round_trip() const noexcept;

    /// Sends a Ping frame. @throws std::invalid_argument if `payload` has more than 125 bytes.
    SendResult ping(std::string_view payload = {}) const;

    /// Sends a Ping frame and completes with the time until its Pong. A Pong answers all Pings before it, too
    /// (RFC 6455 §5.5.3).
    ///
    /// Completion signature `void(error_code, std::chrono::nanoseconds)`; `error::not_open` if the session is
    /// not open or ends before the answer. The handler runs on its associated executor, by default the
    /// session's. It cannot be cancelled; `pong_timeout` bounds the wait. An empty payload is replaced by
    /// one of our own. @throws std::invalid_argument if `payload` has more than 125 bytes.
    template <class CompletionToken>
    auto async_ping(std::string_view payload, CompletionToken&& token) const
    {
        return boost::asio::async_initiate<CompletionToken, void(error_code, std::chrono::nanoseconds)>(
            [self = *this, payload = std::string{payload}](auto handler) {
                self.begin_ping(payload, detail::post_completion<error_code, std::chrono::nanoseconds>(
                                             std::move(handler), self.executor()));
            },
            token);
    }

    // --- sending

    /// Bytes that wait because the peer has not taken them.
    std::size_t buffered_amount() const noexcept;

    /// Sends a text message. @throws std::invalid_argument if `text` is not UTF-8.
    SendResult send(std::string_view text, Compression compress = Compression::automatic) const;
    /// Sends a binary message.
    SendResult send(std::span<const std::byte> data, Compression compress = Compression::automatic) const;
    /// Sends a message of the type and content of another: an echo.
    SendResult send(const Message& message, Compression compress = Compression::automatic) const;

    /// Sends the file of that path as one message, in fragments, paced by the peer: memory is taken for one
    /// fragment at a time. What is sent after it waits behind it. The file is read on the session's thread;
    /// if it cannot be opened, `done` gets the error and nothing is sent. If reading fails later, or a text
    /// turns out not to be UTF-8, the session is closed with code 1011.
    void send_file(std::string path, MessageType type = MessageType::binary, SendHandler done = {},
                   Compression compress = Compression::automatic) const;

    /// The same from a stream: its next `length` bytes, or up to its end if it has fewer. The stream must
    /// live, and be left alone, until `done` is called.
    void send(std::istream& stream, std::uint64_t length, MessageType type = MessageType::binary,
              SendHandler done = {}, Compression compress = Compression::automatic) const;

    /// Begins a message whose length is not known yet.
    MessageWriter begin(MessageType type, Compression compress = Compression::automatic) const;

    /// True if permessage-deflate was negotiated.
    bool is_compressed() const noexcept;
    /// Whether messages with `Compression::automatic` are compressed from now on, if it was negotiated.
    void compression(bool enabled) const noexcept;

    // --- receiving

    /// Stops reading from the connection, so that the peer has to wait; messages that have been received
    /// already may still come. While it is paused the session neither notices that the peer goes nor
    /// demands Pongs of it.
    void pause_receiving() const;
    void resume_receiving() const;

    // --- groups

    /// Enters and leaves a group of the service; see `SessionManager::group`. Both take effect in the order of
    /// this thread's sends. @throws std::invalid_argument if `group` is empty.
    void join(std::string_view group) const;
    void leave(std::string_view group) const;
    /// The groups that it is in.
    std::vector<std::string> groups() const;

    // --- the end

    /// Starts the closing handshake and does not wait; `on_close` follows. Without effect on a closing session.
    /// @throws std::invalid_argument if code or reason must not be sent by a server (RFC 6455 §7.4):
    /// a reserved code, 1010, a reason over 123 bytes, not UTF-8, or beside `no_status`.
    void close(CloseCode code = CloseCode::normal, std::string_view reason = {}) const;

    /// The same, and completes when the connection has ended, behind `on_close`, at the latest after
    /// `close_timeout`. With `boost::asio::use_future` that is a close that one can wait for.
    ///
    /// Completion signature `void(CloseInfo)`. The handler runs on its associated executor, by default
    /// the session's. It cannot be cancelled. Throws as `close` does.
    template <class CompletionToken>
    auto async_close(CloseCode code, std::string_view reason, CompletionToken&& token) const
    {
        return boost::asio::async_initiate<CompletionToken, void(CloseInfo)>(
            [self = *this, code, reason = std::string{reason}](auto handler) {
                self.begin_close(code, reason,
                                 detail::post_completion<CloseInfo>(std::move(handler), self.executor()));
            },
            token);
    }

    /// Where its callbacks run: its connection's executor, or the service's `callback_executor`.
    boost::asio::any_io_executor executor() const;

    friend bool operator==(const Session&, const Session&) = default;

private:
    friend class SessionSet;
    friend class server::CoroutineBehavior;

    std::shared_ptr<void> attached(const std::type_info& type) const noexcept;
    void begin_ping(std::string_view payload,
                    std::function<void(error_code, std::chrono::nanoseconds)> done) const;
    void begin_close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done) const;

    std::shared_ptr<server::ServiceSession> session_;
};

} // namespace hawser
