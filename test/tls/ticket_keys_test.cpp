// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/ticket_keys.hpp"

#include <boost/test/unit_test.hpp>

namespace ticket_keys_test {

namespace {

using hawser::tls::TicketKeys;
using namespace std::chrono_literals;

std::chrono::steady_clock::time_point now{};

struct Fixture {
    TicketKeys keys{[] { return now; }};

    Fixture() { now = std::chrono::steady_clock::time_point{1000h}; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ticket_keys, Fixture)

BOOST_AUTO_TEST_CASE(a_key_is_used_for_an_hour)
{
    const auto first = keys.current();
    now += 1h - 1s;
    BOOST_TEST((keys.current().name == first.name));
    BOOST_TEST((keys.current().cipher == first.cipher));
    now += 1s;
    const auto second = keys.current();
    BOOST_TEST((second.name != first.name));
    BOOST_TEST((second.cipher != first.cipher));
    BOOST_TEST((second.mac != first.mac));
}

BOOST_AUTO_TEST_CASE(old_tickets_are_opened_for_two_hours_more)
{
    const auto first = keys.current();
    BOOST_TEST(keys.find(first.name)->is_current);
    for (int hour = 1; hour <= 2; ++hour) {
        now += 1h;
        const auto found = keys.find(first.name);
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(!found->is_current);
        BOOST_TEST((found->key.mac == first.mac));
    }
    now += 1h;
    BOOST_TEST(!keys.find(first.name));
}

BOOST_AUTO_TEST_CASE(keys_that_nobody_asked_for_grow_old_too)
{
    const auto first = keys.current();
    now += 100h;
    BOOST_TEST(!keys.find(first.name));
}

BOOST_AUTO_TEST_CASE(a_key_grows_old_by_time_and_not_by_use)
{
    const auto first = keys.current();
    now += 2h + 59min;
    BOOST_TEST(keys.find(first.name).has_value());
    now += 1min;
    BOOST_TEST(!keys.find(first.name));
}

BOOST_AUTO_TEST_CASE(a_name_that_never_was_one_is_not_found)
{
    auto name = keys.current().name;
    name[0] ^= 1;
    BOOST_TEST(!keys.find(name));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace ticket_keys_test
