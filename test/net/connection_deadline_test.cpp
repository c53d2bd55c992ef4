// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"
#include "support/test_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace connection_deadline_test {

namespace {

using hawser::error;
using hawser::net::Batch;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::net::Loop;
using hawser::test::FakePeer;
using hawser::test::ScriptedProtocol;
using hawser::test::TestLoop;
using namespace std::chrono_literals;

struct Fixture : TestLoop {
    std::shared_ptr<FakePeer> peer = make_peer();
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>();
    std::shared_ptr<Connection> connection;

    Fixture()
    {
        ConnectionSettings settings;
        settings.write_ticks = 10;
        connection = connect(peer, protocol, settings);
    }

    void set(std::chrono::milliseconds from_now)
    {
        Batch batch{*loop, connection.get()};
        connection->set_deadline(from_now);
    }

    void write(std::size_t size)
    {
        Batch batch{*loop, connection.get()};
        connection->write(std::string(size, 'x'));
    }

    void tick(int count = 1) { pass_ticks(count); }

    // The peer takes `bytes`, then a tick goes by.
    void take(std::size_t bytes)
    {
        peer->take(bytes);
        run();
        tick();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_deadline, Fixture)

BOOST_AUTO_TEST_CASE(a_deadline_passes_once_never_early_and_hardly_late)
{
    set(1s); // somewhere in the present tick: two ticks may be less than a second away
    tick(2);
    BOOST_TEST(protocol->deadlines == 0);
    tick();
    BOOST_TEST(protocol->deadlines == 1);
    tick(20);
    BOOST_TEST(protocol->deadlines == 1);
    BOOST_TEST(connection->is_open());
}

BOOST_AUTO_TEST_CASE(a_deadline_can_be_cleared)
{
    set(1s);
    tick();
    set(0s);
    tick(20);
    BOOST_TEST(protocol->deadlines == 0);
}

BOOST_AUTO_TEST_CASE(a_deadline_can_be_moved)
{
    set(1s);
    tick(2);
    set(2s);
    tick(4);
    BOOST_TEST(protocol->deadlines == 0);
    tick();
    BOOST_TEST(protocol->deadlines == 1);
    set(10s);
    set(1ms);
    tick(2);
    BOOST_TEST(protocol->deadlines == 2);
}

BOOST_AUTO_TEST_CASE(a_deadline_may_set_the_next)
{
    protocol->when_deadline = [](Connection& c) { c.set_deadline(1s); };
    set(1s);
    tick(9);
    BOOST_TEST(protocol->deadlines == 3);
}

BOOST_AUTO_TEST_CASE(an_endless_deadline_does_not_pass)
{
    set(std::chrono::milliseconds::max());
    tick(3);
    BOOST_TEST(protocol->deadlines == 0);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_another_one_clears_in_the_same_tick_does_not_pass)
{
    auto second = std::make_shared<ScriptedProtocol>();
    const auto other = connect(make_peer(), second);
    protocol->when_deadline = [&](Connection&) { other->set_deadline({}); };
    second->when_deadline = [&](Connection&) { connection->set_deadline({}); };
    {
        Batch batch{*loop};
        connection->set_deadline(1s);
        other->set_deadline(1s);
    }
    tick(5);
    BOOST_TEST(protocol->deadlines + second->deadlines == 1);
}

// --- the write deadline

BOOST_AUTO_TEST_CASE(a_peer_that_takes_nothing_is_cut)
{
    peer->room = 0;
    write(100);
    tick(9);
    BOOST_TEST(connection->is_open());
    tick();
    BOOST_TEST(protocol->reason == error::write_timeout);
    BOOST_TEST(protocol->closings == 1);
}

BOOST_AUTO_TEST_CASE(without_a_queue_there_is_no_write_deadline)
{
    write(100);
    tick(30);
    BOOST_TEST(connection->is_open());
    peer->room = 0;
    write(100);
    tick(9);
    peer->take();
    run();
    BOOST_TEST(connection->queued_bytes() == 0U);
    tick(30);
    BOOST_TEST(connection->is_open());
}

BOOST_AUTO_TEST_CASE(a_queue_that_was_empty_meanwhile_has_a_new_deadline)
{
    peer->room = 0;
    write(100);
    tick(9);
    peer->take(100);
    run();
    write(100);
    tick(9);
    BOOST_TEST(connection->is_open());
    tick();
    BOOST_TEST(protocol->closings == 1);
}

BOOST_AUTO_TEST_CASE(more_writes_do_not_put_the_write_deadline_off)
{
    peer->room = 0;
    for (int i = 0; i < 9; ++i) {
        write(100);
        tick();
    }
    BOOST_TEST(connection->is_open());
    write(100);
    tick();
    BOOST_TEST(protocol->reason == error::write_timeout);
}

BOOST_AUTO_TEST_CASE(a_trickle_does_not_put_the_write_deadline_off)
{
    peer->room = 0;
    write(100'000);
    for (int i = 0; i < 9; ++i)
        take(100);
    BOOST_TEST(connection->is_open());
    take(100);
    BOOST_TEST(protocol->reason == error::write_timeout);
}

BOOST_AUTO_TEST_CASE(a_slow_peer_that_gets_on_is_kept)
{
    peer->room = 0;
    write(100'000);
    for (int i = 0; i < 50; ++i)
        take(150); // 1,500 bytes per window
    BOOST_TEST(connection->is_open());
    BOOST_TEST(peer->sent.size() == 7500U);
    for (int i = 0; i < 9; ++i)
        tick();
    BOOST_TEST(connection->is_open());
    tick();
    BOOST_TEST(protocol->reason == error::write_timeout);
}

// The system holds much for a peer, and tells of room only when it is rid of a good part of it.
BOOST_AUTO_TEST_CASE(what_the_peers_system_takes_is_progress)
{
    struct HoldingTransport : hawser::test::FakeTransport {
        HoldingTransport(std::shared_ptr<FakePeer> far, const std::size_t& pending)
            : FakeTransport{std::move(far)}, held{pending}
        {
        }
        std::size_t unacknowledged() const noexcept override { return held; }
        const std::size_t& held;
    };
    peer = make_peer();
    std::size_t held = 100'000;
    auto settings = connection->settings();
    connection = std::make_shared<Connection>(loop, std::make_unique<HoldingTransport>(peer, held), settings);
    protocol = std::make_shared<hawser::test::ScriptedProtocol>();
    connection->start(protocol);
    peer->room = 0;
    write(100'000);
    for (int i = 0; i < 50; ++i) {
        held -= 150;
        tick();
    }
    BOOST_TEST(connection->is_open());
    held -= 500; // not enough for a window
    for (int i = 0; i < 10; ++i)
        tick();
    BOOST_TEST(protocol->reason == error::write_timeout);
    run();
    connection.reset();
}

BOOST_AUTO_TEST_CASE(progress_in_one_window_does_not_count_in_the_next)
{
    peer->room = 0;
    write(100'000);
    take(5000);
    tick(9);
    BOOST_TEST(connection->is_open());
    tick(9);
    BOOST_TEST(connection->is_open());
    tick();
    BOOST_TEST(protocol->reason == error::write_timeout);
}

BOOST_AUTO_TEST_CASE(the_write_deadline_holds_while_finishing)
{
    peer->room = 0;
    write(100);
    {
        Batch batch{*loop, connection.get()};
        connection->finish();
    }
    tick(10);
    BOOST_TEST(protocol->reason == error::write_timeout);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connection_deadline_test
