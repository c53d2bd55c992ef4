// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/address_race.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace address_race_test {

namespace {

namespace asio = boost::asio;
using hawser::error_code;
using hawser::net::AddressRace;
using Addresses = std::vector<AddressRace::Address>;
using namespace std::chrono_literals;

Addresses addresses(std::initializer_list<const char*> texts, std::uint16_t port = 443)
{
    Addresses made;
    for (const auto* text : texts)
        made.emplace_back(asio::ip::make_address(text), port);
    return made;
}

/// The addresses in their order, in one line.
std::string order(const Addresses& resolved)
{
    const AddressRace race{resolved};
    std::string text;
    for (const auto& address : race.addresses())
        text += (text.empty() ? "" : " ") + address.address().to_string();
    return text;
}

/// A race with a clock.
struct Race {
    AddressRace race;
    AddressRace::Time begin{1000s};
    AddressRace::Time now{begin};
    std::string log{}; ///< what was started: its number, and when

    explicit Race(const Addresses& resolved) : race{resolved} { start(); }

    void start()
    {
        while (const auto attempt = race.next(now))
            log += (log.empty() ? "" : " ") + std::to_string(*attempt) + '@' +
                   std::to_string(std::chrono::milliseconds{(now - begin) / 1ms}.count());
    }
    void fail(error_code ec = asio::error::connection_refused)
    {
        race.on_failed(ec);
        start();
    }
    /// Time passes; what is due is started when it is.
    void pass(std::chrono::milliseconds time)
    {
        const auto end = now + time;
        for (auto turn = race.next_turn(); turn && *turn <= end; turn = race.next_turn()) {
            now = std::max(now, *turn);
            start();
        }
        now = end;
        start();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(address_race)

// --- RFC 8305 §4

BOOST_AUTO_TEST_CASE(families_alternate)
{
    BOOST_TEST(order(addresses({"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"})) ==
               "::1 10.0.0.1 ::2 10.0.0.2 ::3");
    BOOST_TEST(order(addresses({"::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"})) ==
               "::1 10.0.0.1 10.0.0.2 10.0.0.3");
}

BOOST_AUTO_TEST_CASE(the_family_of_the_first_address_is_first)
{
    BOOST_TEST(order(addresses({"10.0.0.1", "10.0.0.2", "::1", "::2"})) == "10.0.0.1 ::1 10.0.0.2 ::2");
    BOOST_TEST(order(addresses({"10.0.0.1", "::1", "::2", "10.0.0.2"})) == "10.0.0.1 ::1 10.0.0.2 ::2");
}

BOOST_AUTO_TEST_CASE(within_a_family_the_order_stays)
{
    BOOST_TEST(order(addresses({"::9", "::1", "::5"})) == "::9 ::1 ::5");
    BOOST_TEST(order(addresses({"10.0.0.9", "10.0.0.1"})) == "10.0.0.9 10.0.0.1");
}

BOOST_AUTO_TEST_CASE(an_address_that_comes_twice_is_tried_once)
{
    BOOST_TEST(order(addresses({"::1", "10.0.0.1", "::1", "10.0.0.1", "::2"})) == "::1 10.0.0.1 ::2");
    auto zones = addresses({"fe80::1%1", "fe80::1%2", "fe80::1%1"});
    BOOST_TEST(AddressRace{zones}.addresses().size() == 2u);
    zones[1].port(444);
    zones[2].port(445);
    BOOST_TEST(AddressRace{zones}.addresses().size() == 3u);
}

// --- RFC 8305 §5

BOOST_AUTO_TEST_CASE(attempts_start_a_while_after_each_other)
{
    Race race{addresses({"::1", "::2", "10.0.0.1"})};
    BOOST_TEST(race.log == "0@0");
    BOOST_TEST((race.race.next_turn() == race.begin + 250ms));
    race.pass(249ms);
    BOOST_TEST(race.log == "0@0");
    race.pass(1ms);
    BOOST_TEST(race.log == "0@0 1@250");
    race.pass(10s);
    BOOST_TEST(race.log == "0@0 1@250 2@500");
    BOOST_TEST(!race.race.next_turn().has_value());
    BOOST_TEST(!race.race.is_lost()); // all of them may still be connected
}

BOOST_AUTO_TEST_CASE(one_that_fails_is_followed_at_once)
{
    Race race{addresses({"::1", "::2", "::3", "::4"})};
    race.pass(10ms);
    race.fail();
    BOOST_TEST(race.log == "0@0 1@10");
    race.pass(249ms);
    BOOST_TEST(race.log == "0@0 1@10"); // counted from the last start
    race.pass(1ms);
    BOOST_TEST(race.log == "0@0 1@10 2@260");
    race.pass(100ms);
    race.fail(); // whichever it was
    BOOST_TEST(race.log == "0@0 1@10 2@260 3@360");
}

BOOST_AUTO_TEST_CASE(a_clock_that_jumps_starts_one_at_a_time)
{
    Race race{addresses({"::1", "::2", "::3"})};
    race.now += 10s; // the machine slept
    race.start();
    BOOST_TEST(race.log == "0@0 1@10000");
    race.pass(250ms);
    BOOST_TEST(race.log == "0@0 1@10000 2@10250");
}

BOOST_AUTO_TEST_CASE(the_first_to_be_connected_wins)
{
    Race race{addresses({"::1", "10.0.0.1", "::2"})};
    race.pass(260ms);
    BOOST_TEST(!race.race.winner().has_value());
    BOOST_TEST(race.race.on_connected(1));
    BOOST_TEST((race.race.winner() == std::size_t{1}));
    BOOST_TEST(!race.race.on_connected(0)); // too late
    BOOST_TEST((race.race.winner() == std::size_t{1}));
    BOOST_TEST(!race.race.next_turn().has_value());
    race.fail();
    race.pass(1s);
    BOOST_TEST(race.log == "0@0 1@250"); // nobody else is asked
}

BOOST_AUTO_TEST_CASE(all_fail_together)
{
    Race race{addresses({"::1", "::2", "::3"})};
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(!race.race.is_lost());
        race.fail();
    }
    BOOST_TEST(race.log == "0@0 1@0 2@0");
    BOOST_TEST(race.race.is_lost());
    BOOST_TEST(!race.race.next_turn().has_value());
}

BOOST_AUTO_TEST_CASE(no_address_at_all)
{
    Race race{{}};
    BOOST_TEST(race.log.empty());
    BOOST_TEST(race.race.is_lost());
    BOOST_TEST(!race.race.next_turn().has_value());
    BOOST_TEST((race.race.error() == asio::error::host_not_found));
}

// --- what is told

BOOST_AUTO_TEST_CASE(the_error_that_tells_most_of_the_host)
{
    namespace errc = boost::system::errc;
    const auto told = [](std::initializer_list<error_code> errors) {
        Race race{addresses({"::1", "::2", "::3"})};
        for (const auto ec : errors)
            race.fail(ec);
        return race.race.error();
    };
    const error_code refused = asio::error::connection_refused;
    const error_code timed_out = asio::error::timed_out;
    const error_code no_network = asio::error::network_unreachable;
    const error_code no_host = asio::error::host_unreachable;
    const error_code no_address = errc::make_error_code(errc::address_not_available);
    const error_code no_descriptor = asio::error::no_descriptors;
    BOOST_TEST((told({refused, timed_out}) == timed_out)); // the last of its kind
    BOOST_TEST((told({timed_out, refused}) == refused));
    BOOST_TEST((told({refused, no_network, no_host}) == refused));
    BOOST_TEST((told({no_network, refused, no_network}) == refused));
    BOOST_TEST((told({no_network, no_host, no_address}) == no_host));
    BOOST_TEST((told({no_address, no_network}) == no_network));
    BOOST_TEST((told({no_network, no_network, no_network}) == no_network));
    BOOST_TEST((told({no_network, no_descriptor, no_network}) == no_descriptor));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace address_race_test
