// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/accept_backoff.hpp"
#include "net/listening_socket.hpp"
#include "net/loop.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/listen.hpp>
#include <hawser/log.hpp>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace hawser::net {

/// Accepts connections in one or several places.
///
/// *Lifecycle*: `open`, once for each place → `start` → accepting ⇄ paused → `close` → closed, for good.
///
/// *Thread safety*: `open` and `start` by the owner; the others from any thread.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    using Socket = asio::generic::stream_protocol::socket;

    struct Callbacks {
        /// The loop for the next connection; asked once per connection, on the listener's loop.
        std::function<Loop&()> next_loop;
        /// A connection for that loop was accepted in a place, which are counted from 0 in the order in which
        /// they were opened. Called on the listener's loop.
        std::function<void(Loop& loop, Socket socket, std::size_t place)> on_accept;
    };

    Listener(std::shared_ptr<Loop> loop, Logger logger);

    /// Binds and listens. @throws boost::system::system_error with the reason and the place; those opened
    /// before are closed when the listener goes.
    void open(const Listen& listen, int backlog);

    void start(Callbacks callbacks);

    /// Stops and goes on accepting; connections wait in the backlog meanwhile.
    void pause();
    void resume();

    /// Closes all. `closed`, if not empty, is called on the loop when that is done.
    void close(std::function<void()> closed = {});

    /// What is listened on, in the order of opening.
    std::vector<Endpoint> endpoints() const;
    /// The first TCP port; 0 if there is none.
    std::uint16_t port() const noexcept;

private:
    struct Acceptor {
        ListeningSocket socket;
        std::size_t place;
        asio::steady_timer timer;
        AcceptBackoff backoff{};
        bool waiting = false;
    };

    void wait(Acceptor& acceptor);
    void accept_some(Acceptor& acceptor);
    void back_off(Acceptor& acceptor, error_code ec);

    std::shared_ptr<Loop> loop_;
    Logger logger_;
    Callbacks callbacks_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::size_t places_ = 0;
    Loop* next_loop_ = nullptr; // asked for and not used yet
    std::atomic<bool> paused_{false};
    bool closed_ = false; // on the loop only, as all that is used after `start`
};

} // namespace hawser::net
