// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/loop.hpp"

#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"
#include "support/socket_pair.hpp"
#include "support/test_loop.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace loop_test {

namespace {

namespace asio = boost::asio;
using hawser::error;
using hawser::error_code;
using hawser::Logger;
using hawser::net::Batch;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::net::Loop;
using hawser::net::Protocol;
using hawser::test::patience;
using hawser::test::run_until;
using hawser::test::ScriptedProtocol;
using hawser::test::SocketPair;
using hawser::test::TestLoop;
using namespace std::chrono_literals;

// Sends back what comes; usable from any thread, unlike the tools of Boost.Test.
class Echo : public Protocol {
public:
    explicit Echo(std::size_t piece = 0) : piece_{piece} {}

    std::atomic<int> overlaps{0}; // callbacks while another one ran
    std::promise<error_code> closed;

    std::size_t on_bytes(Connection& connection, std::span<char> bytes) override
    {
        const Once once{*this};
        if (bytes.size() < piece_)
            return 0;
        connection.write({bytes.data(), bytes.size()});
        return bytes.size();
    }
    void on_eof(Connection& connection) override
    {
        const Once once{*this};
        connection.finish();
    }
    void on_deadline(Connection& connection) override
    {
        const Once once{*this};
        connection.close(error::idle_timeout);
    }
    void on_stop(Connection& connection) override
    {
        const Once once{*this};
        connection.finish();
    }
    void on_closed(error_code reason) noexcept override
    {
        const Once once{*this};
        closed.set_value(reason);
    }

    struct Once {
        Echo& echo;
        explicit Once(Echo& e) : echo{e} { echo.overlaps += echo.busy_.exchange(true); }
        ~Once() { echo.busy_ = false; }
    };

private:
    std::size_t piece_;
    std::atomic<bool> busy_{false};
};

bool is_ready(const std::future<error_code>& future)
{
    return future.wait_for(patience) == std::future_status::ready;
}

} // namespace

BOOST_AUTO_TEST_SUITE(loop)

