// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_inbox.hpp"

#include "support/print_send_result.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using hawser::CloseCode;
using hawser::SendResult;
using hawser::server::SessionInbox;
using hawser::server::SessionOrder;
using Kind = SessionOrder::Kind;

// An order is charged with what it takes in memory itself, too.
constexpr std::size_t overhead = sizeof(SessionOrder);

SessionOrder frame(std::string bytes)
{
    return {Kind::frame, CloseCode::normal, std::make_shared<const std::string>(std::move(bytes))};
}

struct Fixture {
    SessionInbox inbox;
    SessionInbox::Limits limits{1000, 500};
    bool added = false;

    SendResult put(SessionOrder order, std::size_t queued = 0)
    {
        return inbox.put(std::move(order), queued, limits, added);
    }
    // A frame that counts with `cost` bytes.
    SendResult put_cost(std::size_t cost, std::size_t queued = 0)
    {
        return put(frame(std::string(cost - overhead, 'x')), queued);
    }
    Kind take_kind()
    {
        const auto order = inbox.take();
        BOOST_TEST_REQUIRE(order.has_value());
        return order->kind;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_inbox, Fixture)

BOOST_AUTO_TEST_CASE(orders_are_taken_in_the_order_in_which_they_came)
{
    BOOST_TEST(inbox.empty());
    BOOST_TEST(!inbox.take().has_value());
    BOOST_TEST(put(frame("one")) == SendResult::sent);
    BOOST_TEST(added);
    BOOST_TEST(put({Kind::ping, CloseCode::normal, std::make_shared<const std::string>("two")}) ==
               SendResult::sent);
    BOOST_TEST(put({Kind::close, CloseCode::going_away, nullptr}) == SendResult::sent);
    BOOST_TEST(!inbox.empty());

    auto order = inbox.take();
    BOOST_TEST_REQUIRE(order.has_value());
    BOOST_TEST((order->kind == Kind::frame));
    BOOST_TEST(*order->bytes == "one");
    order = inbox.take();
    BOOST_TEST_REQUIRE(order.has_value());
    BOOST_TEST((order->kind == Kind::ping));
    BOOST_TEST(*order->bytes == "two");
    order = inbox.take();
    BOOST_TEST_REQUIRE(order.has_value());
    BOOST_TEST((order->kind == Kind::close));
    BOOST_TEST((order->code == CloseCode::going_away));
    BOOST_TEST((order->bytes == nullptr));
    BOOST_TEST(inbox.empty());
    BOOST_TEST(!inbox.take().has_value());
}

BOOST_AUTO_TEST_CASE(shared_bytes_are_not_copied)
{
    const auto bytes = std::make_shared<const std::string>("shared");
    put({Kind::frame, CloseCode::normal, bytes});
    BOOST_TEST(bytes.use_count() == 2);
    BOOST_TEST((inbox.take()->bytes == bytes));
    BOOST_TEST(bytes.use_count() == 1);
}

// --- limits

BOOST_AUTO_TEST_CASE(above_the_high_mark_orders_are_queued)
{
    BOOST_TEST(put_cost(500) == SendResult::sent);
    BOOST_TEST(put_cost(overhead) == SendResult::queued);
    BOOST_TEST(added);
    inbox.take();
    BOOST_TEST(put_cost(500 - overhead) == SendResult::sent); // what was taken counts no longer
    inbox.take();
    inbox.take();
    BOOST_TEST(put_cost(100, 400) == SendResult::sent); // the connection's queue counts
    BOOST_TEST(put_cost(100, 400) == SendResult::queued);
}

BOOST_AUTO_TEST_CASE(the_limit_is_the_last_that_fits)
{
    BOOST_TEST(put_cost(400, 100) == SendResult::sent);
    BOOST_TEST(put_cost(500, 100) == SendResult::queued);
    BOOST_TEST((take_kind() == Kind::frame));
    BOOST_TEST((take_kind() == Kind::frame));
    BOOST_TEST(put_cost(400, 100) == SendResult::sent);
    BOOST_TEST(put_cost(501, 100) == SendResult::dropped);
    BOOST_TEST(added); // the overflow
}

BOOST_AUTO_TEST_CASE(something_always_fits_where_nothing_waits)
{
    BOOST_TEST(put_cost(5000) == SendResult::queued);
    BOOST_TEST((take_kind() == Kind::frame));
    BOOST_TEST(inbox.empty());
    BOOST_TEST(put_cost(5000, 1) == SendResult::dropped);
    BOOST_TEST((take_kind() == Kind::overflow));
}

BOOST_AUTO_TEST_CASE(an_overflow_comes_once_behind_what_fitted_and_nothing_comes_after_it)
{
    put(frame("one"));
    BOOST_TEST(put_cost(2000) == SendResult::dropped);
    BOOST_TEST(added);
    BOOST_TEST(put(frame("two")) == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST(put({Kind::close, CloseCode::normal, nullptr}) == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST((take_kind() == Kind::frame));
    const auto order = inbox.take();
    BOOST_TEST_REQUIRE(order.has_value());
    BOOST_TEST((order->kind == Kind::overflow));
    BOOST_TEST((order->bytes == nullptr)); // what was refused takes no memory
    BOOST_TEST(inbox.empty());
    BOOST_TEST(put(frame("three")) == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST(inbox.empty());
}

// --- drain debts

BOOST_AUTO_TEST_CASE(a_drain_is_owed_once_to_those_who_were_told_to_wait)
{
    BOOST_TEST(!inbox.take_drain_debt());
    put_cost(500);
    BOOST_TEST(!inbox.take_drain_debt());
    put_cost(100);
    put_cost(100);
    BOOST_TEST(inbox.take_drain_debt());
    BOOST_TEST(!inbox.take_drain_debt());
    put_cost(100);
    inbox.take();
    BOOST_TEST(inbox.take_drain_debt()); // whatever was taken since
}

BOOST_AUTO_TEST_CASE(what_was_dropped_makes_no_debt)
{
    put_cost(500);
    BOOST_TEST(put_cost(1000) == SendResult::dropped);
    BOOST_TEST(!inbox.take_drain_debt());
}

// --- threads

BOOST_AUTO_TEST_CASE(orders_of_many_threads_are_ordered_by_thread_and_none_is_lost)
{
    constexpr std::size_t count = 500;
    limits = {10'000'000, 10'000'000};
    std::vector<std::thread> threads;
    for (char name : {'a', 'b', 'c'})
        threads.emplace_back([this, name] {
            bool was_added = false;
            for (std::size_t i = 0; i < count; ++i)
                inbox.put(frame(name + std::to_string(i)), 0, limits, was_added);
        });
    std::size_t taken[3] = {};
    while (taken[0] + taken[1] + taken[2] < 3 * count) {
        if (inbox.empty()) {
            std::this_thread::yield();
            continue;
        }
        const auto order = inbox.take();
        BOOST_TEST_REQUIRE(order.has_value()); // nobody else takes any
        const auto from = static_cast<std::size_t>(order->bytes->front() - 'a');
        BOOST_TEST_REQUIRE(order->bytes->substr(1) == std::to_string(taken[from]));
        ++taken[from];
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(inbox.empty());
}

BOOST_AUTO_TEST_SUITE_END()
