// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/client_credentials.hpp>
#include <hawser/cookie.hpp>
#include <hawser/cookie_jar.hpp>
#include <hawser/log.hpp>
#include <hawser/options.hpp>
#include <hawser/reconnect.hpp>
#include <hawser/tls_client_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hawser {

/// Through which proxy a client goes.
///
/// *Example*
/// @code
/// hawser::ProxyOptions proxy{.url = "http://proxy.example.com:3128"};
/// hawser::ProxyOptions from_shell{.from_environment = true}; // http_proxy, https_proxy, no_proxy
/// @endcode
struct ProxyOptions {
    /// `http://host:port` or `https://host:port` for a proxy that knows CONNECT (RFC 9110 §9.3.6),
    /// `socks5://` for SOCKS5 (RFC 1928), `socks5h://` for the same with names resolved by the proxy. A user
    /// and password in it are the proxy's `credentials`. Empty: none, but for what `from_environment` finds.
    std::string url{};

    /// Takes the proxy from the environment, as curl does, where `url` is empty: `http_proxy` for ws (in
    /// lower case only: a web server sets the other one from a client's header), `https_proxy` for wss,
    /// `all_proxy` for both, and none for the hosts of `no_proxy`. Off by default: a library in a service
    /// should not depend on who started it.
    bool from_environment = false;

    /// Hosts that are reached without the proxy, as in `no_proxy`: `localhost, .example.com, 10.0.0.0/8`.
    std::string no_proxy{};

    /// Who the client is for the proxy. Never sent to a server, as those of the server are never sent to a
    /// proxy.
    std::optional<ClientCredentials> credentials{};
    CredentialsCallback on_credentials{};

    /// For `https://`: whom to believe to be the proxy.
    TlsClientOptions tls{};
};

/// How long the steps of connecting may take; each is also cut short by `total`.
struct ConnectTimeouts {
    /// All together, with redirects and repeated requests for authentication. 30 s is what people wait.
    std::chrono::milliseconds total = std::chrono::seconds{30};
    /// A name is resolved. The system's resolver gives a server of names 5 s, and asks the next one.
    std::chrono::milliseconds resolve = std::chrono::seconds{10};
    /// A TCP connection is made, to whichever address answers first (RFC 8305).
    std::chrono::milliseconds connect = std::chrono::seconds{10};
    /// The proxy has made its connection. It may try several addresses, one after the other.
    std::chrono::milliseconds proxy = std::chrono::seconds{20};
    /// Each TLS handshake.
    std::chrono::milliseconds tls = std::chrono::seconds{10};
    /// The server has answered the WebSocket handshake.
    std::chrono::milliseconds handshake = std::chrono::seconds{10};
};

/// The options of a `WebSocket`. Every size is in bytes; those of sessions are the same as in
/// `WebSocketOptions`.
///
/// *Example*
/// @code
/// hawser::WebSocket ws{"wss://example.com/Chat", {.subprotocols = {"chat.v2"}, .compression = true}};
/// @endcode
struct ClientOptions {
    // --- handshake

    /// What the client speaks, the best first; `WebSocket::subprotocol` tells what the server chose.
    std::vector<std::string> subprotocols{};

    /// The `Origin` field (RFC 6454), which only browsers have to send; empty leaves it out.
    std::string origin{};

    /// More fields of the request, name and value. Those that the handshake owns are refused: Host, Upgrade,
    /// Connection, Sec-WebSocket-*, and those of bodies. `Authorization`, `Cookie` and `Proxy-Authorization`
    /// are left out where a redirect leads to another origin.
    std::vector<std::pair<std::string, std::string>> fields{};

    /// The `User-Agent` field; empty leaves it out.
    std::string user_agent = "Hawser";

    /// Cookies for the host of the URL, as if it had set them.
    std::vector<Cookie> cookies{};

    /// Where cookies of handshakes are kept for the next ones; several clients may share one. Null: each has
    /// its own.
    std::shared_ptr<CookieJar> cookie_jar{};

    // --- authentication

    /// Who the client is for the server. A user and password in the URL go first.
    std::optional<ClientCredentials> credentials{};

    /// Asked where the server wants credentials and there are none, or they were refused.
    CredentialsCallback on_credentials{};

    // --- the way to the server

    ProxyOptions proxy{};
    TlsClientOptions tls{};

    /// A Unix socket to connect to in place of the URL's host and port; `@name` means the abstract namespace.
    std::string unix_socket{};

    /// The address to connect from; empty: the system chooses.
    std::string local_address{};

    /// Redirects (301, 302, 303, 307, 308) that are followed at most; 0: none, the handshake fails with
    /// `error::handshake_declined`. 5 is enough for honest ones, 50 the most. Never from wss to ws;
    /// credentials, a client certificate, and cookies of other hosts do not go along to another origin.
    unsigned max_redirects = 0;

    ConnectTimeouts timeouts{};

    /// Nothing: a connection that is lost stays so.
    std::optional<ReconnectOptions> reconnect{};

    // --- receiving

    std::uint64_t max_message_size = 16 * 1024 * 1024; ///< a larger message ends the session with 1009
    bool deliver_fragments = false;                    ///< `on_fragment` in place of `on_message`
    /// From a message's first byte to its last.
    std::chrono::milliseconds message_timeout = std::chrono::seconds{60};

    /// When more than this waits to be read by `read` or `async_read`, the connection is not read until half
    /// of it is. Once this side has begun to close, the server's Close frame has to be read all the same:
    /// what comes before it and above twice this size is then dropped. `on_message` gets everything.
    std::size_t receive_queue_size = 256 * 1024;

    // --- sending

    std::size_t max_queue_size = 4 * 1024 * 1024; ///< the most that waits for a server that reads too slowly
    std::size_t queue_high_mark = 256 * 1024;     ///< above this `send` answers `queued`
    std::size_t queue_low_mark = 64 * 1024;       ///< and at this `on_drain` is called
    QueuePolicy queue_policy = QueuePolicy::close;
    CloseCode queue_close_code = CloseCode::policy_violation;
    std::size_t fragment_size = 0; ///< longer messages go out in fragments; 0: in one frame
    /// Without progress of a queue that waits.
    std::chrono::milliseconds write_timeout = std::chrono::seconds{30};

    // --- compression

    /// Offer permessage-deflate (RFC 7692). Off by default, for the reasons that
    /// `WebSocketOptions::compression` has.
    bool compression = false;
    /// Of a server it is not asked to compress each message by itself: some refuse that, and a client has
    /// room for the 40 KiB. Who has thousands of connections may ask for it.
    DeflateOptions deflate{.server_no_context_takeover = false};

    // --- the server's presence

    std::chrono::milliseconds ping_interval = std::chrono::seconds{25}; ///< 0: never
    /// Silence after a Ping that ends the session.
    std::chrono::milliseconds pong_timeout = std::chrono::seconds{20};
    std::chrono::milliseconds idle_timeout{0};                         ///< without messages; 0: never
    /// For the answer to our Close frame, and then the server's end of the connection.
    std::chrono::milliseconds close_timeout = std::chrono::seconds{5};

    Logger logger{};
};

} // namespace hawser
