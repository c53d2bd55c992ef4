// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/log.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace hawser {

/// What a WebSocket service allows its sessions. Every size is in bytes.
///
/// A server has one set for all its services (`ServerOptions::websocket`); a service may have its own.
struct WebSocketOptions {
    /// The largest message, all its fragments together; a larger one ends the session with close code
    /// 1009 before memory is reserved for it. 16 MiB takes a photograph and stops an attack.
    std::uint64_t max_message_size = 16 * 1024 * 1024;

    /// The most that waits for a peer that reads too slowly. A message that would exceed it is dropped
    /// and the session closed with code 1008: the memory of a server is its sessions times this.
    std::size_t max_queue_size = 4 * 1024 * 1024;

    /// Above this `send` answers `queued`, and at `queue_low_mark` `on_drain` is called.
    std::size_t queue_high_mark = 256 * 1024;
    std::size_t queue_low_mark = 64 * 1024;

    /// How long the peer may take to answer our Close frame before the connection is cut. 5 s lets a
    /// mobile peer wake up.
    std::chrono::milliseconds close_timeout = std::chrono::seconds{5};

    /// How long one message may take from its first byte to its last. A minute is 16 MiB at 280 kB/s.
    std::chrono::milliseconds message_timeout = std::chrono::seconds{60};
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
    /// How long a kept-alive connection may stay silent between requests.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};
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

    /// The folder with the files to serve (`HttpServer` only); empty: none. It must exist when the
    /// server starts.
    std::string document_root{};

    /// I/O threads; 0: one per processor. Without meaning where the application's executor is used.
    unsigned threads = 0;

    /// Open connections at most; at that number the server stops accepting until one ends.
    std::size_t max_connections = 100'000;

    /// Connections that the system completes before the server accepts them (the `listen` backlog).
    int backlog = 4096;

    /// A peer that takes less than 1 KiB of what waits for it in such a stretch of time is cut.
    std::chrono::milliseconds write_timeout = std::chrono::seconds{30};

    /// How long `run` lets connections finish after a signal.
    std::chrono::milliseconds stop_deadline = std::chrono::seconds{10};

    /// The `Server` field of answers; empty leaves it out.
    std::string server_name = "Hawser";

    HttpLimits http{};
    WebSocketOptions websocket{};
    Logger logger{};
};

} // namespace hawser
