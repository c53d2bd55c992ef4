// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_inbox.hpp"

#include "support/print_send_result.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace session_inbox_test {

namespace {

using hawser::Compression;
using hawser::MessageType;
using hawser::QueuePolicy;
using hawser::SendResult;
using hawser::WebSocketOptions;
using hawser::session::SessionInbox;
using hawser::session::SessionOrder;
using hawser::session::SharedMessage;

// An order is charged with what it takes in memory itself, too.
constexpr std::size_t overhead = sizeof(SessionOrder);

std::shared_ptr<const SharedMessage> message(std::string_view payload)
{
    static const WebSocketOptions options;
    return std::make_shared<const SharedMessage>(MessageType::text, payload, Compression::automatic, options);
}

struct Fixture {
    SessionInbox inbox;
    SessionInbox::Limits limits{1000, 500, QueuePolicy::close};
    bool added = false;
    std::vector<std::string> done; ///< what the orders did, in order

    SendResult put(std::string_view payload, std::size_t queued = 0)
    {
        return inbox.put(
            SessionOrder::send(message(payload)), queued, limits, [this] { done.push_back("overflow"); },
            added);
    }
    // A message that counts with `cost` bytes.
    SendResult put_cost(std::size_t cost, std::size_t queued = 0, char letter = 'x')
    {
        return put(std::string(cost - overhead, letter), queued);
    }
    bool put_action(const std::string& name)
    {
        return inbox.put([this, name] { done.push_back(name); });
    }

    // Carries out the oldest order.
    bool step()
    {
        const auto order = inbox.take();
        if (!order)
            return false;
        if (order->message) {
            const auto payload = order->message->payload();
            done.push_back(payload.size() < 10 ? std::string{payload} : std::string(1, payload.front()));
        } else {
            const auto before = done.size();
            order->action();
            if (done.size() == before)
                done.push_back("nothing");
        }
        return true;
    }
    std::vector<std::string> all()
    {
        while (step()) {}
        return std::exchange(done, {});
    }
};

using Names = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_inbox, Fixture)

BOOST_AUTO_TEST_CASE(orders_are_taken_in_the_order_in_which_they_came)
{
    BOOST_TEST(inbox.empty());
    BOOST_TEST(!inbox.take().has_value());
    BOOST_TEST(put("one") == SendResult::sent);
    BOOST_TEST(added);
    BOOST_TEST(put_action("two"));
    BOOST_TEST(put("") == SendResult::sent);
    BOOST_TEST(put_action("four"));
    BOOST_TEST(!inbox.empty());
    BOOST_TEST((all() == Names{"one", "two", "", "four"}));
    BOOST_TEST(inbox.empty());
    BOOST_TEST(!inbox.take().has_value());
}

