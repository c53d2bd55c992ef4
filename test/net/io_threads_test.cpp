// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/io_threads.hpp"

#include "net/listener.hpp"
#include "support/scripted_protocol.hpp"
#include "support/socket_pair.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace io_threads_test {

namespace {

namespace asio = boost::asio;
using hawser::Logger;
using hawser::net::IoThreads;
using hawser::net::Listener;
using hawser::net::Loop;
using hawser::test::patience;

// What `work` returns, run on the loop.
template <class Work>
auto on_loop(Loop& loop, Work work)
{
    auto promise = std::make_shared<std::promise<decltype(work())>>();
    loop.post([promise, &work] { promise->set_value(work()); });
    return promise->get_future().get();
}

} // namespace

BOOST_AUTO_TEST_SUITE(io_threads)

BOOST_AUTO_TEST_CASE(each_loop_has_a_thread_of_its_own)
{
    IoThreads threads{3, Logger{}};
    BOOST_TEST(threads.loops().size() == 3U);
    BOOST_TEST(!threads.is_own_thread());
    std::set<std::thread::id> ids{std::this_thread::get_id()};
    for (const auto& loop : threads.loops()) {
        BOOST_TEST(loop->is_single_threaded());
        BOOST_TEST(on_loop(*loop, [&] { return threads.is_own_thread() && loop->runs_here(); }));
        const auto id = on_loop(*loop, [] { return std::this_thread::get_id(); });
        BOOST_TEST(ids.insert(id).second);
        BOOST_TEST((on_loop(*loop, [] { return std::this_thread::get_id(); }) == id));
    }
}

BOOST_AUTO_TEST_CASE(zero_threads_means_one_per_processor)
{
    const IoThreads threads{0, Logger{}};
    BOOST_TEST(threads.loops().size() == std::max(1U, std::thread::hardware_concurrency()));
}

BOOST_AUTO_TEST_CASE(loops_take_turns)
{
    IoThreads threads{3, Logger{}};
    std::map<Loop*, int> turns;
    for (int i = 0; i < 9; ++i)
        ++turns[&threads.next()];
    for (const auto& loop : threads.loops())
        BOOST_TEST(turns[loop.get()] == 3);
}

BOOST_AUTO_TEST_CASE(an_executor_of_the_application_makes_one_shared_loop)
{
    asio::thread_pool pool{2};
    IoThreads threads{pool.get_executor(), Logger{}};
    BOOST_TEST(threads.loops().size() == 1U);
    auto& loop = threads.next();
    BOOST_TEST(&loop == threads.loops().front().get());
    BOOST_TEST(!loop.is_single_threaded());
    BOOST_TEST(!on_loop(loop, [&] { return threads.is_own_thread(); }));
    pool.join();
}

BOOST_AUTO_TEST_CASE(work_that_waits_is_done_before_the_threads_are_joined)
{
    int done = 0;
    {
        IoThreads threads{2, Logger{}};
        for (int i = 0; i < 100; ++i)
            threads.loops().front()->post([&] { ++done; });
    }
    BOOST_TEST(done == 100);
}

BOOST_AUTO_TEST_CASE(threads_start_and_end_many_times)
{
    for (int i = 0; i < 100; ++i) {
        IoThreads threads{2, Logger{}};
        threads.next().post([] {});
    }
}

BOOST_AUTO_TEST_CASE(every_loop_gets_connections_of_a_listener)
{
    constexpr std::size_t each = 3;
    IoThreads threads{4, Logger{}};
    auto listener = std::make_shared<Listener>(threads.loops().front(), Logger{});
    listener->open({.address = "127.0.0.1"}, 4096);

    const auto all = std::make_shared<std::promise<void>>();
    std::map<Loop*, std::vector<Listener::Socket>> accepted; // touched by the listener's loop, then here
    std::size_t count = 0, misplaced = 0;
    listener->start({[&]() -> Loop& { return threads.next(); },
                     [&](Loop& loop, Listener::Socket socket, std::size_t) {
                         misplaced += socket.get_executor() != loop.executor();
                         accepted[&loop].push_back(std::move(socket));
                         if (++count == 4 * each)
                             all->set_value();
                     }});
    asio::io_context context;
    std::vector<asio::ip::tcp::socket> clients;
    for (std::size_t i = 0; i < 4 * each; ++i)
        clients.emplace_back(context).connect({asio::ip::address_v4::loopback(), listener->port()});
    BOOST_TEST_REQUIRE((all->get_future().wait_for(patience) == std::future_status::ready));

    const auto closed = std::make_shared<std::promise<void>>();
    listener->close([closed] { closed->set_value(); });
    closed->get_future().wait();
    BOOST_TEST(misplaced == 0U);
    for (const auto& loop : threads.loops())
        BOOST_TEST(accepted[loop.get()].size() == each);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace io_threads_test
