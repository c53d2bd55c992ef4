// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/listen.hpp>
#include <hawser/log.hpp>
#include <hawser/network.hpp>
#include <hawser/tls_options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hawser {

class Handshake;

/// How a service compresses: permessage-deflate (RFC 7692). What is agreed with a client is the narrower of
/// its offer and of this.
struct DeflateOptions {
    /// True: each message that the server sends is compressed by itself, with a compressor that all sessions of
    /// an I/O thread share. False: with what went before in mind, which makes small similar messages much
    /// smaller, for some 260 KiB of memory in each session that has sent one.
    bool server_no_context_takeover = true;
    /// True: the client is told to do the same. False: up to 40 KiB for each session whose client compresses.
    bool client_no_context_takeover = true;

    /// The window, as a power of two, 9 to 15, of what the server and the client compress: smaller ones
    /// take less memory, with `memory_level` lowered too, and compress less.
    int server_max_window_bits = 15;
    int client_max_window_bits = 15;

    /// 1, fast, to 9, thorough. 6 is zlib's own default; 1 takes two thirds of the time, for 7 % more bytes.
    int level = 6;
    /// zlib's memory for the search for matches, 1 to 9: 2^(level + 9) bytes.
    int memory_level = 8;

    /// Shorter messages, in bytes, go out as they are: compressing them saves no packet.
    std::size_t min_size = 256;
};

/// What happens to a message that does not fit in the queue of a session whose peer reads too slowly.
enum class QueuePolicy : unsigned char {
    close,       ///< the session is closed with `WebSocketOptions::queue_close_code`: nobody misses messages
    drop_newest, ///< the message is dropped, `send` answers `dropped`, and the session goes on
    drop_oldest, ///< the oldest messages that have not begun to be sent give way: for tickers and games
};

/// What a WebSocket service allows its sessions. Every size is in bytes.
///
/// A server has one set for all its services (`ServerOptions::websocket`); a service may have its own.
struct WebSocketOptions {
    // --- receiving

    /// The largest message, all its fragments together, inflated; a larger one ends the session with close
    /// code 1009 before memory is reserved for it. 16 MiB takes a photograph and stops an attack.
    std::uint64_t max_message_size = 16 * 1024 * 1024;

    /// True: messages are not put together; `Behavior::on_fragment` gets them in pieces as they arrive, so
    /// that an upload of 2 GiB needs no 2 GiB (with `max_message_size` raised to it).
    bool deliver_fragments = false;

    /// How long one message may take from its first byte to its last; with `deliver_fragments`, from one
    /// piece to the next. A minute is 16 MiB at 280 kB/s.
    std::chrono::milliseconds message_timeout = std::chrono::seconds{60};

    // --- sending

    /// The most that waits for a peer that reads too slowly, messages and control frames alike. What
    /// happens to a message that would exceed it is `queue_policy`. The memory of a server is its sessions
    /// times this.
    std::size_t max_queue_size = 4 * 1024 * 1024;

    /// Above this `send` answers `queued`, and at `queue_low_mark` `on_drain` is called.
    std::size_t queue_high_mark = 256 * 1024;
    std::size_t queue_low_mark = 64 * 1024;

    QueuePolicy queue_policy = QueuePolicy::close;
    /// For `QueuePolicy::close`: `policy_violation` (1008), or `try_again_later` (1013) for clients that
    /// take that as a hint to come back.
    CloseCode queue_close_code = CloseCode::policy_violation;

    /// A message longer than this goes out in fragments of this size; 0: in one frame, whatever its length.
    /// Files and streams are sent in fragments anyway, of 64 KiB if this is 0.
    std::size_t fragment_size = 0;

    // --- compression

    /// Accept permessage-deflate if the client offers it. Off by default: it costs far more processor time
    /// than everything else that is done with a message, and a secret in the same message, or with context
    /// takeover the same session, as text of an attacker's can be guessed from the size.
    bool compression = false;
    DeflateOptions deflate{};

    // --- the peer's presence

    /// How often the peer is sent a Ping; 0: never. NATs and proxies forget connections that are silent for
    /// a minute, some of them sooner (nginx and many load balancers: 60 s).
    std::chrono::milliseconds ping_interval = std::chrono::seconds{25};

    /// A session that has sent nothing at all for that long after a Ping is ended, with close code 1006. With
    /// the interval above, a peer that vanishes is noticed within a minute.
    std::chrono::milliseconds pong_timeout = std::chrono::seconds{20};

    /// A session without a message in either direction for that long is closed with code 1001; 0: never,
    /// since a chat may well be silent, and who is gone is found by the Pings.
    std::chrono::milliseconds idle_timeout{0};

    /// How long the peer may take to answer our Close frame before the connection is cut. 5 s lets a
    /// mobile peer wake up.
    std::chrono::milliseconds close_timeout = std::chrono::seconds{5};

