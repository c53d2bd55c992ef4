// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/address_limits.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace address_limits_test {

using hawser::Endpoint;
using hawser::Network;
using hawser::server::AddressLimits;

namespace {

Endpoint at(std::string_view address)
{
    return Endpoint::from_string(address).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(address_limits)

BOOST_AUTO_TEST_CASE(an_address_has_so_many_places)
{
    const auto limits = std::make_shared<AddressLimits>(2, std::vector<Network>{});
    auto first = limits->take(at("192.0.2.1:1"));
    auto second = limits->take(at("192.0.2.1:2"));
    BOOST_TEST((first && second));
    BOOST_TEST(!limits->take(at("192.0.2.1:3")));
    BOOST_TEST(limits->refused() == 1U);
    BOOST_TEST(limits->take(at("192.0.2.2:1")).has_value());
    first.reset();
    first = limits->take(at("192.0.2.1:4"));
    BOOST_TEST(first.has_value());
    BOOST_TEST(!limits->take(at("192.0.2.1:5")));
    first.reset();
    second.reset();
    BOOST_TEST(limits->size() == 0U); // nothing is kept for those who have gone
}

BOOST_AUTO_TEST_CASE(a_64_counts_as_one)
{
    const auto limits = std::make_shared<AddressLimits>(1, std::vector<Network>{});
    const auto place = limits->take(at("2001:db8::1"));
    BOOST_TEST(!limits->take(at("2001:db8::ffff:1")));
    BOOST_TEST(limits->take(at("2001:db8:0:1::1")).has_value());
}

BOOST_AUTO_TEST_CASE(some_are_not_counted)
{
    const auto limits = std::make_shared<AddressLimits>(1, Network::loopback());
    std::vector<std::optional<AddressLimits::Place>> places;
    for (int i = 0; i < 10; ++i) {
        places.push_back(limits->take(at("127.0.0.1:1")));
        places.push_back(limits->take(Endpoint::local()));
    }
    for (const auto& place : places)
        BOOST_TEST(place.has_value());
    BOOST_TEST(limits->size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_place_moves)
{
    const auto limits = std::make_shared<AddressLimits>(1, std::vector<Network>{});
    AddressLimits::Place kept;
    {
        auto place = limits->take(at("192.0.2.1"));
        kept = std::move(*place);
    }
    BOOST_TEST(limits->size() == 1U);
    {
        const AddressLimits::Place moved{std::move(kept)};
    }
    BOOST_TEST(limits->size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_place_may_outlive_the_owner)
{
    auto limits = std::make_shared<AddressLimits>(1, std::vector<Network>{});
    auto place = limits->take(at("192.0.2.1"));
    const std::weak_ptr watch = limits;
    limits.reset();
    BOOST_TEST(!watch.expired());
    place.reset();
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(threads_may_take_and_give_back_at_once)
{
    const auto limits = std::make_shared<AddressLimits>(3, std::vector<Network>{});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 2000; ++round)
                limits->take(at(round % 2 == 0 ? "192.0.2.1" : "192.0.2.2"));
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(limits->size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace address_limits_test
