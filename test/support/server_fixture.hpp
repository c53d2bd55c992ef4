// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/http_connection.hpp"
#include "server/site.hpp"
#include "support/fake_transport.hpp"
#include "support/test_loop.hpp"

#include <hawser/options.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// A server without sockets: a site, and connections whose peers are strings.
struct ServerFixture {
    TestLoop loop;
    std::shared_ptr<server::Site> site;

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
    void connect(const std::shared_ptr<FakePeer>& peer)
    {
        const auto remote = Endpoint::ipv4({127, 0, 0, 1}, 50000);
        const auto local = Endpoint::ipv4({127, 0, 0, 1}, 80);
        loop.connect(peer, std::make_shared<server::HttpConnection>(site, local, remote),
                     server::HttpConnection::connection_settings(site->options()));
    }

    /// Sends bytes on a new connection and returns all that came back.
    std::string exchange(std::string_view bytes, std::size_t read_limit = FakePeer::unlimited)
    {
        auto peer = loop.make_peer();
        peer->read_limit = read_limit;
        connect(peer);
        peer->send(bytes);
        loop.run();
        return peer->sent;
    }
};

} // namespace hawser::test
