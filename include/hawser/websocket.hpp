// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/client_options.hpp>
#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/detail/cancellable.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>
#include <hawser/fields.hpp>
#include <hawser/message.hpp>
#include <hawser/message_writer.hpp>
#include <hawser/owned_message.hpp>
#include <hawser/reconnect.hpp>
#include <hawser/send_result.hpp>
#include <hawser/tls_info.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>

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
#include <type_traits>
#include <utility>

namespace hawser {

namespace client {
class Core;
}

/// Where a `WebSocket` is in its life.
enum class ReadyState : unsigned char {
    idle,       ///< not connected yet
    connecting, ///< for the first time, or again
    open,       ///< messages can be sent
    closing,    ///< a Close frame was sent or received
    closed,     ///< over; may be connected again
};

/// `"idle"` … `"closed"`.
HAWSER_DECL std::string_view to_string(ReadyState state) noexcept;

/// A server's, or a proxy's, answer to the handshake; also where it failed.
struct HandshakeResponse {
    unsigned status = 0;      ///< 101 if the handshake succeeded
    bool is_of_proxy = false; ///< the proxy has answered, not the server
    std::string reason{};
    Fields fields{};
    std::string body{}; ///< of a refusal: its first KiB
};

/// A WebSocket client: one connection at a time to the server that a URL names.
///
/// *Lifecycle*: idle → connecting → open → closing → closed, and from there to connecting again, by `connect`
/// or by `ClientOptions::reconnect`. It may be destroyed at any time, in any of its callbacks too: pending
/// operations complete with `boost::asio::error::operation_aborted`, no callback is called any more, and an
/// open connection is closed with 1001. Without an executor of the application, the destructor waits for the
/// end of that, `close_timeout` at the longest, unless a callback calls it. If a callback is running on
/// another thread, it waits for that.
///
/// *Three styles*, over one implementation:
/// - Callbacks and calls that block (`connect`, `read`, `close`). Everything happens on a thread of the
///   library, which all clients without an executor share: a callback must not take long, nor make a call
///   that blocks.
/// - `async_…` functions with any completion token, on the application's executor.
/// - Coroutines, with `boost::asio::use_awaitable` as that token.
///
/// Messages go to `on_message`, if that is set, else to `read` and `async_read`. Those that nobody reads hold
/// the server up when `receive_queue_size` is full.
///
/// *Thread safety*: all members but the constructors, the destructor and those that set callbacks may be
/// called from any thread. Callbacks are called one at a time. What one thread sends arrives in the order in
/// which it was sent.
///
/// *Errors*: misuse throws `std::logic_error` or `std::invalid_argument`, at once; what goes wrong with the
/// connection is an error code, and a `boost::system::system_error` where a call blocks.
///
/// *Example*
/// @code
/// hawser::WebSocket ws{"wss://example.com/Chat?name=nobita", {.compression = true}};
/// ws.on_message([](const hawser::Message& message) { std::cout << message.text() << '\n'; });
/// ws.connect();
/// ws.send("BALUS");
/// ws.close();
/// @endcode
class HAWSER_DECL WebSocket {
public:
    /// A client with the library's own thread. `url`: `ws://` or `wss://`, a host, perhaps a port, path and
    /// query, a user and password, no fragment (RFC 6455 §3).
    /// @throws std::invalid_argument if the URL or an option cannot be used; the text says why.
    explicit WebSocket(std::string_view url, ClientOptions options = {});

    /// A client on the application's executor, which the application runs: of an `io_context`, a thread pool,
    /// a strand, whose context has to outlive the client. It keeps the executor busy while it is connecting,
    /// connected, or waiting to connect again, and, behind its destructor, until the connection is closed.
    WebSocket(boost::asio::any_io_executor executor, std::string_view url, ClientOptions options = {});

    /// A client with the options, and on the executor, of another, which both share, certificates included:
    /// for thousands of connections of one kind.
    WebSocket(std::string_view url, const WebSocket& like);

    ~WebSocket();
    WebSocket(WebSocket&&) noexcept;
    /// Ends what was there before as the destructor does.
    WebSocket& operator=(WebSocket&&) noexcept;

    // --- callbacks. They are set before connecting, or when it is over. @throws std::logic_error at any
    // other time.

