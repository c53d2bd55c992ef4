// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/address_race.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace hawser;
using hawser::net::AddressRace;
namespace asio = boost::asio;

namespace {

std::vector<AddressRace::Endpoint> endpoints(const std::vector<const char*>& addresses)
{
    std::vector<AddressRace::Endpoint> result;
    for (const auto* each : addresses)
        result.emplace_back(asio::ip::make_address(each), static_cast<unsigned short>(80));
    return result;
}

std::string order(AddressRace race)
{
    std::string result;
    while (const auto index = race.next())
        result += (result.empty() ? "" : " ") + race.at(*index).address().to_string();
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(address_race)

// RFC 8305 §4.
BOOST_AUTO_TEST_CASE(the_families_take_turns)
{
    const auto order_of = [](const std::vector<const char*>& addresses) { return order(AddressRace{endpoints(addresses)}); };
    BOOST_TEST(order_of({"::1", "::2", "10.0.0.1", "10.0.0.2"}) == "::1 10.0.0.1 ::2 10.0.0.2");
    BOOST_TEST(order_of({"10.0.0.1", "::1", "::2", "::3"}) == "10.0.0.1 ::1 ::2 ::3");
    BOOST_TEST(order_of({"::1", "::2"}) == "::1 ::2");
    BOOST_TEST(order_of({}) == "");
}

BOOST_AUTO_TEST_CASE(is_lost_when_all_have_failed)
{
    AddressRace race{endpoints({"::1", "10.0.0.1"})};
    BOOST_TEST(!race.is_lost());
    BOOST_TEST(*race.next() == 0U);
    race.failed(asio::error::connection_refused);
    BOOST_TEST(!race.is_lost());
    BOOST_TEST(*race.next() == 1U);
    BOOST_TEST(!race.next().has_value());
    BOOST_TEST(!race.is_lost());
    race.failed(asio::error::connection_refused);
    BOOST_TEST(race.is_lost());
}

BOOST_AUTO_TEST_CASE(tells_what_says_most)
{
    const error_code refused = asio::error::connection_refused, no_route = asio::error::network_unreachable,
                     timed_out = asio::error::timed_out;
    const auto told = [](error_code first, error_code second) {
        AddressRace race{endpoints({"::1", "10.0.0.1"})};
        race.failed(first);
        race.failed(second);
        return race.error();
    };
    BOOST_TEST(told(refused, no_route) == refused);
    BOOST_TEST(told(no_route, refused) == refused);
    BOOST_TEST(told(refused, timed_out) == timed_out);
    BOOST_TEST(told(no_route, asio::error::host_unreachable) == make_error_code(asio::error::host_unreachable));
}

BOOST_AUTO_TEST_SUITE_END()
