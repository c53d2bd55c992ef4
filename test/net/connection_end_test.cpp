// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "support/connection_fixture.hpp"
#include "support/print_send_result.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace connection_end_test {

namespace {

using hawser::error;
using hawser::SendResult;
using hawser::net::Batch;
using hawser::net::Connection;
using hawser::test::ConnectionFixture;
using hawser::test::ScriptedProtocol;
using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_end, ConnectionFixture)

// --- close

BOOST_AUTO_TEST_CASE(close_ends_at_once_and_says_so_later)
{
    open();
    BOOST_TEST(loop->size() == 1U);
    in_batch([&] {
        connection->close(error::idle_timeout);
        BOOST_TEST(peer->closed);
        BOOST_TEST(!connection->is_open());
        connection->close(error::body_timeout);
        connection->finish();
        connection->pause_reading();
        connection->resume_reading();
        connection->want_drain();
        connection->set_deadline(1ms);
        BOOST_TEST(protocol->closings == 0);
    });
    pass(5s);
    BOOST_TEST(protocol->deadlines == 0);
    BOOST_TEST(protocol->drains == 0);
    check_gone(error::idle_timeout);
}

BOOST_AUTO_TEST_CASE(close_from_within_each_callback)
{
    using Set = std::function<void(ScriptedProtocol::Callback)>;
    const std::vector<Set> callbacks{
        [&](auto f) { protocol->when_start = f; },
        [&](auto f) { protocol->when_bytes = [f](Connection& c, auto bytes) { return f(c), bytes.size(); }; },
        [&](auto f) { protocol->when_eof = f; },
        [&](auto f) { protocol->when_drain = f; },
        [&](auto f) { protocol->when_deadline = f; },
        [&](auto f) { protocol->when_stop = f; },
    };
    for (const auto& set : callbacks) {
        for (const bool at_once : {true, false}) {
            reset();
            set([&, at_once](Connection& c) {
                c.write("last words");
                at_once ? c.close() : c.finish();
                BOOST_TEST(protocol->closings == 0);
            });
            open();
            send("bytes");
            in_batch([&] { connection->want_drain(); });
            in_batch([&] { connection->set_deadline(1ms); });
            pass(1s);
            loop->stop_all();
            run();
            end();
            check_gone();
            BOOST_TEST(peer->sent == (at_once ? "" : "last words"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reset_by_the_peer_is_the_reason)
{
    open();
    peer->fail_at = peer->operations;
    send("x");
    check_gone(boost::asio::error::connection_reset);
}

// --- finish

BOOST_AUTO_TEST_CASE(finish_sends_what_waits_then_the_end_and_waits_for_the_peer)
{
    open();
    peer->room = 4;
    in_batch([&] {
        connection->write("hello ");
        connection->write("world");
        connection->finish();
        connection->finish();
        BOOST_TEST(!connection->is_open());
    });
    BOOST_TEST(peer->sent == "hell");
    BOOST_TEST(!peer->send_ended);
    peer->take(4);
    run();
    BOOST_TEST(!peer->send_ended);
    peer->take();
    run();
    BOOST_TEST(peer->sent == "hello world");
    BOOST_TEST(peer->send_ended);
    BOOST_TEST(!peer->closed);
    end();
    check_gone();
}

BOOST_AUTO_TEST_CASE(input_behind_finish_is_discarded)
{
    protocol->when_bytes = [](Connection& c, std::string_view) {
        c.finish();
        return 1U;
    };
    open();
    send("one");
    send("two");
    BOOST_TEST(peer->incoming.empty());
    BOOST_TEST(protocol->shown.size() == 1U);
    end();
    BOOST_TEST(protocol->eofs == 0);
    check_gone();
}

BOOST_AUTO_TEST_CASE(finish_reads_on_although_reading_was_paused)
{
    open();
    in_batch([&] { connection->pause_reading(); });
    send("unread");
    in_batch([&] { connection->finish(); });
    BOOST_TEST(peer->incoming.empty());
    BOOST_TEST(protocol->shown.empty());
    end();
    check_gone();
}

BOOST_AUTO_TEST_CASE(finish_after_the_peers_end_closes_once_the_queue_is_sent)
{
    open();
    end();
    peer->room = 0;
    in_batch([&] {
        connection->write("answer");
        connection->finish();
    });
    BOOST_TEST(!peer->closed);
    peer->take();
    run();
    BOOST_TEST(peer->sent == "answer");
    check_gone();
}

BOOST_AUTO_TEST_CASE(the_peers_end_while_the_queue_is_sent_does_not_cut_it)
{
    open();
    peer->room = 0;
    in_batch([&] {
        connection->write("answer");
        connection->finish();
    });
    end();
    BOOST_TEST(!peer->closed);
    peer->take();
    run();
    BOOST_TEST(peer->sent == "answer");
    check_gone();
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_end_its_side_is_closed_after_a_while)
{
    open();
    in_batch([&] { connection->finish(); });
    pass(1500ms);
    send("still talking");
    BOOST_TEST(!peer->closed);
    pass(1s);
    BOOST_TEST(protocol->deadlines == 0);
    check_gone();
}

BOOST_AUTO_TEST_CASE(a_reset_after_the_end_was_sent_is_no_error)
{
    open();
    in_batch([&] { connection->finish(); });
    peer->fail_at = peer->operations;
    send("x");
    check_gone();
}

BOOST_AUTO_TEST_CASE(finish_from_another_connections_batch_sends_the_queue)
{
    open();
    const auto other = connect(make_peer(), std::make_shared<ScriptedProtocol>());
    {
        Batch batch{*loop, other.get()};
        connection->write("farewell");
        connection->finish();
        BOOST_TEST(!peer->send_ended);
    }
    BOOST_TEST(peer->sent == "farewell");
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(finish_drops_the_protocols_deadline)
{
    open();
    peer->room = 0;
    in_batch([&] {
        connection->set_deadline(1ms);
        connection->write("waits");
        connection->finish();
        connection->set_deadline(1ms);
    });
    pass(10s);
    BOOST_TEST(protocol->deadlines == 0);
    BOOST_TEST(!peer->closed);
}

// --- the end of all

BOOST_AUTO_TEST_CASE(stop_all_tells_every_open_connection)
{
    open();
    auto finishing = std::make_shared<ScriptedProtocol>();
    const auto other = connect(make_peer(), finishing);
    {
        Batch batch{*loop};
        other->finish();
    }
    loop->stop_all();
    BOOST_TEST(protocol->stops == 0);
    run();
    BOOST_TEST(protocol->stops == 1);
    BOOST_TEST(finishing->stops == 0);
    BOOST_TEST(connection->is_open());
}

BOOST_AUTO_TEST_CASE(cut_all_closes_every_connection)
{
    open();
    auto second = std::make_shared<ScriptedProtocol>();
    connect(make_peer(), second);
    loop->cut_all(error::connection_cut);
    run();
    BOOST_TEST(second->closings == 1);
    BOOST_TEST(second->reason == error::connection_cut);
    check_gone(error::connection_cut);
}

BOOST_AUTO_TEST_CASE(an_abandoned_connection_is_closed_if_the_executor_runs_on)
{
    open();
    loop->abandon(error::connection_cut);
    BOOST_TEST(loop->size() == 0U);
    BOOST_TEST(protocol->closings == 0);
    run();
    check_gone(error::connection_cut);
}

BOOST_AUTO_TEST_SUITE_END()

// An application may destroy its io_context without running it again.
BOOST_AUTO_TEST_CASE(an_abandoned_connection_ends_with_the_executor)
{
    for (const bool has_work : {false, true}) {
        auto protocol = std::make_shared<ScriptedProtocol>();
        std::weak_ptr<Connection> watch;
        {
            hawser::test::TestLoop loop;
            auto peer = loop.make_peer();
            auto connection = loop.connect(peer, protocol);
            watch = connection;
            // The last call may still use the connection, which has ended.
            protocol->when_closed = [raw = connection.get()](hawser::error_code) {
                BOOST_TEST(!raw->is_open());
                BOOST_TEST(raw->write("farewell") == SendResult::dropped);
                raw->set_deadline(1ms);
                raw->resume_reading();
                raw->finish();
                raw->close();
            };
            if (has_work)
                connection->post([] { BOOST_TEST(false, "work ran on a dead executor"); });
            loop.loop->abandon(error::connection_cut);
            connection.reset();
            BOOST_TEST(protocol->closings == 0);
            peer->reader = nullptr;
            loop.context.stop();
            loop.runs_at_end = false;
        }
        BOOST_TEST(watch.expired());
        BOOST_TEST(protocol->closings == 1);
        BOOST_TEST(protocol->reason == error::connection_cut);
    }
}

} // namespace connection_end_test
