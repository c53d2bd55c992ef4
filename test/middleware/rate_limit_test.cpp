// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/rate_limit.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace rate_limit_test {

using namespace hawser;
using namespace std::chrono_literals;
using Ask = hawser::test::MiddlewareExchange;

namespace {

struct Fixture {
    std::chrono::nanoseconds now = 1000s;

    RateLimitOptions options()
    {
        return {.rate = 0.5, .burst = 2, .clock = [this] { return now; }};
    }

    static bool passes(RateLimit& limit, std::string_view remote, std::string_view user = "")
    {
        Ask ask;
        ask.request().user(std::string{user});
        return limit.on_request(ask.from(remote)) == Action::next;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rate_limit, Fixture)

BOOST_AUTO_TEST_CASE(answers_429_and_when_to_come_again)
{
    RateLimit limit{options()};
    BOOST_TEST(passes(limit, "192.0.2.7:1"));
    BOOST_TEST(passes(limit, "192.0.2.7:2"));
    now += 500ms;
    Ask ask;
    BOOST_TEST((limit.on_request(ask.from("192.0.2.7:3")) == Action::respond));
    BOOST_TEST(ask.response().status() == 429u);
    BOOST_TEST(ask.field("Retry-After") == "2"); // 1.5 s, rounded up
    BOOST_TEST(ask.field("Cache-Control") == "no-store");
    BOOST_TEST(passes(limit, "192.0.2.8:1"));
    now += 1500ms;
    BOOST_TEST(passes(limit, "192.0.2.7:4"));
}

BOOST_AUTO_TEST_CASE(counts_a_network_of_ipv6_as_one)
{
    RateLimit limit{options()};
    BOOST_TEST(passes(limit, "[2001:db8::1]:1"));
    BOOST_TEST(passes(limit, "[2001:db8::2]:1"));
    BOOST_TEST(!passes(limit, "[2001:db8::ffff:1:2:3]:1"));
    BOOST_TEST(passes(limit, "[2001:db8:0:1::1]:1"));
}

BOOST_AUTO_TEST_CASE(exempts_networks)
{
    auto given = options();
    given.exempt = {"10.0.0.0/8", "unix"};
    RateLimit limit{std::move(given)};
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST(passes(limit, "10.1.2.3:1"));
        BOOST_TEST(passes(limit, "unix socket"));
    }
    BOOST_TEST(passes(limit, "192.0.2.7:1"));
    BOOST_TEST(passes(limit, "192.0.2.7:1"));
    BOOST_TEST(!passes(limit, "192.0.2.7:1"));
}

BOOST_AUTO_TEST_CASE(counts_by_a_key)
{
    auto given = options();
    given.key = [](const Request& request) { return request.user(); };
    RateLimit limit{std::move(given)};
    BOOST_TEST(passes(limit, "192.0.2.7:1", "ann"));
    BOOST_TEST(passes(limit, "192.0.2.8:1", "ann"));
    BOOST_TEST(!passes(limit, "192.0.2.9:1", "ann"));
    BOOST_TEST(passes(limit, "192.0.2.9:1", "bob"));
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(passes(limit, "192.0.2.9:1")); // no key, no limit
}

BOOST_AUTO_TEST_CASE(is_shared_by_copies)
{
    RateLimit limit{options()};
    RateLimit copy = limit;
    BOOST_TEST(passes(limit, "192.0.2.7:1"));
    BOOST_TEST(passes(copy, "192.0.2.7:1"));
    BOOST_TEST(!passes(limit, "192.0.2.7:1"));
}

BOOST_AUTO_TEST_CASE(has_a_clock_of_its_own)
{
    RateLimit limit{{.rate = 0.001, .burst = 1}};
    BOOST_TEST(passes(limit, "192.0.2.7:1"));
    BOOST_TEST(!passes(limit, "192.0.2.7:1"));
}

BOOST_AUTO_TEST_CASE(refuses_what_lets_nobody_through)
{
    BOOST_CHECK_THROW((RateLimit{{.rate = 0}}), std::invalid_argument);
    BOOST_CHECK_THROW((RateLimit{{.burst = 0.5}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace rate_limit_test