    /// The handshake is done; messages may be sent. For each connection anew.
    void on_open(std::function<void()> callback);
    /// A whole message came. The view is valid during the call.
    void on_message(std::function<void(const Message&)> callback);
    /// A piece of a message came, in place of `on_message`, with `ClientOptions::deliver_fragments`.
    void on_fragment(std::function<void(const Fragment&)> callback);
    /// A Ping came; the Pong is already on its way.
    void on_ping(std::function<void(std::string_view payload)> callback);
    /// A Pong came, other than the answers to the Pings of `ping_interval`.
    void on_pong(std::function<void(std::string_view payload)> callback);
    /// The queue has fallen to its low mark after `send` answered `queued` or `dropped`: go on sending.
    void on_drain(std::function<void()> callback);
    /// Something went wrong: connecting failed, or the session ends.
    void on_error(std::function<void(error_code error, std::string_view what)> callback);
    /// The connection has ended, or could not be made, and will not be made again; the last callback.
    void on_close(std::function<void(const CloseInfo&)> callback);
    /// The connection was lost, or an attempt to make it again has failed; the next one follows after
    /// `info.delay`.
    void on_reconnecting(std::function<void(const ReconnectInfo& info)> callback);

    // --- connecting

    /// Connects, and waits for the end of it. Only where the library has its own thread, and not in a
    /// callback.
    /// @throws boost::system::system_error if it fails; `response` may tell more.
    /// @throws std::logic_error where it must not block.
    void connect();
    /// The same with an error code in place of the first exception.
    void connect(error_code& ec);

    /// Begins to connect, and returns: `on_open` follows, or `on_error` and `on_close`. Without effect if it
    /// is connecting or connected.
    void start();

    /// Connects. Completion signature `void(error_code)`: `error::already_running` if it is connecting or
    /// connected. The handler runs on its associated executor, by default that of the client. Cancelling it,
    /// in any way, ends the attempt; with `ClientOptions::reconnect` it also ends what comes of it later.
    template <class CompletionToken>
    auto async_connect(CompletionToken&& token)
    {
        return initiate<CompletionToken, void(error_code), error_code>(
            [](Access core, std::uint64_t id, auto done) { begin_connect(core, id, std::move(done)); },
            [](Access, auto handler, bool, error_code ec) { std::move(handler)(ec); }, token);
    }

    // --- receiving

    /// The next message; nothing once the connection has ended for good and all messages that came before
    /// have been read. Waits. Only where the library has its own thread, and not in a callback.
    /// @throws std::logic_error where it must not block, or if another one waits already.
    std::optional<OwnedMessage> read();

    /// The next message. Completion signature `void(error_code, std::optional<OwnedMessage>)`: nothing, and
    /// no error, once the connection has ended for good and all messages that came before have been read;
    /// `error::not_open` before the first connection, `error::already_running` if another one waits already.
    /// When it is cancelled, in any way, no message is lost. An example of a loop:
    /// @code
    /// while (auto message = co_await ws.async_read(boost::asio::use_awaitable))
    ///     ws.send(*message);
    /// @endcode
    template <class CompletionToken>
    auto async_read(CompletionToken&& token)
    {
        return initiate<CompletionToken, void(error_code, std::optional<OwnedMessage>), error_code>(
            [](Access core, std::uint64_t id, auto done) { begin_read(core, id, std::move(done)); },
            [](Access core, auto handler, bool is_cancelled, error_code ec) {
                if (is_cancelled && !ec) // woken and cancelled: the message stays where it is
                    ec = boost::asio::error::operation_aborted;
                auto message = ec ? std::nullopt : take_message(core, ec);
                std::move(handler)(ec, std::move(message));
            },
            token);
    }

    /// Stops reading from the connection, so that the server has to wait; messages that have been received
    /// already may still come. While it is paused, the end of the connection is not noticed, and no Pong is
    /// demanded. It ends with the connection.
    void pause_receiving();
    void resume_receiving();

    // --- sending

    /// Sends a text message, and does not wait. `dropped` if the client is not open; with
    /// `ReconnectOptions::keep_queued` it waits for the next connection. @throws std::invalid_argument if
    /// `text` is not UTF-8.
    SendResult send(std::string_view text, Compression compress = Compression::automatic);
    /// Sends a binary message.
    SendResult send(std::span<const std::byte> data, Compression compress = Compression::automatic);
    /// Sends a message of the type and content of another: an echo.
    SendResult send(const Message& message, Compression compress = Compression::automatic);

