// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/loop.hpp"
#include "support/fake_transport.hpp"

#include <hawser/log.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hawser::test {

/// A loop without threads, sockets and clock: the test runs what is due and moves time on.
struct TestLoop {
    boost::asio::io_context context;
    std::vector<std::string> log; ///< lines of the logger
    Logger logger{LogLevel::trace, [this](LogLevel, std::string_view text) { log.emplace_back(text); }};
    std::shared_ptr<net::Loop> loop = std::make_shared<net::Loop>(
        context.get_executor(), net::Loop::Threading::single, logger, net::Loop::Ticking::by_hand);

    bool runs_at_end = true; ///< false: the io_context is destroyed with whatever waits in it

    ~TestLoop()
    {
        if (!runs_at_end)
            return;
        loop->cut_all(error::connection_cut);
        run();
    }

    /// Runs all handlers that can run now, and those that they bring about.
    void run()
    {
        context.restart();
        context.poll();
    }

    /// Lets time pass, tick by tick, and runs what is due.
    void pass(std::chrono::milliseconds time) { pass_ticks(static_cast<int>(net::Loop::ticks(time))); }
    void pass_ticks(int count)
    {
        for (; count > 0; --count) {
            loop->advance();
            run();
        }
    }

    /// A connection to `peer`, started with `protocol`.
    std::shared_ptr<net::Connection> connect(const std::shared_ptr<FakePeer>& peer,
                                             std::shared_ptr<net::Protocol> protocol,
                                             const net::ConnectionSettings& settings = {})
    {
        auto connection =
            std::make_shared<net::Connection>(loop, std::make_unique<FakeTransport>(peer), settings);
        connection->start(std::move(protocol));
        run();
        return connection;
    }

    std::shared_ptr<FakePeer> make_peer() { return std::make_shared<FakePeer>(context); }
};

} // namespace hawser::test
