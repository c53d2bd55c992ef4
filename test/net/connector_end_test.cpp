// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// How connecting ends when it comes to nothing: cancelled, too slow, left alone. And on several threads.

#include "net/connector.hpp"

#include "support/connector_fixture.hpp"
#include "support/print_error.hpp"
#include "support/temp_folder.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace connector_end_test {

namespace {

using namespace hawser::test;
using namespace std::chrono_literals;
using hawser::error;
using hawser::error_code;
using hawser::net::Connector;
using hawser::net::ConnectTarget;
using hawser::net::ConnectTimeouts;
using hawser::net::Resolved;
using local = asio::local::stream_protocol;

const auto loopback = asio::ip::address_v4::loopback();
constexpr auto aborted = asio::error::operation_aborted;

/// Places to connect to, which nobody serves while the test runs.
struct Fixture {
    asio::io_context elsewhere;
    tcp::acceptor server{elsewhere, tcp::endpoint{loopback, 0}};
    BlackHole hole;
    ClosedPort closed;
    TempFolder folder;
    local::acceptor full{elsewhere};
    local::socket filler{elsewhere};

    Fixture()
    {
        full.open();
        full.bind(local::endpoint{folder / "full"});
        full.listen(0);
        filler.connect(local::endpoint{folder / "full"});
    }

    /// One target for each way to go.
    std::vector<ConnectTarget> targets() const
    {
        const auto port = server.local_endpoint().port();
        return {{.host = "127.0.0.1", .port = port},
                {.host = "127.0.0.1", .port = closed.endpoint().port()},
                {.host = "127.0.0.1", .port = hole.endpoint().port()},
                {.host = "two.test"},
                {.host = "silent.test"},
                {.host = "127.1", .port = port},
                {.unix_path = folder / "full"}};
    }