BOOST_AUTO_TEST_CASE(messages_are_shared_not_copied)
{
    const auto shared = message("shared");
    inbox.put(SessionOrder::send(shared), 0, limits, {}, added);
    BOOST_TEST(shared.use_count() == 2);
    BOOST_TEST((inbox.take()->message == shared));
    BOOST_TEST(shared.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(the_size_is_that_of_the_orders_that_wait)
{
    BOOST_TEST(inbox.size() == 0u);
    put_cost(300);
    BOOST_TEST(inbox.size() == 300u);
    put_action("action");
    BOOST_TEST(inbox.size() == 300u + overhead);
    inbox.take();
    BOOST_TEST(inbox.size() == overhead);
    inbox.take();
    BOOST_TEST(inbox.size() == 0u);
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
    inbox.take();
    inbox.take();
    BOOST_TEST(put_cost(400, 100) == SendResult::sent);
    BOOST_TEST(put_cost(501, 100) == SendResult::dropped);
    BOOST_TEST(added); // the overflow
}

BOOST_AUTO_TEST_CASE(something_always_fits_where_nothing_waits)
{
    for (const auto policy : {QueuePolicy::drop_newest, QueuePolicy::drop_oldest, QueuePolicy::close}) {
        limits.policy = policy;
        BOOST_TEST(put_cost(5000) == SendResult::queued);
        BOOST_TEST(added);
        BOOST_TEST((all() == Names{"x"}));
        BOOST_TEST(inbox.empty());
    }
    BOOST_TEST(put_cost(5000, 1) == SendResult::dropped); // in the connection's queue
    BOOST_TEST((all() == Names{"overflow"}));
}

BOOST_AUTO_TEST_CASE(actions_always_fit)
{
    put_cost(1000);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(put_action("action"));
    BOOST_TEST(all().size() == 101u);
}

// --- policies

BOOST_AUTO_TEST_CASE(close_an_overflow_comes_once_behind_what_fitted_and_nothing_comes_after_it)
{
    put("one");
    const auto refused = message(std::string(2000, 'x'));
    const auto overflow = [this] { done.push_back("overflow"); };
    BOOST_TEST(inbox.put(SessionOrder::send(refused), 0, limits, overflow, added) == SendResult::dropped);
    BOOST_TEST(added);
    BOOST_TEST(refused.use_count() == 1); // what was refused takes no memory
    BOOST_TEST(put("two") == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST(!put_action("three"));
    BOOST_TEST((all() == Names{"one", "overflow"}));
    BOOST_TEST(put("four") == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST(!put_action("five"));
    BOOST_TEST(inbox.empty());
}

BOOST_AUTO_TEST_CASE(drop_newest_refuses_what_does_not_fit_and_goes_on)
{
    limits.policy = QueuePolicy::drop_newest;
    BOOST_TEST(put_cost(900, 0, 'a') == SendResult::queued);
    BOOST_TEST(put_cost(200, 0, 'b') == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST(put_cost(100, 0, 'c') == SendResult::queued); // a smaller one may still fit
    BOOST_TEST(added);
    BOOST_TEST(put_cost(overhead, 0) == SendResult::dropped);
    BOOST_TEST(put_action("action"));
    BOOST_TEST((all() == Names{"a", "c", "action"}));
    BOOST_TEST(put_cost(200, 700, 'd') == SendResult::queued);
    BOOST_TEST(put_cost(200, 700, 'e') == SendResult::dropped); // the connection's queue counts
    BOOST_TEST((all() == Names{"d"}));
}

BOOST_AUTO_TEST_CASE(drop_oldest_lets_the_oldest_messages_give_way)
{
    limits.policy = QueuePolicy::drop_oldest;
    put_cost(300, 0, 'a');
    put_cost(300, 0, 'b');
    put_action("action");
    BOOST_TEST(put_cost(250, 0, 'c') == SendResult::queued);
    BOOST_TEST(put_cost(300, 0, 'd') == SendResult::queued);
    BOOST_TEST(added);
    // In the place of what was dropped stays an order without effect: the owner has been told of one.
    BOOST_TEST((all() == Names{"nothing", "b", "action", "c", "d"}));
    BOOST_TEST(inbox.size() == 0u);
}

BOOST_AUTO_TEST_CASE(drop_oldest_takes_as_many_as_needed)
{
    limits.policy = QueuePolicy::drop_oldest;
    put_cost(300, 0, 'a');
    put_cost(300, 0, 'b');
    put_cost(300, 0, 'c');
    BOOST_TEST(put_cost(500, 0, 'd') == SendResult::queued);
    BOOST_TEST(inbox.size() == 300 + 500 + 2 * overhead);
    BOOST_TEST((all() == Names{"nothing", "nothing", "c", "d"}));
}

BOOST_AUTO_TEST_CASE(drop_oldest_leaves_the_connections_queue_to_the_session)
{
    limits.policy = QueuePolicy::drop_oldest;
    BOOST_TEST(put_cost(400, 5000, 'a') == SendResult::sent);
    BOOST_TEST(put_cost(400, 5000, 'b') == SendResult::queued);
    BOOST_TEST((all() == Names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(drop_oldest_drops_nothing_for_what_would_not_fit_even_so)
{
    limits.policy = QueuePolicy::drop_oldest;
    put_cost(300, 0, 'a');
    put_cost(300, 0, 'b');
    BOOST_TEST(put_cost(1001, 0, 'c') == SendResult::dropped);
    BOOST_TEST(!added);
    BOOST_TEST((all() == Names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(drop_oldest_bounds_the_memory_whatever_comes)
{
    limits.policy = QueuePolicy::drop_oldest;
    for (int i = 0; i < 1000; ++i) {
        put_cost(overhead + 10);
        BOOST_TEST(inbox.size() <= limits.size);
    }
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

BOOST_AUTO_TEST_CASE(a_drain_is_owed_to_those_who_were_refused)
{
    for (const auto policy : {QueuePolicy::drop_newest, QueuePolicy::drop_oldest}) {
        limits.policy = policy;
        put_cost(500);
        BOOST_TEST(!inbox.take_drain_debt());
        BOOST_TEST(put_cost(5000) == SendResult::dropped);
        BOOST_TEST(inbox.take_drain_debt());
        all();
    }
}

BOOST_AUTO_TEST_CASE(no_drain_is_owed_by_a_session_that_is_closed_for_it)
{
    put_cost(500);
    BOOST_TEST(put_cost(1000) == SendResult::dropped);
    BOOST_TEST(put_cost(1000) == SendResult::dropped);
    BOOST_TEST(!inbox.take_drain_debt());
}

// --- threads

BOOST_AUTO_TEST_CASE(orders_of_many_threads_are_ordered_by_thread_and_none_is_lost)
{
    constexpr std::size_t count = 500;
    limits = {10'000'000, 10'000'000, QueuePolicy::close};
    std::vector<std::thread> threads;
    for (char name : {'a', 'b', 'c'})
        threads.emplace_back([this, name] {
            bool was_added = false;
            for (std::size_t i = 0; i < count; ++i)
                inbox.put(SessionOrder::send(message(name + std::to_string(i))), 0, limits, {}, was_added);
        });
    std::size_t taken[3] = {};
    while (taken[0] + taken[1] + taken[2] < 3 * count) {
        if (inbox.empty()) {
            std::this_thread::yield();
            continue;
        }
        const auto order = inbox.take();
        BOOST_TEST_REQUIRE(order.has_value()); // nobody else takes any
        const auto payload = order->message->payload();
        const auto from = static_cast<std::size_t>(payload.front() - 'a');
        BOOST_TEST_REQUIRE(payload.substr(1) == std::to_string(taken[from]));
        ++taken[from];
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(inbox.empty());
    BOOST_TEST(inbox.size() == 0u);
}

// Whoever adds an order as a turn ends finds either that it is over, or that it takes the order, too.
BOOST_AUTO_TEST_CASE(no_order_is_left_without_a_turn)
{
    constexpr int rounds = 20'000;
    std::atomic<int> turns{0}, round{0}, finished{0};
    std::thread sender{[&] {
        for (int i = 1; i <= rounds; ++i) {
            while (round < i)
                std::this_thread::yield();
            for (int n = 0; n < 1 + i % 3; ++n) {
                inbox.put([] {});
                if (inbox.begin_turn())
                    ++turns;
            }
            finished = i;
        }
    }};
    int lost = 0;
    for (int i = 1; i <= rounds; ++i) {
        round = i;
        for (bool is_last = false; !is_last;) {
            is_last = finished == i;
            while (turns > 0) {
                --turns;
                inbox.end_turn();
                while (inbox.take(inbox.added_count())) {}
            }
        }
        while (inbox.take()) // of which nobody would have known
            ++lost;
    }
    sender.join();
    BOOST_TEST(lost == 0);
}

BOOST_AUTO_TEST_CASE(a_turn_is_urgent_if_there_is_more_than_messages)
{
    BOOST_TEST(inbox.begin_turn());
    put("x");
    BOOST_TEST(!inbox.begin_turn());
    BOOST_TEST(!inbox.is_urgent());
    put_action("ping");
    BOOST_TEST(inbox.is_urgent());
    inbox.end_turn();
    BOOST_TEST(!inbox.is_urgent());
    BOOST_TEST(inbox.begin_turn());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_inbox_test
