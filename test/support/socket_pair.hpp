// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/loop.hpp"
#include "net/socket_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace hawser::test {

/// No test waits longer than this; those that pass wait for events only.
constexpr std::chrono::seconds patience{20};

/// Runs `context` in the calling thread until `condition()` is true; false if that takes too long.
template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    context.restart();
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        context.run_one_until(end);
        context.restart();
    }
    return true;
}

/// A connection of `loop`, not started yet, and the blocking socket at its far end.
struct SocketPair {
    using Peer = boost::asio::local::stream_protocol::socket;

    std::shared_ptr<net::Connection> connection;
    Peer peer;

    SocketPair(const std::shared_ptr<net::Loop>& loop, boost::asio::io_context& peers,
               const net::ConnectionSettings& settings = {})
        : peer{peers}
    {
        Peer near{loop->connection_executor()};
        boost::asio::local::connect_pair(near, peer);
        connection = std::make_shared<net::Connection>(
            loop, net::make_socket_transport(*loop, net::SocketTransport::Socket{std::move(near)}), settings);
    }

    /// Starts the connection on its executor.
    void start(std::shared_ptr<net::Protocol> protocol) const
    {
        boost::asio::post(connection->transport().executor(),
                          [c = connection, p = std::move(protocol)] { c->start(p); });
    }
};

} // namespace hawser::test
