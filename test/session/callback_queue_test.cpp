// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/callback_queue.hpp"

#include "support/events.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace callback_queue_test {

namespace {

namespace asio = boost::asio;
using hawser::session::CallbackQueue;

/// What each callback counts beside its bytes.
constexpr std::size_t entry_cost = 64;

/// A queue whose executor runs when the test says so.
struct Fixture {
    std::unique_ptr<asio::io_context> context = std::make_unique<asio::io_context>();
    std::vector<int> ran;

    std::shared_ptr<CallbackQueue> make_queue(std::size_t limit = 1'000'000) const
    {
        return std::make_shared<CallbackQueue>(context->get_executor(), limit);
    }
    std::function<void()> notes(int number)
    {
        return [this, number] { ran.push_back(number); };
    }
    void run()
    {
        context->restart();
        context->poll();
    }
};

/// Stands for a session: the queue's callbacks hold it, and it holds the queue.
struct Owner {
    std::shared_ptr<CallbackQueue> queue;
    std::atomic<int>& destroyed;

    Owner(std::shared_ptr<CallbackQueue> queue_, std::atomic<int>& destroyed_)
        : queue{std::move(queue_)}, destroyed{destroyed_}
    {
    }
    ~Owner() { ++destroyed; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(callback_queue_test, Fixture)

BOOST_AUTO_TEST_CASE(in_order_and_never_from_within_push)
{
    const auto queue = make_queue();
    std::vector<int> expected;
    for (int i = 0; i < 100; ++i) {
        queue->push(0, notes(i));
        expected.push_back(i);
    }
    BOOST_TEST(ran.empty());
    run();
    BOOST_TEST(ran == expected, boost::test_tools::per_element());
    queue->push(0, notes(100)); // it is scheduled again after it has been empty
    run();
    BOOST_TEST(ran.back() == 100);
}

BOOST_AUTO_TEST_CASE(callbacks_that_callbacks_add_come_last)
{
    const auto queue = make_queue();
    queue->push(0, [&] {
        ran.push_back(1);
        queue->push(0, notes(3));
    });
    queue->push(0, notes(2));
    run();
    BOOST_TEST(ran == (std::vector{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(push_tells_that_the_limit_is_exceeded)
{
    const auto queue = make_queue(1000 + 2 * entry_cost);
    BOOST_TEST(!queue->push(500, notes(1)));
    BOOST_TEST(!queue->push(500, notes(2)));
    BOOST_TEST(queue->push(0, notes(3)));
    BOOST_TEST(queue->push(5000, notes(4))); // it is taken all the same
    run();
    BOOST_TEST(ran == (std::vector{1, 2, 3, 4}), boost::test_tools::per_element());
    BOOST_TEST(!queue->push(500, notes(5)));
}

BOOST_AUTO_TEST_CASE(empty_callbacks_count_too)
{
    const auto queue = make_queue(3 * entry_cost);
    BOOST_TEST(!queue->push(0, notes(1)));
    BOOST_TEST(!queue->push(0, notes(2)));
    BOOST_TEST(!queue->push(0, notes(3)));
    BOOST_TEST(queue->push(0, notes(4)));
}

BOOST_AUTO_TEST_CASE(when_drained_comes_once_at_half_of_the_limit)
{
    const auto queue = make_queue(4 * (100 + entry_cost));
    std::vector<bool> full;
    for (int i = 1; i <= 5; ++i)
        full.push_back(queue->push(100, notes(i)));
    BOOST_TEST(full == (std::vector{false, false, false, false, true}), boost::test_tools::per_element());
    queue->when_drained(notes(-1));
    run();
    BOOST_TEST(ran == (std::vector{1, 2, 3, -1, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_callback_counts_until_it_has_returned)
{
    const auto queue = make_queue(2 * (100 + entry_cost));
    queue->push(100, [&] {
        ran.push_back(1);
        BOOST_TEST(queue->push(200, notes(2)));
        queue->when_drained(notes(-1));
    });
    run();
    BOOST_TEST(ran == (std::vector{1, 2, -1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_drained_of_a_queue_that_has_drained_already)
{
    const auto queue = make_queue(100);
    queue->when_drained(notes(-1));
    BOOST_TEST(ran.empty()); // on the executor, not here
    run();
    BOOST_TEST(ran == (std::vector{-1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(queues_take_turns)
{
    const auto busy = make_queue();
    const auto other = make_queue();
    for (int i = 0; i < 100; ++i)
        busy->push(0, notes(0));
    other->push(0, notes(1));
    run();
    const auto turn = std::find(ran.begin(), ran.end(), 1) - ran.begin();
    BOOST_TEST(turn == 32);
    BOOST_TEST(ran.size() == 101U);
}

BOOST_AUTO_TEST_CASE(what_a_callback_holds_goes_when_it_has_run)
{
    const auto queue = make_queue();
    const auto held = std::make_shared<int>();
    queue->push(0, [held] {});
    queue->push(0, [this, &held] { ran.push_back(static_cast<int>(held.use_count())); });
    run();
    BOOST_TEST(ran == (std::vector{1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_owner_may_go_in_a_callback)
{
    std::atomic<int> destroyed{0};
    {
        auto queue = make_queue();
        auto owner = std::make_shared<Owner>(queue, destroyed);
        queue->push(0, [owner] {});
    }
    BOOST_TEST(destroyed == 0);
    run();
    BOOST_TEST(destroyed == 1);
}

BOOST_AUTO_TEST_CASE(an_executor_that_is_destroyed_takes_the_callbacks_along)
{
    std::atomic<int> destroyed{0};
    std::weak_ptr<CallbackQueue> watched;
    {
        auto queue = make_queue(10);
        watched = queue;
        auto owner = std::make_shared<Owner>(queue, destroyed);
        for (int i = 0; i < 3; ++i)
            queue->push(100, [owner, this] { ran.push_back(1); });
        queue->when_drained([owner, this] { ran.push_back(2); });
    }
    BOOST_TEST(!watched.expired()); // a circle: queue, callbacks, owner, queue
    context.reset();
    BOOST_TEST(ran.empty());
    BOOST_TEST(destroyed == 1);
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(an_executor_that_is_destroyed_between_turns)
{
    std::atomic<int> destroyed{0};
    {
        auto queue = make_queue();
        auto owner = std::make_shared<Owner>(queue, destroyed);
        for (int i = 0; i < 40; ++i)
            queue->push(0, [owner, this] { ran.push_back(1); });
    }
    context->run_one();
    BOOST_TEST(ran.size() == 32U);
    BOOST_TEST(destroyed == 0);
    context.reset();
    BOOST_TEST(ran.size() == 32U);
    BOOST_TEST(destroyed == 1);
}

BOOST_AUTO_TEST_CASE(one_at_a_time_on_a_pool_of_four)
{
    constexpr int producers = 3;
    constexpr int count = 2000;
    asio::thread_pool pool{4};
    const auto queue = std::make_shared<CallbackQueue>(pool.get_executor(), 10'000);
    std::vector<int> next(producers, 0); // written by the callbacks without a lock
    int inside = 0;
    bool broken = false;
    hawser::test::Latch all;
    std::atomic<int> resumed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < producers; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < count; ++i) {
                const bool is_full = queue->push(8, [&, t, i] {
                    broken |= inside++ != 0;
                    broken |= next[static_cast<std::size_t>(t)]++ != i;
                    --inside;
                    if (next == std::vector<int>(producers, count))
                        all.open();
                });
                if (is_full && t == 0)
                    queue->when_drained([&] { ++resumed; });
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(all.wait());
    pool.join();
    BOOST_TEST(!broken);
}

BOOST_AUTO_TEST_CASE(a_busy_queue_does_not_hold_up_another_on_the_same_thread)
{
    asio::thread_pool pool{1};
    const auto busy = std::make_shared<CallbackQueue>(pool.get_executor(), 10'000);
    const auto other = std::make_shared<CallbackQueue>(pool.get_executor(), 10'000);
    std::atomic<bool> is_over{false};
    hawser::test::Latch had_its_turn;
    std::function<void()> again = [&] { // never empty
        if (!is_over)
            busy->push(0, again);
    };
    busy->push(0, again);
    other->push(0, [&] { had_its_turn.open(); });
    BOOST_TEST(had_its_turn.wait());
    is_over = true;
    pool.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace callback_queue_test
