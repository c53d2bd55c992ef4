// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/http_connection.hpp"
#include "server/site.hpp"
#include "support/fake_transport.hpp"
#include "support/test_loop.hpp"

#include <hawser/options.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// A server without sockets: a site, and connections whose peers are strings.
struct ServerFixture {
    TestLoop loop;
    std::shared_ptr<server::Site> site;
    Endpoint remote = Endpoint::ipv4({192, 0, 2, 7}, 50000); ///< of the next connection
    Endpoint local = Endpoint::ipv4({192, 0, 2, 1}, 80);

    explicit ServerFixture(ServerOptions options = {}, server::Site::Kind kind = server::Site::Kind::http)
    {
        options.logger = loop.logger;
        site = std::make_shared<server::Site>(kind, std::move(options));
    }

    /// A new connection.
    std::shared_ptr<FakePeer> connect()
    {
        auto peer = loop.make_peer();
        connect(peer);
        return peer;
    }
    std::shared_ptr<net::Connection> connect(const std::shared_ptr<FakePeer>& peer)
    {
        return loop.connect(peer, std::make_shared<server::HttpConnection>(site, local, remote),
                            server::HttpConnection::connection_settings(site->options()));
    }

    /// Sends bytes on a new connection and returns all that came back.
    std::string exchange(std::string_view bytes, std::size_t read_limit = FakePeer::unlimited)
    {
        auto peer = loop.make_peer();
        peer->read_limit = read_limit;
        connect(peer);
        send(*peer, bytes);
        return peer->sent;
    }

    /// The same in two packets, cut at `cut`.
    std::string exchange_cut(std::string_view bytes, std::size_t cut)
    {
        auto peer = connect();
        send(*peer, bytes.substr(0, cut));
        send(*peer, bytes.substr(cut));
        return peer->sent;
    }

    /// Sends bytes and runs what they bring about.
    void send(FakePeer& peer, std::string_view bytes)
    {
        peer.send(bytes);
        loop.run();
    }
    void end(FakePeer& peer)
    {
        peer.end();
        loop.run();
    }
    void take(FakePeer& peer, std::size_t bytes = FakePeer::unlimited)
    {
        peer.take(bytes);
        loop.run();
    }

    /// Moves time on by ticks of half a second.
    void tick(int count = 1)
    {
        for (; count > 0; --count) {
            loop.loop->advance();
            loop.run();
        }
    }

    bool logged(std::string_view part) const
    {
        return std::any_of(loop.log.begin(), loop.log.end(),
                           [part](const auto& line) { return line.find(part) != std::string::npos; });
    }
};

} // namespace hawser::test