    /// Sends the file of that path as one message, in fragments, paced by the server: memory is taken for one
    /// fragment at a time. What is sent after it waits behind it. If it cannot be opened, `done` gets the
    /// error and nothing is sent. If reading fails later, or a text turns out not to be UTF-8, the session is
    /// closed with 1001.
    void send_file(std::string path, MessageType type = MessageType::binary, SendHandler done = {},
                   Compression compress = Compression::automatic);

    /// The same from a stream: its next `length` bytes, or up to its end if it has fewer. The stream must
    /// live, and be left alone, until `done` is called.
    void send(std::istream& stream, std::uint64_t length, MessageType type = MessageType::binary,
              SendHandler done = {}, Compression compress = Compression::automatic);

    /// Begins a message whose length is not known yet. `append` answers `dropped` if the client is not open.
    MessageWriter begin(MessageType type, Compression compress = Compression::automatic);

    /// Sends a message. Completion signature `void(error_code)`: without an error when the system has taken
    /// all of it, which holds a fast sender to the speed of the network; `error::queue_full` if there was no
    /// room, `error::not_open`. The payload is copied. Cancelling ends the waiting, not the message.
    /// @throws std::invalid_argument if `text` is not UTF-8.
    template <class CompletionToken>
    auto async_send(std::string_view text, CompletionToken&& token)
    {
        require_utf8(text);
        return async_send(Message{MessageType::text, text}, std::forward<CompletionToken>(token));
    }
    template <class CompletionToken>
    auto async_send(std::span<const std::byte> data, CompletionToken&& token)
    {
        return async_send(
            Message{MessageType::binary, {reinterpret_cast<const char*>(data.data()), data.size()}},
            std::forward<CompletionToken>(token));
    }
    template <class CompletionToken>
    auto async_send(const Message& message, CompletionToken&& token)
    {
        return initiate<CompletionToken, void(error_code), error_code>(
            [type = message.type(), payload = std::string{message.text()}](Access core, std::uint64_t id,
                                                                           auto done) {
                begin_send(core, id, type, payload, std::move(done));
            },
            [](Access, auto handler, bool, error_code ec) { std::move(handler)(ec); }, token);
    }

    /// Bytes that wait because the server has not taken them.
    std::size_t buffered_amount() const noexcept;

    /// Whether messages with `Compression::automatic` are compressed from now on, where it was negotiated, on
    /// the present connection.
    void compression(bool enabled) noexcept;

    // --- the server's presence

    /// Sends a Ping frame. @throws std::invalid_argument if `payload` has more than 125 bytes.
    SendResult ping(std::string_view payload = {});

    /// Sends a Ping frame and completes with the time until its Pong, which answers all Pings before it, too
    /// (RFC 6455 §5.5.3). Completion signature `void(error_code, std::chrono::nanoseconds)`;
    /// `error::not_open`, or the reason for its end, if the session is not open or ends before the answer.
    /// `pong_timeout` bounds the wait. An empty payload is replaced by one of our own. Cancelling ends the
    /// waiting.
    /// @throws std::invalid_argument if `payload` has more than 125 bytes.
    template <class CompletionToken>
    auto async_ping(std::string_view payload, CompletionToken&& token)
    {
        require_ping_payload(payload);
        return initiate<CompletionToken, void(error_code, std::chrono::nanoseconds), error_code,
                        std::chrono::nanoseconds>(
            [payload = std::string{payload}](Access core, std::uint64_t id, auto done) {
                begin_ping(core, id, payload, std::move(done));
            },
            [](Access, auto handler, bool, error_code ec, std::chrono::nanoseconds time) {
                std::move(handler)(ec, time);
            },
            token);
    }

    /// True if the session is open and its peer has been heard of: false once a Ping has gone without any
    /// sign of life for 5 s, or `pong_timeout` if that is shorter. Asks nobody and never blocks.
    bool is_alive() const noexcept;

    /// How long the server took to answer the last Ping; nothing before the first answer.
    std::optional<std::chrono::nanoseconds> round_trip() const noexcept;

    // --- the end

