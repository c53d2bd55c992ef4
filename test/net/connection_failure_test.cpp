// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "support/connection_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace connection_failure_test {

namespace {

using hawser::error;
using hawser::net::Connection;
using hawser::test::ConnectionFixture;
using hawser::test::FakePeer;
using hawser::test::ScriptedProtocol;
using hawser::test::TestLoop;
using namespace std::chrono_literals;

const std::string large(200'000, 'L');
const auto shared = std::make_shared<const std::string>(80'000, 'S');

// A session with a bit of everything: it reads in pieces, writes small and large, upgrades, pauses, waits
// for the queue to drain, and finishes.
struct Session {
    TestLoop& loop;
    std::shared_ptr<FakePeer> peer = loop.make_peer();
    std::shared_ptr<ScriptedProtocol> first = std::make_shared<ScriptedProtocol>();
    std::shared_ptr<ScriptedProtocol> second = std::make_shared<ScriptedProtocol>();

    // Returns what is left of the connection.
    std::weak_ptr<Connection> play(std::size_t fail_at)
    {
        peer->fail_at = fail_at;
        peer->read_limit = 3;
        first->when_bytes = [this](Connection& c, std::string_view bytes) -> std::size_t {
            if (!bytes.starts_with("upgrade\n"))
                return 0;
            c.write("switching\n");
            c.replace_protocol(second);
            return 8;
        };
        second->when_start = [](Connection& c) { c.write("welcome\n"); };
        second->when_bytes = [](Connection& c, std::string_view bytes) -> std::size_t {
            const auto end = bytes.find('\n');
            if (end == std::string_view::npos)
                return 0;
            if (bytes.starts_with("large")) {
                c.write("before ", large);
                c.write(shared);
                c.want_drain();
                c.pause_reading();
            } else {
                c.write(bytes.substr(0, end + 1));
            }
            return end + 1;
        };
        second->when_drain = [](Connection& c) { c.resume_reading(); };
        second->when_eof = [](Connection& c) {
            c.write("bye\n", large);
            c.finish();
        };
        const std::weak_ptr<Connection> connection = loop.connect(peer, first);
        send("upgrade\nec");
        send("ho\nlarge\nanother\n");
        for (int i = 0; i < 8; ++i) {
            peer->take(100'000);
            loop.run();
        }
        send("last\n");
        peer->room = 1000;
        peer->end();
        loop.run();
        peer->take();
        loop.run();
        return connection;
    }

    void send(std::string_view bytes)
    {
        peer->send(bytes);
        loop.run();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(connection_failure)

BOOST_AUTO_TEST_CASE(whichever_operation_fails_the_connection_ends_once_and_leaks_nothing)
{
    const std::string expected =
        "switching\nwelcome\necho\nbefore " + large + *shared + "another\nlast\nbye\n" + large;
    std::size_t operations = 0;
    for (std::size_t fail_at = 0; fail_at <= operations; ++fail_at) {
        TestLoop loop;
        Session session{loop};
        const bool whole = fail_at == operations && operations > 0;
        const auto connection = session.play(operations == 0 ? FakePeer::unlimited : fail_at);
        if (operations == 0) { // the run that counts them
            operations = session.peer->operations;
            fail_at = static_cast<std::size_t>(-1);
        }
        BOOST_TEST_CONTEXT("operation " << fail_at)
        {
            BOOST_TEST(session.first->closings + session.second->closings == 1);
            BOOST_TEST(session.first->closings == (session.second->starts == 0 ? 1 : 0));
            BOOST_TEST(connection.expired());
            BOOST_TEST(loop.loop->size() == 0U);
            BOOST_TEST(session.peer->closed);
            BOOST_TEST(expected.starts_with(session.peer->sent));
            BOOST_TEST(shared.use_count() == 1);
            BOOST_TEST(loop.log.empty());
            if (whole)
                BOOST_TEST((session.peer->sent == expected));
        }
    }
    BOOST_TEST(operations > 20U);
}

// --- exceptions

BOOST_FIXTURE_TEST_CASE(what_a_callback_throws_ends_its_connection_only, ConnectionFixture)
{
    const auto fail = [](Connection&) { throw std::runtime_error{"a bug"}; };
    const std::vector<std::function<void()>> callbacks{
        [&] { protocol->when_start = fail; },
        [&] {
            protocol->when_bytes = [](Connection&, std::string_view) -> std::size_t {
                throw std::runtime_error{"a bug"};
            };
        },
        [&] { protocol->when_eof = fail; },
        [&] { protocol->when_drain = fail; },
        [&] { protocol->when_deadline = fail; },
        [&] { protocol->when_stop = fail; },
    };
    auto other_peer = make_peer();
    const auto other = connect(other_peer, std::make_shared<ScriptedProtocol>());
    for (const auto& set : callbacks) {
        reset();
        set();
        log.clear();
        open();
        send("bytes");
        in_batch([&] { connection->want_drain(); });
        in_batch([&] { connection->set_deadline(1ms); });
        pass(1s);
        loop->stop_all();
        run();
        end();
        BOOST_TEST(protocol->closings == 1);
        BOOST_TEST(protocol->reason == error::handler_failed);
        BOOST_TEST(log == std::vector<std::string>{"connection ended by an exception: a bug"},
                   boost::test_tools::per_element());
        BOOST_TEST(loop->size() == 1U);
    }
    BOOST_TEST(other->is_open());
}

BOOST_FIXTURE_TEST_CASE(what_posted_work_throws_ends_its_connection, ConnectionFixture)
{
    open();
    connection->post([] { throw 1; });
    BOOST_TEST(log.empty());
    run();
    BOOST_TEST(log == std::vector<std::string>{"connection ended by an exception: unknown exception"},
               boost::test_tools::per_element());
    check_gone(error::handler_failed);
}

BOOST_FIXTURE_TEST_CASE(a_successor_that_throws_at_its_start_is_the_one_that_is_closed, ConnectionFixture)
{
    auto successor = std::make_shared<ScriptedProtocol>();
    successor->when_start = [](Connection&) { throw std::runtime_error{"a bug"}; };
    protocol->when_bytes = [successor](Connection& c, std::string_view bytes) {
        c.replace_protocol(successor);
        return bytes.size();
    };
    open();
    send("upgrade");
    BOOST_TEST(protocol->closings == 0);
    protocol = successor;
    check_gone(error::handler_failed);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connection_failure_test