    void name(ConnectorFixture& each) const
    {
        each.names["two.test"] = {closed.endpoint(), server.local_endpoint()};
        each.names["127.1"] = {server.local_endpoint()};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connector_end, Fixture)

// --- cancelled

// After each number of handlers, up to where it is over, or nothing comes but by waiting.
BOOST_AUTO_TEST_CASE(cancelled_at_every_step)
{
    for (const auto& target : targets()) {
        bool is_over = false;
        bool goes_on = true;
        for (int steps = 0; !is_over && goes_on && steps < 10; ++steps) {
            ConnectorFixture each;
            name(each);
            each.start(target);
            for (int i = 0; goes_on && i < steps; ++i)
                goes_on = each.context.run_one_for(30ms) > 0;
            is_over = each.calls > 0;
            const auto result = each.ec;
            each.connector->cancel();
            BOOST_TEST(each.calls == (is_over ? 1 : 0)); // not from within
            if (is_over)
                BOOST_TEST((each.finish() == *result));
            else
                BOOST_TEST((each.finish() == aborted));
            each.connector->cancel();
            BOOST_TEST((each.finish() == each.ec.value())); // and no other call
        }
    }
}

BOOST_AUTO_TEST_CASE(cancelled_twice_and_let_go)
{
    ConnectorFixture each;
    each.start({.host = "127.0.0.1", .port = hole.endpoint().port()});
    each.context.poll();
    each.connector->cancel();
    each.connector->cancel();
    each.connector.reset();
    BOOST_TEST((each.finish() == aborted));
}

BOOST_AUTO_TEST_CASE(cancelled_before_the_start)
{
    ConnectorFixture each;
    Connector connector{each.context.get_executor()};
    connector.cancel();
    connector.start({.host = "127.0.0.1", .port = server.local_endpoint().port()}, {},
                    [&](error_code result, Connector::Socket socket) {
                        ++each.calls;
                        each.ec = result;
                        each.socket.emplace(std::move(socket));
                    });
    BOOST_TEST(!each.finish());
}

BOOST_AUTO_TEST_CASE(cancelled_in_the_end)
{
    asio::io_context context;
    int calls = 0;
    const auto connector = std::make_shared<Connector>(context.get_executor());
    connector->start({.host = "127.0.0.1", .port = server.local_endpoint().port()}, {},
                     [&](error_code ec, const Connector::Socket&) {
                         ++calls;
                         BOOST_TEST(!ec);
                         connector->cancel();
                         BOOST_TEST(calls == 1);
                     });
    context.run(); // returns: nothing is left
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_connector_that_is_let_go_comes_to_its_end)
{
    ConnectorFixture each;
    each.start({.host = "127.0.0.1", .port = server.local_endpoint().port()});
    each.connector.reset();
    BOOST_TEST(!each.finish());
}

// --- too slow

BOOST_AUTO_TEST_CASE(a_resolver_that_never_answers)
{
    for (const auto time : {-1ms, 0ms, 1ms, 30ms}) {
        ConnectorFixture each;
        BOOST_TEST((each.connect({.host = "silent.test"}, {.resolve = time}) == error::resolve_timeout));
        each.unanswered({}, {server.local_endpoint()}); // too late
        BOOST_TEST((each.finish() == error::resolve_timeout));
    }
    server.non_blocking(true);
    error_code ec;
    server.accept(ec);
    BOOST_TEST((ec == asio::error::would_block)); // nobody has tried
}

BOOST_AUTO_TEST_CASE(a_resolver_that_forgets)
{
    ConnectorFixture each;
    each.start({.host = "silent.test"}, {.resolve = 30ms});
    BOOST_TEST(run_until(each.context, [&] { return each.unanswered != nullptr; }));
    each.unanswered = nullptr;
    BOOST_TEST((each.finish() == error::resolve_timeout));
}

BOOST_AUTO_TEST_CASE(nobody_answers)
{
    for (const auto time : {-1ms, 0ms, 1ms, 30ms}) {
        ConnectorFixture each;
        each.names["holes.test"] = {hole.endpoint(), closed.endpoint()};
        const ConnectTimeouts timeouts{.connect = time};
        BOOST_TEST((each.connect({.host = "127.0.0.1", .port = hole.endpoint().port()}, timeouts) ==
                    error::connect_timeout));
        BOOST_TEST((each.connect({.host = "holes.test"}, timeouts) == error::connect_timeout));
        BOOST_TEST((each.connect({.unix_path = folder / "full"}, timeouts) == error::connect_timeout));
    }
}

// The one that fails is no reason to give up the other.
BOOST_AUTO_TEST_CASE(one_refuses_and_one_does_not_answer)
{
    ConnectorFixture each;
    each.names["two.test"] = {closed.endpoint(), hole.endpoint()};
    each.names["second.test"] = {hole.endpoint(), closed.endpoint()};
    BOOST_TEST((each.connect({.host = "two.test"}, {.connect = 30ms}) == error::connect_timeout));
    BOOST_TEST((each.connect({.host = "second.test"}, {.connect = 300ms}) == error::connect_timeout));
}

BOOST_AUTO_TEST_CASE(the_stages_are_timed_by_themselves)
{
    ConnectorFixture each;
    each.names["one.test"] = {server.local_endpoint()};
    constexpr auto for_ever = std::chrono::milliseconds::max();
    BOOST_TEST(!each.connect({.host = "one.test"}, {.resolve = for_ever, .connect = for_ever}));
    each.names["hole.test"] = {hole.endpoint()};
    BOOST_TEST((each.connect({.host = "hole.test"}, {.resolve = for_ever, .connect = 1ms}) ==
                error::connect_timeout));
    BOOST_TEST((each.connect({.host = "silent.test"}, {.resolve = 1ms, .connect = for_ever}) ==
                error::resolve_timeout));
}

// --- left alone

BOOST_AUTO_TEST_CASE(the_context_is_destroyed_at_every_step)
{
    for (const auto& target : targets()) {
        for (int steps = 0; steps < 6; ++steps) {
            std::shared_ptr<Connector> connector;
            Resolved unanswered;
            int calls = 0;
            const auto token = std::make_shared<int>();
            {
                ConnectorFixture each;
                name(each);
                each.connector =
                    std::make_shared<Connector>(asio::make_strand(each.context), each.resolver());
                each.connector->start(target, {},
                                      [&calls, token](error_code, Connector::Socket) { ++calls; });
                for (int i = 0; i < steps; ++i)
                    each.context.run_one_for(20ms);
                connector = each.connector;
                unanswered = std::move(each.unanswered);
            }
            BOOST_TEST(token.use_count() == 1);
            const int before = calls;
            connector->cancel();
            if (unanswered)
                unanswered({}, {server.local_endpoint()});
            BOOST_TEST(calls == before);
        }
    }
}

// With the thread of Asio's resolver.
BOOST_AUTO_TEST_CASE(the_context_is_destroyed_while_the_system_resolves)
{
    const auto token = std::make_shared<int>();
    for (int steps = 0; steps < 3; ++steps) {
        asio::io_context context;
        Connector connector{context.get_executor()};
        connector.start({.host = "127.1", .port = server.local_endpoint().port()}, {},
                        [token](error_code, const Connector::Socket&) {});
        for (int i = 0; i < steps; ++i)
            context.poll_one();
    }
    BOOST_TEST(token.use_count() == 1);
}

// --- several threads

BOOST_AUTO_TEST_CASE(a_strand_of_two_threads)
{
    constexpr int count = 300;
    std::atomic<int> connected{0}, cancelled{0}, failed{0}, elsewhere_run{0};
    std::vector<std::shared_ptr<Connector>> connectors;
    std::vector<std::thread> resolvers;
    asio::thread_pool pool{2};
    for (int i = 0; i < count; ++i) {
        const auto strand = asio::make_strand(pool);
        const auto connector = std::make_shared<Connector>(
            strand, [this, i](const std::string&, const std::string&, const Resolved& resolved) {
                const auto answer = [this, resolved] {
                    resolved({}, {closed.endpoint(), server.local_endpoint()});
                };
                if (i % 10 == 0)
                    std::thread{answer}.join();
                else
                    answer();
            });
        connectors.push_back(connector);
        connector->start({.host = "two.test"}, {}, [&, strand](error_code ec, const Connector::Socket&) {
            elsewhere_run += strand.running_in_this_thread() ? 0 : 1;
            ++(!ec ? connected : ec == aborted ? cancelled : failed);
        });
        if (i % 2 == 0)
            connectors[static_cast<std::size_t>(i / 2)]->cancel();
    }
    for (const auto& connector : connectors)
        connector->cancel();
    pool.join();
    BOOST_TEST(connected + cancelled == count);
    BOOST_TEST(failed == 0);
    BOOST_TEST(elsewhere_run == 0);
}

BOOST_AUTO_TEST_CASE(a_late_answer_on_another_thread)
{
    ConnectorFixture each;
    each.start({.host = "silent.test"});
    BOOST_TEST(run_until(each.context, [&] { return each.unanswered != nullptr; }));
    std::thread other{[&] { each.unanswered({}, {server.local_endpoint()}); }};
    BOOST_TEST(!each.finish());
    other.join();
}

BOOST_AUTO_TEST_CASE(cancelled_on_another_thread)
{
    for (int i = 0; i < 100; ++i) {
        ConnectorFixture each;
        each.names["two.test"] = {closed.endpoint(), server.local_endpoint()};
        each.start({.host = "two.test"});
        std::thread other{[&] { each.connector->cancel(); }};
        BOOST_TEST(run_until(each.context, [&] { return each.calls > 0; }));
        other.join();
        const auto result = each.finish();
        BOOST_TEST((!result || result == aborted));
        error_code ignored;
        server.non_blocking(true);
        server.accept(ignored); // makes room
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connector_end_test
