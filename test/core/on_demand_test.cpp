// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/on_demand.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace on_demand_test {

namespace {

std::atomic<int> living{0};

struct Counted {
    explicit Counted(int n) : number{n} { ++living; }
    ~Counted() { --living; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    int number;
};

} // namespace

BOOST_AUTO_TEST_SUITE(on_demand_test)

BOOST_AUTO_TEST_CASE(made_once_and_destroyed_with_its_owner)
{
    {
        hawser::core::OnDemand<Counted> object;
        BOOST_TEST(object.find() == nullptr);
        BOOST_TEST(living == 0);
        BOOST_TEST(object.get(7).number == 7);
        BOOST_TEST(object.get(8).number == 7);
        BOOST_TEST(object.find() == &object.get(9));
        BOOST_TEST(living == 1);
    }
    BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_CASE(all_threads_get_the_same_one)
{
    for (int round = 0; round < 100; ++round) {
        hawser::core::OnDemand<Counted> object;
        std::array<Counted*, 4> got{};
        std::atomic<bool> goes{false};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < got.size(); ++i)
            threads.emplace_back([&, i] {
                while (!goes)
                    ;
                got[i] = &object.get(static_cast<int>(i));
            });
        goes = true;
        for (auto& thread : threads)
            thread.join();
        for (auto* each : got)
            BOOST_TEST(each == object.find());
        BOOST_TEST(living == 1);
    }
    BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace on_demand_test