    /// Starts the closing handshake; where the library has its own thread, and not in a callback, it also
    /// waits for the end: `close_timeout` and 2 s for the end of the connection at the longest, unless the
    /// server is still taking what was sent before. Ends an attempt to connect. Without effect if nothing is
    /// there to close.
    /// @throws std::invalid_argument if code or reason must not be sent by a client (RFC 6455 §7.4): a
    /// reserved code, 1011, a reason over 123 bytes, not UTF-8, or beside `no_status`.
    void close(CloseCode code = CloseCode::normal, std::string_view reason = {});

    /// The same, and completes when the connection has ended. Completion signature `void(error_code,
    /// CloseInfo)`; the error is `operation_aborted` if the waiting was cancelled. Throws as `close` does.
    template <class CompletionToken>
    auto async_close(CloseCode code, std::string_view reason, CompletionToken&& token)
    {
        require_close(code, reason);
        return initiate<CompletionToken, void(error_code, CloseInfo), error_code, CloseInfo>(
            [code, reason = std::string{reason}](Access core, std::uint64_t id, auto done) {
                begin_close(core, id, code, reason, std::move(done));
            },
            [](Access, auto handler, bool, error_code ec, CloseInfo info) {
                std::move(handler)(ec, std::move(info));
            },
            token);
    }
    template <class CompletionToken>
    auto async_close(CompletionToken&& token)
    {
        return async_close(CloseCode::normal, {}, std::forward<CompletionToken>(token));
    }

    // --- what it is

    ReadyState ready_state() const noexcept;
    bool is_open() const noexcept { return ready_state() == ReadyState::open; }
    /// How the last connection ended; nothing while there was none.
    std::optional<CloseInfo> close_info() const;

    /// The URL, without user and password; after redirects, that of the server that answered last.
    std::string url() const;
    /// True for wss.
    bool is_secure() const;
    /// What the last attempt to connect was answered with; nothing where there was no answer.
    std::optional<HandshakeResponse> response() const;
    /// The subprotocol that the server chose; empty: none.
    std::string subprotocol() const;
    /// The value of Sec-WebSocket-Extensions that the server has agreed to; empty: none.
    std::string extensions() const;
    /// True if permessage-deflate was negotiated.
    bool is_compressed() const noexcept;
    /// What TLS has agreed on with the server; nothing for ws, and before.
    std::optional<TlsInfo> tls() const;
    /// The address connected to: the server's, or the proxy's.
    Endpoint remote_endpoint() const;
    Endpoint local_endpoint() const;
    /// The cookies that are kept for the next handshake.
    std::shared_ptr<CookieJar> cookie_jar() const;

    /// Where the callbacks run: the library's own thread, or a strand of the executor that was given.
    boost::asio::any_io_executor executor() const;

private:
    using Access = const std::shared_ptr<client::Core>&;

    template <class Token, class Signature, class... Results, class Start, class Finish>
    auto initiate(Start start, Finish finish, std::remove_reference_t<Token>& token)
    {
        return boost::asio::async_initiate<Token, Signature>(
            [core = core_, id = next_id(), otherwise = executor(), start = std::move(start),
             finish = std::move(finish)](auto handler) {
                detail::start_cancellable<Results...>(
                    std::move(handler), otherwise, [&](auto done) { start(core, id, std::move(done)); },
                    [weak = std::weak_ptr{core}, id] { cancel(weak, id); },
                    [core, finish](auto completed, bool is_cancelled, Results... results) {
                        finish(core, std::move(completed), is_cancelled, std::move(results)...);
                    });
            },
            token);
    }

    static void require_utf8(std::string_view text);
    static void require_ping_payload(std::string_view payload);
    static void require_close(CloseCode code, std::string_view reason);
    static std::uint64_t next_id() noexcept;
    static void cancel(const std::weak_ptr<client::Core>& core, std::uint64_t id);
    static void begin_connect(Access core, std::uint64_t id, std::function<void(error_code)> done);
    static void begin_read(Access core, std::uint64_t id, std::function<void(error_code)> done);
    static std::optional<OwnedMessage> take_message(Access core, error_code& ec);
    static void begin_send(Access core, std::uint64_t id, MessageType type, std::string_view payload,
                           std::function<void(error_code)> done);
    static void begin_ping(Access core, std::uint64_t id, std::string_view payload,
                           std::function<void(error_code, std::chrono::nanoseconds)> done);
    static void begin_close(Access core, std::uint64_t id, CloseCode code, std::string_view reason,
                            std::function<void(error_code, CloseInfo)> done);

    std::shared_ptr<client::Core> core_;
};

} // namespace hawser