BOOST_AUTO_TEST_CASE(ticks_round_up_so_that_no_deadline_comes_early)
{
    // Ticks come every 500 ms, and the present one may be about to end.
    for (auto [duration, expected] :
         std::initializer_list<std::pair<std::chrono::milliseconds, std::uint32_t>>{
             {0ms, 1}, {1ms, 2}, {499ms, 2}, {500ms, 2}, {501ms, 3}, {1s, 3}, {30s, 61}, {24h, 172'801}}) {
        BOOST_TEST(Loop::ticks(duration) == expected);
        BOOST_TEST(((Loop::ticks(duration) - 1) * Loop::tick >= duration));
    }
}

BOOST_AUTO_TEST_CASE(ticks_of_what_is_out_of_range_are_in_range)
{
    BOOST_TEST(Loop::ticks(std::chrono::milliseconds::max()) >= Loop::ticks(365 * 24h));
    BOOST_TEST(Loop::ticks(std::chrono::milliseconds::max()) <= 0x8000'0000U); // a sum with now stays right
    BOOST_TEST(Loop::ticks(-1ms) == 1U);
    BOOST_TEST(Loop::ticks(std::chrono::milliseconds::min()) == 1U);
}

BOOST_FIXTURE_TEST_CASE(connections_come_and_go_in_any_order, TestLoop)
{
    int removed = 0;
    loop->on_removed([&] { ++removed; });
    for (const auto& order : {std::vector{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}}) {
        std::vector<std::shared_ptr<Connection>> connections;
        for (int i = 0; i < 3; ++i)
            connections.push_back(connect(make_peer(), std::make_shared<ScriptedProtocol>()));
        BOOST_TEST(loop->size() == 3U);
        removed = 0;
        for (int i : order) {
            connections[static_cast<std::size_t>(i)]->close();
            run();
            ++i;
            int told = 0;
            for (const auto& each : connections)
                told += each->is_open();
            BOOST_TEST(loop->size() == static_cast<std::size_t>(told));
        }
        BOOST_TEST(removed == 3);
    }
}

BOOST_FIXTURE_TEST_CASE(posted_work_runs_later_in_a_batch, TestLoop)
{
    bool ran = false;
    loop->post([&] {
        ran = true;
        BOOST_TEST((&Batch::current()->loop() == loop.get()));
        BOOST_TEST(loop->runs_here());
    });
    BOOST_TEST(!ran);
    BOOST_TEST(!loop->runs_here());
    run();
    BOOST_TEST(ran);
}

BOOST_FIXTURE_TEST_CASE(enqueued_work_runs_later_in_order_and_in_one_batch, TestLoop)
{
    const auto peer = make_peer();
    const auto connection = connect(peer, std::make_shared<ScriptedProtocol>());
    for (int i = 0; i < 3; ++i)
        loop->enqueue([&, i] {
            BOOST_TEST(loop->runs_here());
            connection->write(std::to_string(i));
        });
    BOOST_TEST(peer->sent.empty());
    run();
    BOOST_TEST(peer->sent == "012");
    BOOST_TEST(peer->writes == 1U);
}

BOOST_FIXTURE_TEST_CASE(work_enqueued_by_work_comes_behind_it, TestLoop)
{
    std::string order;
    loop->enqueue([&] {
        order += "1";
        loop->enqueue([&] { order += "3"; });
    });
    loop->enqueue([&] {
        order += "2";
        loop->enqueue([&] { order += "4"; });
    });
    run();
    BOOST_TEST(order == "1234");
}

BOOST_FIXTURE_TEST_CASE(what_work_throws_is_logged_and_stops_nothing, TestLoop)
{
    std::string order;
    loop->enqueue([] { throw std::runtime_error{"a bug"}; });
    loop->enqueue([&] { order += "enqueued "; });
    loop->post([] { throw 1; });
    loop->post([&] { order += "posted"; });
    run();
    BOOST_TEST(order == "enqueued posted");
    BOOST_TEST(log == (std::vector<std::string>{"work on an event loop threw: a bug",
                                                "work on an event loop threw"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(connections_of_a_single_thread_may_use_each_other, TestLoop)
{
    const auto one = connect(make_peer(), std::make_shared<ScriptedProtocol>());
    const auto two = connect(make_peer(), std::make_shared<ScriptedProtocol>());
    TestLoop other;
    BOOST_TEST(!one->runs_here());
    one->post([&] {
        BOOST_TEST(one->runs_here());
        BOOST_TEST(two->runs_here());
        BOOST_TEST(!other.loop->runs_here());
    });
    run();
    BOOST_TEST((loop->connection_executor() == loop->executor()));
}

// --- the timer

BOOST_AUTO_TEST_CASE(an_executor_without_connections_runs_out_of_work)
{
    for (const auto threading : {Loop::Threading::single, Loop::Threading::shared}) {
        asio::io_context context;
        const auto loop = std::make_shared<Loop>(context.get_executor(), threading, Logger{});
        for (int round = 0; round < 3; ++round) {
            SocketPair first{loop, context}, second{loop, context};
            first.start(std::make_shared<Echo>());
            second.start(std::make_shared<Echo>());
            BOOST_TEST(run_until(context, [&] { return loop->size() == 2; }));
            second.connection->post([c = second.connection.get()] { c->close(); });
            BOOST_TEST(run_until(context, [&] { return loop->size() == 1; }));
            first.peer.close();
            context.restart();
            context.run_for(patience);
            BOOST_TEST(context.stopped()); // nothing left to do
            BOOST_TEST(loop->size() == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(deadlines_pass_by_themselves)
{
    for (const auto threading : {Loop::Threading::single, Loop::Threading::shared}) {
        asio::io_context context;
        const auto loop = std::make_shared<Loop>(context.get_executor(), threading, Logger{});
        SocketPair pair{loop, context};
        const auto echo = std::make_shared<Echo>();
        pair.start(echo);
        pair.connection->post([&] { pair.connection->set_deadline(1ms); });
        context.run_for(patience);
        auto closed = echo->closed.get_future();
        BOOST_TEST_REQUIRE(is_ready(closed));
        BOOST_TEST(closed.get() == error::idle_timeout);
    }
}

BOOST_AUTO_TEST_CASE(a_loop_may_go_while_its_timer_runs)
{
    asio::io_context context;
    auto loop = std::make_shared<Loop>(context.get_executor(), Loop::Threading::single, Logger{});
    const std::weak_ptr watch = loop;
    {
        SocketPair pair{loop, context};
        pair.start(std::make_shared<Echo>());
        BOOST_TEST(run_until(context, [&] { return loop->size() == 1; }));
        pair.connection->close();
    }
    loop.reset();
    context.restart();
    context.run_for(patience);
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(connections_that_were_abandoned_end_with_their_io_context)
{
    for (const auto threading : {Loop::Threading::single, Loop::Threading::shared}) {
        const auto echo = std::make_shared<Echo>();
        auto closed = echo->closed.get_future();
        asio::io_context peers;
        auto context = std::make_unique<asio::io_context>();
        auto loop = std::make_shared<Loop>(context->get_executor(), threading, Logger{});
        {
            SocketPair pair{loop, peers};
            pair.start(echo);
            BOOST_TEST(run_until(*context, [&] { return loop->size() == 1; }));
            pair.connection->post([] { BOOST_TEST(false, "work ran on a dead executor"); });
        }
        loop->abandon(error::connection_cut);
        const std::weak_ptr watch = std::exchange(loop, nullptr);
        context.reset();
        BOOST_TEST(watch.expired());
        BOOST_TEST_REQUIRE((closed.wait_for(0s) == std::future_status::ready));
        BOOST_TEST(closed.get() == error::connection_cut);
    }
}

// --- threads

struct Crowd {
    asio::io_context peers;
    std::vector<SocketPair> pairs;
    std::vector<std::shared_ptr<Echo>> protocols;

    Crowd(const std::shared_ptr<Loop>& loop, int count, const ConnectionSettings& settings = {})
    {
        for (int i = 0; i < count; ++i) {
            protocols.push_back(std::make_shared<Echo>(i % 3 == 0 ? 7 : 0));
            pairs.emplace_back(loop, peers, settings).start(protocols.back());
        }
    }

    // Every peer says something and hears it again.
    void talk(std::size_t size)
    {
        const std::string said(size, 'x');
        for (auto& pair : pairs)
            asio::write(pair.peer, asio::buffer(said));
        for (auto& pair : pairs) {
            std::string heard(size, ' ');
            asio::read(pair.peer, asio::buffer(heard));
            BOOST_TEST((heard == said));
        }
    }

    void check_closed(error_code reason)
    {
        for (auto& protocol : protocols) {
            auto closed = protocol->closed.get_future();
            BOOST_TEST_REQUIRE(is_ready(closed));
            BOOST_TEST(closed.get() == reason);
            BOOST_TEST(protocol->overlaps == 0);
        }
    }
};

BOOST_AUTO_TEST_CASE(on_many_threads_the_callbacks_of_a_connection_come_one_at_a_time)
{
    asio::thread_pool pool{4};
    const auto loop = std::make_shared<Loop>(pool.get_executor(), Loop::Threading::shared, Logger{});
    BOOST_TEST(!loop->is_single_threaded());
    std::atomic<int> removed{0};
    loop->on_removed([&] { ++removed; });
    Crowd crowd{loop, 16};
    for (int i = 0; i < 20; ++i)
        crowd.talk(7);

    // While the peers are silent, work comes from many threads, and time goes by.
    std::atomic<int> done{0}, overlaps{0};
    std::vector<int> counts(crowd.pairs.size()); // guarded by the strand of the connection alone
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                for (std::size_t i = 0; i < crowd.pairs.size(); ++i)
                    crowd.pairs[i].connection->post([&, i] {
                        const Echo::Once once{*crowd.protocols[i]};
                        auto& connection = *crowd.pairs[i].connection;
                        overlaps += !connection.runs_here();
                        connection.set_deadline(30s);
                        ++counts[i];
                        ++done;
                    });
                loop->advance();
            }
        });
    for (auto& thread : threads)
        thread.join();
    crowd.talk(7); // behind all that was posted
    BOOST_TEST(done == 4 * 50 * 16);
    BOOST_TEST(overlaps == 0);
    BOOST_TEST((counts == std::vector<int>(16, 200)));

    loop->stop_all();
    for (auto& pair : crowd.pairs)
        pair.peer.close();
    crowd.check_closed({});
    pool.join();
    BOOST_TEST(loop->size() == 0U);
    BOOST_TEST(removed == 16);
}

BOOST_AUTO_TEST_CASE(connections_of_many_threads_can_be_cut_in_the_middle_of_their_work)
{
    asio::thread_pool pool{4};
    const auto loop = std::make_shared<Loop>(pool.get_executor(), Loop::Threading::shared, Logger{});
    Crowd crowd{loop, 16};
    crowd.talk(100);
    std::thread speaker{[&] {
        for (int i = 0; i < 200; ++i)
            for (auto& pair : crowd.pairs)
                pair.connection->post([&c = *pair.connection] { c.write("unasked"); });
    }};
    loop->cut_all(error::connection_cut);
    crowd.check_closed(error::connection_cut);
    speaker.join();
    pool.join();
    BOOST_TEST(loop->size() == 0U);
}

namespace {

// `give` hands a piece of work to the loop.
template <class Give>
void check_order_by_thread(Give give)
{
    asio::io_context context;
    const auto loop = std::make_shared<Loop>(context.get_executor(), Loop::Threading::single, Logger{});
    auto work = asio::make_work_guard(context);
    std::thread runner{[&] { context.run(); }};
    std::vector<std::vector<int>> seen(4); // touched by the loop alone
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < seen.size(); ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i)
                give(*loop, [&, t, i] { seen[t].push_back(i); });
        });
    for (auto& thread : threads)
        thread.join();
    work.reset();
    runner.join();
    for (const auto& each : seen) {
        BOOST_TEST(each.size() == 500U);
        BOOST_TEST(std::is_sorted(each.begin(), each.end()));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(work_posted_from_many_threads_is_ordered_by_thread)
{
    check_order_by_thread([](Loop& loop, auto work) { loop.post(std::move(work)); });
}

BOOST_AUTO_TEST_CASE(work_enqueued_from_many_threads_is_ordered_by_thread)
{
    check_order_by_thread([](Loop& loop, auto work) { loop.enqueue(std::move(work)); });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace loop_test
