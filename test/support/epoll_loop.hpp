// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/epoll_set.hpp"
#include "net/loop.hpp"
#include "support/scripted_protocol.hpp"
#include "support/socket_pair.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::test {

/// A loop with real sockets, watched by an epoll set, and without threads and clock: the test runs what is
/// due. The peers' ends are local sockets, so that what one end does is due at the other at once.
struct EpollLoop {
    static constexpr std::size_t too_many = 10'000;

    boost::asio::io_context peers;
    boost::asio::io_context context{1};
    std::shared_ptr<net::Loop> loop = std::make_shared<net::Loop>(
        context.get_executor(), net::Loop::Threading::single, Logger{}, net::Loop::Ticking::by_hand);

    EpollLoop() { loop->epoll_set(std::make_unique<net::EpollSet>(context)); }
    ~EpollLoop()
    {
        loop->cut_all(error::connection_cut);
        run();
    }

    /// Runs all handlers that can run now, and those that they bring about. Returns how many; `too_many`
    /// if there is no end to them.
    std::size_t run()
    {
        context.restart();
        std::size_t count = 0;
        while (count < too_many && context.poll_one() > 0)
            ++count;
        return count;
    }

    /// True if nothing is waited for any longer, so that `io_context::run` would return.
    bool is_done()
    {
        run();
        return context.stopped();
    }
};

/// A connection of an `EpollLoop`, its scripted protocol, and its peer.
struct EpollConnection : SocketPair {
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>();

    explicit EpollConnection(EpollLoop& owner, const net::ConnectionSettings& settings = {})
        : SocketPair{owner.loop, owner.peers, settings}
    {
        peer.non_blocking(true);
    }

    void start() { SocketPair::start(protocol); }

    /// The peer sends bytes; they must fit into the system's buffer.
    void send(std::string_view bytes) { boost::asio::write(peer, boost::asio::buffer(bytes)); }

    /// All that the peer can read now.
    std::string receive()
    {
        std::string all;
        std::string buffer(1 << 16, ' ');
        error_code ec;
        while (const auto count = peer.read_some(boost::asio::buffer(buffer), ec))
            all.append(buffer, 0, count);
        return all;
    }

    /// What happens in a batch of the connection, outside its protocol's callbacks.
    template <class Work>
    void in_batch(Work work)
    {
        net::Batch batch{connection->loop(), connection.get()};
        work();
    }
};

} // namespace hawser::test