    // --- handshake

    /// The subprotocols that the service speaks, the best first. The first one that the client offers is
    /// chosen; if there is none, the session has none.
    std::vector<std::string> subprotocols{};

    /// Refuses handshakes of pages from other servers, which browsers let through with the user's cookies
    /// (403); `OriginCheck` says which of them are welcome, and takes the place of this check.
    bool check_origin = true;

    /// Called before a handshake is answered with 101, to choose a subprotocol, add fields to the answer, or
    /// ignore extensions. On the I/O thread; what it throws answers the handshake with 500.
    std::function<void(Handshake&)> on_handshake{};

    // --- callbacks

    /// Where the callbacks of the service's sessions run, for instance the executor of a thread pool, whose
    /// context has to outlive the server; empty: on the connection's own thread. The callbacks of one session
    /// run one at a time in order either way.
    boost::asio::any_io_executor callback_executor{};

    /// With a `callback_executor`: when more than this waits for the callbacks of a session, its connection
    /// is not read until half of it is done.
    std::size_t receive_queue_size = 256 * 1024;
};

/// What a server allows an HTTP request. Every size is in bytes; the status in brackets is the answer
/// to a request that exceeds it.
struct HttpLimits {
    std::size_t request_line = 8 * 1024;          ///< (414) what nginx allows too
    std::size_t header = 32 * 1024;               ///< request line and fields together (431)
    std::size_t fields = 100;                     ///< number of fields (431); browsers send about 20
    std::uint64_t body = 1024 * 1024;             ///< a body held in memory (413)

    /// A request header must be complete this long after its first byte (408). Bytes do not extend it.
    std::chrono::milliseconds header_timeout = std::chrono::seconds{10};
    /// In each such stretch of time a body must bring at least `min_body_rate` times its length (408).
    std::chrono::milliseconds body_timeout = std::chrono::seconds{20};
    std::size_t min_body_rate = 500;              ///< bytes a second
    /// The most that waits of a body sent with `Response::stream` for a client that reads too slowly.
    std::size_t stream_queue = 1024 * 1024;
    /// The folder for bodies that `RouteOptions::spool_body` sends to a file; empty: the system's own.
    std::string spool_folder{};
    /// How long a kept-alive connection may stay silent between requests.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};
    /// Requests that one connection may bring; the answer to the last says `Connection: close`.
    std::uint64_t max_requests = 10'000;
};

/// The options of every server.
///
/// *Example*
/// @code
/// hawser::HttpServer server{{.address = "localhost", .port = 0, .threads = 2}};
/// @endcode
struct ServerOptions {
    /// Where to listen: an IPv4 or IPv6 address; `"localhost"`: the loopback of both families; empty:
    /// every interface, both families.
    std::string address{};

    /// The TCP port; 0 lets the system pick one, which `Server::port` tells.
    std::uint16_t port = 0;

    /// Where to listen, in place of `address` and `port`: several ports, Unix sockets, sockets opened by
    /// others, the PROXY protocol.
    std::vector<Listen> listen{};

    /// The folder with the files to serve (`HttpServer` only); empty: none. It must exist when the
    /// server starts.
    std::string document_root{};

    /// Certificates, and all else about TLS: with it every listener talks https and wss, but for those whose
    /// `Listen::tls` is false. Read when the server starts; see `Server::reload_certificates`.
    std::optional<TlsOptions> tls{};

    /// I/O threads; 0: one per processor. Without meaning where the application's executor is used.
    unsigned threads = 0;

    /// Open connections at most; at that number the server stops accepting until one ends.
    std::size_t max_connections = 100'000;

    /// Open connections of one IPv4 address, or of one IPv6 /64; any more are closed as soon as they are
    /// accepted. So that one peer cannot use up `max_connections`.
    std::size_t max_connections_per_address = 1024;

    /// Whose connections are not counted for that: by default those of this machine and of private networks,
    /// since that is where the proxies are that bring everybody's.
    std::vector<Network> uncounted_networks = Network::private_use();

    /// Connections that the system completes before the server accepts them (the `listen` backlog).
    int backlog = 4096;

    /// A peer that takes less than 1 KiB of what waits for it in such a stretch of time is cut.
    std::chrono::milliseconds write_timeout = std::chrono::seconds{30};

    /// How long `run` lets connections finish after a signal.
    std::chrono::milliseconds stop_deadline = std::chrono::seconds{10};

    /// Refuses requests from this machine for a foreign host (421): a page of an attacker's whose name was made
    /// to lead here (DNS rebinding) could read the answers. `HostCheck` and `TrustedProxies` take its place.
    bool check_host = true;

    /// The `Server` field of answers; empty leaves it out.
    std::string server_name = "Hawser";

    HttpLimits http{};
    WebSocketOptions websocket{};
    Logger logger{};
};

} // namespace hawser
