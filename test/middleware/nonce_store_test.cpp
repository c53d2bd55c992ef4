// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/nonce_store.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace nonce_store_test {

using hawser::middleware::NonceStore;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    NonceStore::TimePoint now{1000h};
    NonceStore store{5min, 4};

    bool use(const std::string& nonce, std::uint32_t count) { return store.use(nonce, count, now); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(nonce_store_test, Fixture)

BOOST_AUTO_TEST_CASE(takes_each_count_once)
{
    const auto nonce = store.issue(now);
    for (const std::uint32_t count : {1u, 2u, 3u, 10u}) {
        BOOST_TEST(use(nonce, count));
        BOOST_TEST(!use(nonce, count));
    }
    BOOST_TEST(!use(nonce, 0));
    BOOST_TEST(!use(store.issue(now), 0));
}

BOOST_AUTO_TEST_CASE(takes_counts_out_of_order)
{
    const auto nonce = store.issue(now);
    BOOST_TEST(use(nonce, 70));
    for (std::uint32_t count = 69; count > 6; --count)
        BOOST_TEST(use(nonce, count), count);
    BOOST_TEST(!use(nonce, 6)); // 64 behind: may have been there
    for (std::uint32_t count = 1; count <= 70; ++count)
        BOOST_TEST(!use(nonce, count), count);
}

BOOST_AUTO_TEST_CASE(jumps_of_the_count)
{
    const auto nonce = store.issue(now);
    BOOST_TEST(use(nonce, 1));
    BOOST_TEST(use(nonce, 64));
    BOOST_TEST(!use(nonce, 1));
    BOOST_TEST(use(nonce, 128)); // by 64: the window is empty but for this
    BOOST_TEST(!use(nonce, 64));
    BOOST_TEST(use(nonce, 65));
    BOOST_TEST(use(nonce, 0xffffffff));
    BOOST_TEST(!use(nonce, 0xffffffff));
    BOOST_TEST(use(nonce, 0xfffffffe));
    BOOST_TEST(!use(nonce, 129));
}

BOOST_AUTO_TEST_CASE(expires)
{
    const auto nonce = store.issue(now);
    const auto unused = store.issue(now);
    BOOST_TEST(use(nonce, 1));
    now += 5min;
    BOOST_TEST(use(nonce, 2));
    now += 1ms;
    BOOST_TEST(!use(nonce, 3));
    BOOST_TEST(!use(unused, 1));
    const auto next = store.issue(now);
    BOOST_TEST(use(next, 1));
    BOOST_TEST(store.size() == 1u); // what has expired is forgotten
    now -= 1ms;                     // and not taken again, should the clock go back
    BOOST_TEST(!use(nonce, 3));
    BOOST_TEST(!use(next, 2)); // from the future
}

BOOST_AUTO_TEST_CASE(takes_only_its_own)
{
    const auto nonce = store.issue(now);
    for (std::size_t i = 0; i < nonce.size(); ++i) {
        auto changed = nonce;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(!use(changed, 1), i);
        BOOST_TEST(!use(nonce.substr(0, i), 1), i);
    }
    BOOST_TEST(!use(nonce + "AAAA", 1));
    BOOST_TEST(!use(NonceStore{5min, 4}.issue(now), 1));
    BOOST_TEST(store.size() == 0u);
    BOOST_TEST(use(nonce, 1));
}

BOOST_AUTO_TEST_CASE(never_makes_the_same_twice)
{
    std::set<std::string> made;
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST(made.insert(store.issue(now)).second);
}

BOOST_AUTO_TEST_CASE(gives_the_oldest_up_and_never_takes_it_again)
{
    std::vector<std::string> nonces;
    for (int i = 0; i < 5; ++i) {
        nonces.push_back(store.issue(now));
        now += 1s;
    }
    const auto late = store.issue(now);
    for (int i = 1; i < 5; ++i)
        BOOST_TEST(use(nonces[static_cast<std::size_t>(i)], 1));
    BOOST_TEST(!use(nonces[0], 1)); // older than all there are, and no room
    BOOST_TEST(use(late, 1));
    BOOST_TEST(store.size() == 4u);
    BOOST_TEST(!use(nonces[1], 2));
    BOOST_TEST(!use(nonces[1], 1));
    for (int i = 2; i < 5; ++i)
        BOOST_TEST(use(nonces[static_cast<std::size_t>(i)], 2));
    BOOST_TEST(use(late, 2));
}

// Nonces of one millisecond differ in their random part, and one of them may be given up before another.
BOOST_AUTO_TEST_CASE(gives_up_among_nonces_of_one_time)
{
    std::vector<std::string> nonces;
    for (int i = 0; i < 50; ++i)
        nonces.push_back(store.issue(now));
    std::set<std::string> taken;
    for (int round = 0; round < 3; ++round)
        for (const auto& nonce : nonces)
            if (use(nonce, 1))
                BOOST_TEST(taken.insert(nonce).second);
    BOOST_TEST(store.size() == 4u);
}

BOOST_AUTO_TEST_CASE(takes_a_count_once_from_many_threads)
{
    NonceStore shared{5min, 100};
    const auto nonce = shared.issue(now);
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (std::uint32_t count = 1; count <= 60; ++count) {
                taken += shared.use(nonce, count, now) ? 1 : 0;
                shared.use(shared.issue(now), count, now);
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(taken == 60);
    BOOST_TEST(shared.size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace nonce_store_test
