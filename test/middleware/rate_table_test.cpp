// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/rate_table.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace rate_table_test {

using hawser::middleware::RateTable;
using namespace std::chrono_literals;

namespace {

constexpr hawser::core::SipHashKey secret{1, 2};

/// How many of `count` requests at one time are let through.
int take(RateTable& table, std::string_view key, RateTable::Duration now, int count)
{
    int taken = 0;
    for (int i = 0; i < count; ++i)
        taken += table.take(key, now) == 0ns ? 1 : 0;
    return taken;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rate_table)

BOOST_AUTO_TEST_CASE(lets_a_burst_through_and_then_the_rate)
{
    RateTable table{10, 5, 64, secret};
    BOOST_TEST(take(table, "a", 100s, 20) == 5);
    BOOST_TEST(take(table, "a", 100s + 99ms, 5) == 0);
    BOOST_TEST(take(table, "a", 100s + 100ms, 5) == 1);
    BOOST_TEST(take(table, "a", 100s + 300ms, 5) == 2);
    BOOST_TEST(take(table, "a", 200s, 20) == 5); // full again, and no fuller
}

BOOST_AUTO_TEST_CASE(tells_how_long_to_wait)
{
    RateTable table{10, 1, 64, secret};
    BOOST_TEST((table.take("a", 1s) == 0ns));
    BOOST_TEST((table.take("a", 1s) == 100ms));
    BOOST_TEST((table.take("a", 1s + 30ms) == 70ms)); // what was refused costs nothing
    BOOST_TEST((table.take("a", 1s + 100ms) == 0ns));
}

BOOST_AUTO_TEST_CASE(tells_keys_apart)
{
    RateTable table{1, 1, 1024, secret};
    for (int i = 0; i < 50; ++i)
        BOOST_TEST((table.take("key " + std::to_string(i), 1s) == 0ns));
    BOOST_TEST((table.take("key 7", 1s) == 1s));
}

BOOST_AUTO_TEST_CASE(takes_any_rate_and_any_time)
{
    RateTable slow{1e-9, 1, 8, secret};
    BOOST_TEST((slow.take("a", 0s) == 0ns));
    BOOST_TEST((slow.take("a", 0s) > 24h * 365 * 30));
    RateTable slower{1e-300, 1e300, 8, secret};
    BOOST_TEST((slower.take("a", 24h * 365 * 100) == 0ns));
    RateTable fast{1e300, 1, 8, secret};
    BOOST_TEST(take(fast, "a", -5s, 10) == 1);
    for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
        BOOST_CHECK_THROW((RateTable{bad, 1, 8, secret}), std::invalid_argument);
        BOOST_CHECK_THROW((RateTable{1, bad, 8, secret}), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(has_the_size_that_was_asked_for)
{
    BOOST_TEST((RateTable{1, 1, 0, secret}.slots()) == 8u);
    BOOST_TEST((RateTable{1, 1, 9, secret}.slots()) == 16u);
    BOOST_TEST((RateTable{1, 1, 65'536, secret}.slots()) == 65'536u);
}

// With one group, everybody competes for its eight places.
BOOST_AUTO_TEST_CASE(a_debt_is_not_lost_when_others_push_it_out)
{
    RateTable table{1, 10, 8, secret};
    BOOST_TEST(take(table, "victim", 0s, 20) == 10);
    for (int i = 0; i < 1'000; ++i)
        table.take("flood " + std::to_string(i), 0s);
    BOOST_TEST(take(table, "victim", 0s, 20) == 0);
}

BOOST_AUTO_TEST_CASE(a_flood_of_keys_gets_no_more_than_the_table_allows)
{
    RateTable table{1, 10, 8, secret};
    int taken = 0;
    for (int round = 0; round < 100; ++round)
        for (int i = 0; i < 50; ++i)
            taken += take(table, "flood " + std::to_string(i), 0s, 1);
    BOOST_TEST(taken == 80); // eight buckets of ten
}

BOOST_AUTO_TEST_CASE(a_place_whose_bucket_is_full_is_as_good_as_a_free_one)
{
    RateTable table{1, 10, 8, secret};
    for (int i = 0; i < 8; ++i)
        BOOST_TEST(take(table, "old " + std::to_string(i), 0s, 20) == 10);
    BOOST_TEST(take(table, "new", 10s, 20) == 10);
}

BOOST_AUTO_TEST_CASE(counts_exactly_from_many_threads)
{
    RateTable table{1, 1'000, 64, secret};
    std::atomic<int> taken = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 2'000; ++n) {
                taken += take(table, "shared", 1s, 1);
                table.take("own " + std::to_string(n), 1s);
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(taken <= 1'000);
    BOOST_TEST(taken > 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace rate_table_test
