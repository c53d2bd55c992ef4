// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

namespace random_test {

namespace {

std::vector<unsigned char> random_bytes(std::size_t size)
{
    std::vector<unsigned char> bytes(size);
    hawser::core::fill_random(bytes);
    return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(random_test)

// A repetition of 16 random bytes would be news; one of the store's content would show at once.
BOOST_AUTO_TEST_CASE(never_repeats)
{
    std::set<std::vector<unsigned char>> seen;
    for (int i = 0; i < 2000; ++i) {
        BOOST_TEST_REQUIRE(seen.insert(random_bytes(16)).second);
    }
}

BOOST_AUTO_TEST_CASE(threads_have_their_own_bytes)
{
    const auto here = random_bytes(16);
    std::vector<unsigned char> there;
    std::thread{[&there] { there = random_bytes(16); }}.join();
    BOOST_TEST(here != there);
}

BOOST_AUTO_TEST_CASE(fills_any_size_completely)
{
    for (std::size_t size : {1u, 3u, 4u, 1023u, 1024u, 1025u, 4096u, 10000u}) {
        // A byte that stays 0 in 20 fillings would have a chance of 2^-160.
        std::vector<unsigned char> ever(size);
        for (int i = 0; i < 20; ++i) {
            const auto bytes = random_bytes(size);
            std::transform(bytes.begin(), bytes.end(), ever.begin(), ever.begin(),
                           [](unsigned char a, unsigned char b) { return a | b; });
        }
        BOOST_TEST(std::count(ever.begin(), ever.end(), 0) == 0);
    }
    hawser::core::fill_random({});
}

BOOST_AUTO_TEST_CASE(all_values_occur_about_equally_often)
{
    std::array<int, 256> counts{};
    for (int i = 0; i < 16384; ++i) {
        for (auto byte : random_bytes(4)) {
            ++counts[byte];
        }
    }
    // 256 expected, standard deviation 16.
    BOOST_TEST(*std::min_element(counts.begin(), counts.end()) > 256 - 8 * 16);
    BOOST_TEST(*std::max_element(counts.begin(), counts.end()) < 256 + 8 * 16);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace random_test
