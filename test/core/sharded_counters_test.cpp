// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/sharded_counters.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <latch>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace sharded_counters_test {

namespace {

using namespace hawser::core;

enum class Count : unsigned char { first, second };
using Counters = ShardedCounters<Count, 2>;

// Runs `work` on that many threads at once; all live until the last has done it.
template <class Work>
void on_threads(std::ptrdiff_t count, Work work)
{
    std::latch done{count};
    std::vector<std::jthread> threads;
    for (std::ptrdiff_t i = 0; i < count; ++i)
        threads.emplace_back([&] {
            work();
            done.arrive_and_wait();
        });
}

BOOST_AUTO_TEST_SUITE(sharded_counters)

BOOST_AUTO_TEST_CASE(they_begin_at_zero_and_are_summed_up)
{
    Counters counters;
    BOOST_TEST(counters.sum(Count::first) == 0u);
    counters.add(Count::first);
    counters.add(Count::first, 41);
    counters.here().add(Count::second, 7);
    BOOST_TEST(counters.sum(Count::first) == 42u);
    BOOST_TEST(counters.sum(Count::second) == 7u);
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_between_threads)
{
    Counters counters;
    on_threads(8, [&] {
        for (int i = 0; i < 10'000; ++i)
            counters.add(Count::first);
        counters.sum(Count::first); // while others count
    });
    on_threads(8, [&] { counters.add(Count::second, 3); }); // with the numbers of threads that have ended
    BOOST_TEST(counters.sum(Count::first) == 80'000u);
    BOOST_TEST(counters.sum(Count::second) == 24u);
}

BOOST_AUTO_TEST_CASE(numbers_are_given_out_again)
{
    unsigned first = no_thread_number;
    std::thread{[&] { first = this_thread_number(); }}.join();
    unsigned second = no_thread_number;
    std::thread{[&] { second = this_thread_number(); }}.join();
    BOOST_TEST(first == second);
    BOOST_TEST(first < max_thread_numbers);
    BOOST_TEST(this_thread_number() == this_thread_number());
}

BOOST_AUTO_TEST_CASE(more_threads_than_numbers_share_one)
{
    Counters counters;
    std::mutex mutex;
    std::multiset<unsigned> numbers;
    on_threads(max_thread_numbers + 8, [&] {
        for (int i = 0; i < 100; ++i)
            counters.add(Count::first);
        const std::lock_guard lock{mutex};
        numbers.insert(this_thread_number());
    });
    BOOST_TEST(counters.sum(Count::first) == 100u * (max_thread_numbers + 8));
    BOOST_TEST(numbers.count(shared_thread_number) >= 8u);
    for (unsigned number = 0; number < max_thread_numbers; ++number)
        BOOST_TEST(numbers.count(number) <= 1u);
}

BOOST_AUTO_TEST_CASE(each_thread_has_cache_lines_of_its_own)
{
    static_assert(alignof(Counters::Shard) == 64 && sizeof(Counters::Shard) % 64 == 0);
    Counters counters;
    auto* const here = &counters.here();
    Counters::Shard* there = nullptr;
    std::thread{[&] { there = &counters.here(); }}.join();
    BOOST_TEST((here != there));
    BOOST_TEST((here == &counters.here()));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace sharded_counters_test
