// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/read_queue.hpp"

#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace read_queue_test {

namespace {

using namespace hawser;
using client::ReadQueue;
using Flow = ReadQueue::Flow;

struct Fixture {
    ReadQueue queue{1000};
    std::vector<error_code> woken;

    Flow push(const std::string& text, bool is_wanted = true)
    {
        return queue.push({MessageType::text, text}, is_wanted);
    }
    // The next message's text; `-` if there is none.
    std::string take()
    {
        const auto message = queue.take(flow, failure);
        return message ? std::string{message->text()} : "-";
    }
    void wait(std::uint64_t id)
    {
        queue.wait(id, [this](error_code ec) { woken.push_back(ec); });
    }

    Flow flow = Flow::as_before;
    error_code failure;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(read_queue_test, Fixture)

BOOST_AUTO_TEST_CASE(first_in_first_out)
{
    BOOST_TEST(take() == "-");
    push("a");
    push("");
    queue.push({MessageType::binary, "c"}, true);
    BOOST_TEST(take() == "a");
    BOOST_TEST(take() == "");
    const auto message = queue.take(flow, failure);
    BOOST_TEST_REQUIRE(message.has_value());
    BOOST_TEST((message->type() == MessageType::binary));
    BOOST_TEST(!failure.failed());
    BOOST_TEST(take() == "-");
}

// Two wait for the same message; only the end is the end.
BOOST_AUTO_TEST_CASE(who_comes_second_is_told_so)
{
    push("a");
    wait(1);
    wait(2);
    BOOST_TEST(woken.size() == 2u);
    BOOST_TEST(take() == "a");
    BOOST_TEST(take() == "-");
    BOOST_TEST((failure == error::already_running));
    queue.end();
    BOOST_TEST(take() == "-");
    BOOST_TEST(!failure.failed());
}

BOOST_AUTO_TEST_CASE(pause_above_the_limit_and_resume_at_half_of_it)
{
    const std::string text(136, 'x'); // 200 with what it costs beside
    for (int i = 0; i < 5; ++i)
        BOOST_TEST((push(text) == Flow::as_before)); // the limit exactly
    BOOST_TEST(!queue.is_full());
    BOOST_TEST((push("") == Flow::pause));
    BOOST_TEST(queue.is_full());
    BOOST_TEST((push(text) == Flow::as_before)); // it is paused already
    for (int i = 0; i < 3; ++i) {
        take();
        BOOST_TEST((flow == Flow::as_before));
    }
    BOOST_TEST(queue.is_full()); // 664
    take();
    BOOST_TEST((flow == Flow::resume)); // 464
    BOOST_TEST(!queue.is_full());
    take();
    BOOST_TEST((flow == Flow::as_before));
}

BOOST_AUTO_TEST_CASE(empty_messages_count_too)
{
    int count = 0;
    while (push("") == Flow::as_before)
        ++count;
    BOOST_TEST(count == 15);
}

BOOST_AUTO_TEST_CASE(a_sender_that_cannot_be_held_up_any_more)
{
    const std::string text(136, 'x');
    int count = 0;
    for (; count < 11; ++count)
        push(text, false);
    BOOST_TEST((push(text, false) == Flow::as_before)); // above twice the limit: dropped
    push(text, true);                                   // but what is wanted is taken
    while (take() != "-")
        --count;
    BOOST_TEST(count == -1);
}

BOOST_AUTO_TEST_CASE(who_waits_is_woken_once)
{
    wait(1);
    BOOST_TEST(woken.empty());
    push("a");
    push("b");
    BOOST_TEST_REQUIRE(woken.size() == 1u);
    BOOST_TEST(!woken[0]);
    wait(2); // there is something
    BOOST_TEST(woken.size() == 2u);
    BOOST_TEST(take() == "a");
}

BOOST_AUTO_TEST_CASE(only_one_waits)
{
    wait(1);
    wait(2);
    BOOST_TEST_REQUIRE(woken.size() == 1u);
    BOOST_TEST(woken[0] == error::already_running);
    queue.cancel(2, error::not_open); // it does not wait
    BOOST_TEST(woken.size() == 1u);
    queue.cancel(1, error::not_open);
    BOOST_TEST_REQUIRE(woken.size() == 2u);
    BOOST_TEST(woken[1] == error::not_open);
    queue.cancel(1, error::not_open);
    push("a");
    BOOST_TEST(woken.size() == 2u);
    wait(3);
    BOOST_TEST(!woken.back());
}

BOOST_AUTO_TEST_CASE(the_end_and_another_beginning)
{
    wait(1);
    queue.end();
    BOOST_TEST_REQUIRE(woken.size() == 1u);
    BOOST_TEST(!woken[0]);
    wait(2);
    BOOST_TEST(woken.size() == 2u); // nothing will come
    BOOST_TEST(take() == "-");
    queue.begin();
    wait(3);
    BOOST_TEST(woken.size() == 2u);
    queue.end(error::not_open);
    BOOST_TEST(woken.back() == error::not_open);
    queue.begin();
    push("kept"); // what is there stays
    queue.end();
    wait(4);
    BOOST_TEST(take() == "kept");
}

// Who is woken may ask for more, or wait again.
BOOST_AUTO_TEST_CASE(woken_without_a_lock)
{
    std::string taken;
    queue.wait(1, [&](error_code) {
        taken = take();
        wait(2);
    });
    push("a");
    BOOST_TEST(taken == "a");
    BOOST_TEST(woken.empty());
    push("b");
    BOOST_TEST(woken.size() == 1u);
    take();
    queue.wait(3, [&](error_code) { queue.end(); });
    queue.cancel(3, error::not_open);
    wait(4);
    BOOST_TEST(woken.size() == 2u);
}

BOOST_AUTO_TEST_CASE(from_two_threads)
{
    constexpr int count = 10'000;
    std::thread sender{[this] {
        for (int i = 0; i < count; ++i)
            push(std::to_string(i));
        queue.end();
    }};
    int taken = 0;
    for (bool has_ended = false; !has_ended;) {
        std::atomic<bool> is_woken{false};
        queue.wait(1, [&](error_code) { is_woken = true; });
        while (!is_woken)
            std::this_thread::yield();
        const auto text = take();
        has_ended = text == "-";
        if (!has_ended)
            BOOST_REQUIRE(text == std::to_string(taken++));
    }
    sender.join();
    BOOST_TEST(taken == count);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace read_queue_test
