// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/epoll_set.hpp"

#include "net/epoll_transport.hpp"
#include "support/epoll_loop.hpp"
#include "support/print_error.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cstdio>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace epoll_set_test {

namespace {

namespace asio = boost::asio;
using hawser::error;
using hawser::net::Connection;
using hawser::net::EpollTransport;
using hawser::test::EpollConnection;
using hawser::test::EpollLoop;
using hawser::test::patience;
using hawser::test::ScriptedProtocol;

struct Fixture : EpollLoop {
    std::deque<EpollConnection> connections;

    EpollConnection& open()
    {
        auto& added = connections.emplace_back(*this);
        added.start();
        return added;
    }
    void open(int count)
    {
        while (count-- > 0)
            open();
        run();
    }
    void send_to_all(std::string_view bytes)
    {
        for (auto& each : connections)
            each.send(bytes);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(epoll_set, Fixture)

BOOST_AUTO_TEST_CASE(a_set_without_sockets_is_no_work)
{
    BOOST_TEST(run() == 0U);
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(run_returns_when_the_last_socket_has_left)
{
    for (int round = 0; round < 3; ++round) {
        auto& first = open();
        auto& second = open();
        BOOST_TEST(!is_done());
        first.in_batch([&] { first.connection->close(); });
        BOOST_TEST(!is_done());
        second.in_batch([&] { second.connection->close(); });
        context.restart();
        context.run_for(patience);
        BOOST_TEST(context.stopped());
        BOOST_TEST(loop->size() == 0U);
    }
}

// The wait of the emptied set has been cancelled, and says so only later.
BOOST_AUTO_TEST_CASE(a_set_that_was_empty_for_a_moment_is_watched_again)
{
    open(1);
    auto& first = connections.front();
    auto& second = connections.emplace_back(*this);
    asio::post(context, [&] {
        first.connection->close();
        second.connection->start(second.protocol);
    });
    run();
    second.send("hello");
    run();
    BOOST_TEST(first.protocol->closings == 1);
    BOOST_TEST(second.protocol->taken == "hello");
}

BOOST_AUTO_TEST_CASE(sockets_may_join_and_leave_during_a_notification)
{
    open(2);
    for (auto& each : connections)
        each.protocol->when_bytes = [&](Connection& connection, std::string_view bytes) {
            open();
            connection.close();
            return bytes.size();
        };
    send_to_all("x");
    run();
    BOOST_TEST(connections.size() == 4U);
    BOOST_TEST(loop->size() == 2U);
    connections[2].send("two");
    connections[3].send("three");
    run();
    BOOST_TEST(connections[2].protocol->taken == "two");
    BOOST_TEST(connections[3].protocol->taken == "three");
}

// Each of the two is the only one for a while, before, between and after the other's.
BOOST_AUTO_TEST_CASE(the_only_one_changes)
{
    auto& first = open();
    run();
    first.send("a");
    run();
    auto& second = open();
    run();
    first.send("b");
    second.send("1");
    run();
    first.in_batch([&] { first.connection->close(); });
    for (const auto* bytes : {"2", "3", "4"}) { // the set is asked once more, and knows then
        second.send(bytes);
        run();
    }
    auto& third = open();
    second.in_batch([&] { second.connection->close(); });
    run();
    for (const auto* bytes : {"x", "y"}) {
        third.send(bytes);
        run();
    }
    BOOST_TEST(first.protocol->taken == "ab");
    BOOST_TEST(second.protocol->taken == "1234");
    BOOST_TEST(third.protocol->taken == "xy");
    third.peer.close();
    run();
    BOOST_TEST(third.protocol->eofs == 1);
    third.in_batch([&] { third.connection->close(); });
    BOOST_TEST(is_done());
}

// --- many events at a time

BOOST_AUTO_TEST_CASE(more_sockets_than_one_look_reports_are_all_served)
{
    constexpr int count = 300;
    open(count);
    for (int round = 1; round <= 3; ++round) {
        send_to_all("x");
        run();
        for (auto& each : connections)
            BOOST_TEST_REQUIRE(each.protocol->shown.size() == static_cast<std::size_t>(round));
    }
    for (auto& each : connections)
        each.peer.close();
    run();
    for (auto& each : connections)
        BOOST_TEST_REQUIRE(each.protocol->eofs == 1);
}

BOOST_AUTO_TEST_CASE(other_work_has_its_turn_between_looks)
{
    constexpr int count = 300;
    open(count);
    int served = 0, served_before_work = 0;
    for (auto& each : connections)
        each.protocol->when_bytes = [&](Connection&, std::string_view bytes) {
            if (served++ == 0)
                asio::post(context, [&] { served_before_work = served; });
            return bytes.size();
        };
    send_to_all("x");
    run();
    BOOST_TEST(served == count);
    BOOST_TEST(served_before_work > 0);
    BOOST_TEST(served_before_work < count);
}

BOOST_AUTO_TEST_CASE(whoever_is_first_may_close_all_that_are_to_be_told)
{
    open(20);
    int told = 0;
    for (auto& each : connections)
        each.protocol->when_bytes = [&](Connection&, std::string_view bytes) {
            ++told;
            for (auto& victim : connections)
                victim.connection->close(error::connection_cut);
            connections.clear(); // so that each is gone once it has been torn down
            return bytes.size();
        };
    std::vector<std::shared_ptr<ScriptedProtocol>> protocols;
    for (auto& each : connections)
        protocols.push_back(each.protocol);
    send_to_all("x");
    run();
    BOOST_TEST(told == 1);
    for (auto& each : protocols) {
        BOOST_TEST(each->closings == 1);
        BOOST_TEST(each->reason == error::connection_cut);
    }
    BOOST_TEST(loop->size() == 0U);
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(neighbours_may_close_each_other)
{
    open(20);
    for (std::size_t i = 0; i < 20; ++i)
        connections[i].protocol->when_bytes = [this, i](Connection&, std::string_view bytes) {
            connections[(i + 1) % 20].connection->close();
            connections[(i + 19) % 20].connection->close();
            return bytes.size();
        };
    send_to_all("x");
    run();
    int told = 0, closed = 0;
    for (auto& each : connections) {
        BOOST_TEST(each.protocol->closings + static_cast<int>(each.protocol->shown.size()) == 1);
        told += !each.protocol->shown.empty();
        closed += each.protocol->closings;
    }
    BOOST_TEST(told >= 7); // one of three, at least
    BOOST_TEST(closed == 20 - told);
    BOOST_TEST(static_cast<int>(loop->size()) == told);
}

// --- what the system refuses

// It cannot watch a file.
BOOST_AUTO_TEST_CASE(a_descriptor_that_cannot_be_watched_ends_its_connection)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
    BOOST_TEST_REQUIRE(file);
    open(1);
    auto protocol = std::make_shared<ScriptedProtocol>();
    auto connection = std::make_shared<Connection>(
        loop, std::make_unique<EpollTransport>(*loop, ::dup(fileno(file.get()))),
        hawser::net::ConnectionSettings{});
    connection->start(protocol);
    const std::weak_ptr watch = std::exchange(connection, nullptr);
    BOOST_TEST(protocol->closings == 0); // not from within
    BOOST_TEST(run() < too_many);
    BOOST_TEST(protocol->closings == 1);
    BOOST_TEST((protocol->reason == asio::error::no_memory));
    BOOST_TEST(watch.expired());
    connections.front().send("still here");
    run();
    BOOST_TEST(connections.front().protocol->taken == "still here");
}

BOOST_AUTO_TEST_CASE(a_refused_connection_may_be_closed_before_it_hears_of_it)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
    auto protocol = std::make_shared<ScriptedProtocol>();
    auto connection = std::make_shared<Connection>(
        loop, std::make_unique<EpollTransport>(*loop, ::dup(fileno(file.get()))),
        hawser::net::ConnectionSettings{});
    connection->start(protocol);
    connection->close(error::connection_cut);
    connection.reset();
    BOOST_TEST(is_done());
    BOOST_TEST(protocol->closings == 1);
    BOOST_TEST(protocol->reason == error::connection_cut);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace epoll_set_test
