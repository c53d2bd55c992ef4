// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/accept_backoff.hpp"
#include "net/loop.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/log.hpp>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hawser::net {

/// Converts an address; `Endpoint::Family::none` for one of another family.
Endpoint to_endpoint(const asio::generic::stream_protocol::endpoint& endpoint) noexcept;

/// What to listen on; see `ServerOptions`.
struct ListenerOptions {
    std::string address;
    std::uint16_t port = 0;
    int backlog = 4096;
};

/// Accepts connections on one port, of one or both IP families.
///
/// *Lifecycle*: `open` → `start` → accepting ⇄ paused → `close` → closed, for good.
///
/// *Thread safety*: `open` and `start` by the owner; the others from any thread.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    using Socket = asio::generic::stream_protocol::socket;

    struct Callbacks {
        /// The loop for the next connection; asked once per connection, on the listener's loop.
        std::function<Loop&()> next_loop;
        /// A connection for that loop was accepted. Called on the listener's loop.
        std::function<void(Loop& loop, Socket socket)> on_accept;
    };

    Listener(std::shared_ptr<Loop> loop, Logger logger);

    /// Binds and listens. @throws boost::system::system_error with the reason and the address.
    void open(const ListenerOptions& options);

    void start(Callbacks callbacks);

    /// Stops and goes on accepting; connections wait in the backlog meanwhile.
    void pause();
    void resume();

    /// Closes the port. `closed`, if not empty, is called on the loop when that is done.
    void close(std::function<void()> closed = {});

    /// The port that `open` got.
    std::uint16_t port() const noexcept { return port_; }

private:
    using tcp = asio::ip::tcp;

    struct Acceptor {
        tcp::acceptor acceptor;
        asio::steady_timer timer;
        AcceptBackoff backoff;
        bool waiting = false;
    };

    bool try_open(const tcp::endpoint& endpoint, int backlog, bool dual_stack, error_code& ec);
    void open_localhost(const ListenerOptions& options);
    void wait(Acceptor& acceptor);
    void accept_some(Acceptor& acceptor);
    void back_off(Acceptor& acceptor, error_code ec);

    std::shared_ptr<Loop> loop_;
    Logger logger_;
    Callbacks callbacks_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::uint16_t port_ = 0;
    Loop* next_loop_ = nullptr; // asked for and not used yet
    std::atomic<bool> paused_{false};
    bool closed_ = false; // on the loop only, as all that is used after `start`
};

} // namespace hawser::net
