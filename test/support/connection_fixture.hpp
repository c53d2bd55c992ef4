// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"
#include "support/test_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace hawser::test {

/// One connection with a scripted protocol on one side and a scripted peer on the other.
struct ConnectionFixture : TestLoop {
    std::shared_ptr<FakePeer> peer = make_peer();
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>();
    std::shared_ptr<net::Connection> connection;

    void open(const net::ConnectionSettings& settings = {})
    {
        connection = connect(peer, protocol, settings);
    }

    /// Begins anew, for tests in a loop; `open` comes next.
    void reset()
    {
        peer = make_peer();
        protocol = std::make_shared<ScriptedProtocol>();
    }

    /// The peer sends bytes.
    void send(std::string_view bytes)
    {
        peer->send(bytes);
        run();
    }

    /// The peer ends its side.
    void end()
    {
        peer->end();
        run();
    }

    /// What happens in a batch of the connection, outside its protocol's callbacks.
    template <class Work>
    void in_batch(Work work)
    {
        {
            net::Batch batch{*loop, connection.get()};
            work();
        }
        run();
    }

    /// The connection has ended, for `reason`, and nobody holds it any longer.
    void check_gone(error_code reason = {})
    {
        BOOST_TEST(protocol->closings == 1);
        BOOST_TEST(protocol->reason == reason);
        BOOST_TEST(peer->closed);
        BOOST_TEST(loop->size() == 0U);
        const std::weak_ptr watch = std::exchange(connection, nullptr);
        BOOST_TEST(watch.expired());
    }
};

} // namespace hawser::test
