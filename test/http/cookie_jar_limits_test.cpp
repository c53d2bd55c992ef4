// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a cookie jar takes at most, and what it drops then.

#include <hawser/cookie_jar.hpp>

#include "support/cookie_jar_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cookie_jar_limits_test {

using namespace hawser;
using namespace std::chrono_literals;
using test::CookieJarFixture;

namespace {

std::string numbered(std::string_view name, int i)
{
    return std::string{name} + std::to_string(i);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(cookie_jar_limits, CookieJarFixture)

BOOST_AUTO_TEST_CASE(takes_cookies_of_up_to_4096_bytes)
{
    BOOST_TEST(receive("a=" + std::string(4095, 'x')));
    BOOST_TEST(!receive("b=" + std::string(4096, 'x')));
    BOOST_TEST(receive(std::string(4096, 'n') + '='));
    BOOST_TEST(refusal({.name = "c", .value = std::string(4095, 'x')}) == "");
    BOOST_TEST(contains(refusal({.name = "d", .value = std::string(4096, 'x')}), "4096 bytes at most"));
    BOOST_TEST(jar.size() == 3U);
}

BOOST_AUTO_TEST_CASE(takes_cookies_up_to_the_limit)
{
    CookieJar small{{.max_cookie_size = 5}};
    BOOST_TEST(small.receive("a=1234; Path=/long/enough", "h", "/", true, now));
    BOOST_TEST(!small.receive("a=12345", "h", "/", true, now));
    BOOST_CHECK_THROW(small.set("h", "/", true, {.name = "a", .value = "12345"}, now), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(drops_the_least_recently_used_of_a_host)
{
    for (int i = 0; i < 50; ++i)
        receive(numbered("a", i) + "=1; Path=/" + std::to_string(i));
    receive("other=1", "example.com");
    BOOST_TEST(jar.size() == 51U);
    BOOST_TEST(sent("www.example.com", "/0") == "a0=1"); // it is used, so the next one goes
    BOOST_TEST(receive("b=1"));
    BOOST_TEST(jar.size() == 51U);
    BOOST_TEST(sent("www.example.com", "/0") == "a0=1");
    BOOST_TEST(sent("www.example.com", "/1") == "");
    BOOST_TEST(sent("example.com") == "other=1");
    receive("a2=2; Path=/2"); // set again is used as well
    receive("c=1");
    BOOST_TEST(sent("www.example.com", "/2") == "a2=2");
    BOOST_TEST(sent("www.example.com", "/3") == "");
}

BOOST_AUTO_TEST_CASE(drops_what_has_expired_before_all)
{
    receive("early=1; Path=/early");
    for (int i = 0; i < 48; ++i)
        receive(numbered("a", i) + "=1; Path=/a");
    receive("short=1; Max-Age=5");
    BOOST_TEST(jar.size() == 50U);
    now += 5s;
    receive("b=1");
    BOOST_TEST(jar.size() == 50U);
    BOOST_TEST(sent("www.example.com", "/early") == "early=1");
}

BOOST_AUTO_TEST_CASE(drops_insecure_cookies_of_a_host_before_secure_ones)
{
    CookieJar small{{.max_per_host = 2}};
    BOOST_TEST(small.receive("a=1; Secure", "h", "/", true, now));
    BOOST_TEST(small.receive("b=1", "h", "/", false, now));
    BOOST_TEST(small.receive("c=1", "h", "/", false, now));
    BOOST_TEST(small.header("h", "/", true, now) == "a=1; c=1");
    BOOST_TEST(small.receive("d=1; Secure", "h", "/", true, now));
    BOOST_TEST(small.header("h", "/", true, now) == "a=1; d=1");
    BOOST_TEST(!small.receive("e=1", "h", "/", true, now)); // there is no place left for it
    BOOST_TEST(!small.set("h", "/", true, {.name = "e", .value = "1"}, now));
    BOOST_TEST(small.header("h", "/", true, now) == "a=1; d=1");
    BOOST_TEST(small.receive("f=1; Secure", "h", "/", true, now));
    BOOST_TEST(small.header("h", "/", true, now) == "d=1; f=1");
}

BOOST_AUTO_TEST_CASE(counts_a_domain_apart_from_its_hosts)
{
    CookieJar small{{.max_per_host = 1}};
    small.receive("a=1", "w.example.com", "/", true, now);
    small.receive("b=1; Domain=example.com", "w.example.com", "/", true, now);
    small.receive("c=1", "example.com", "/", true, now); // takes the place of `b`
    BOOST_TEST(small.header("w.example.com", "/", true, now) == "a=1");
    BOOST_TEST(small.header("example.com", "/", true, now) == "c=1");
}

BOOST_AUTO_TEST_CASE(drops_the_least_recently_used_of_all)
{
    for (int i = 0; i < 1000; ++i)
        receive("a=1", numbered("h", i) + ".example.com");
    BOOST_TEST(jar.size() == 1000U);
    BOOST_TEST(sent("h0.example.com") == "a=1");
    for (int i = 0; i < 40; ++i) // one host alone takes no more than its share
        for (int j = 0; j < 100; ++j)
            receive(numbered("b", j) + "=1", "evil.org");
    BOOST_TEST(jar.size() == 1000U);
    BOOST_TEST(sent("h0.example.com") == "a=1");
    BOOST_TEST(sent("h50.example.com") == "");
    BOOST_TEST(sent("h51.example.com") == "a=1");
}

BOOST_AUTO_TEST_CASE(fills_the_field_up_to_its_limit)
{
    CookieJar small{{.max_header_size = 13}};
    for (auto field : {"a=1234", "b=1234", "c=1; Path=/"})
        small.receive(field, "h", "/x/", true, now);
    BOOST_TEST(small.header("h", "/x/", true, now) == "a=1234; c=1"); // 14 bytes with `b` behind `a`
    small.receive("b=123", "h", "/x/", true, now);
    BOOST_TEST(small.header("h", "/x/", true, now) == "a=1234; b=123");
    small.receive("b=12345678901234", "h", "/x/", true, now); // too long by itself: the others go
    BOOST_TEST(small.header("h", "/x/", true, now) == "a=1234; c=1");

    for (int i = 0; i < 50; ++i)
        receive(numbered("a", i) + '=' + std::string(4000, 'x'));
    BOOST_TEST((sent().size() > 8000U && sent().size() <= 8192U));
}

BOOST_AUTO_TEST_CASE(refuses_limits_of_nothing)
{
    for (const auto& limits : {CookieJar::Limits{.max_cookie_size = 0}, CookieJar::Limits{.max_per_host = 0},
                               CookieJar::Limits{.max_cookies = 0}, CookieJar::Limits{.max_header_size = 0}})
        BOOST_CHECK_THROW(CookieJar{limits}, std::invalid_argument);
    CookieJar one{{.max_cookie_size = 1, .max_per_host = 1, .max_cookies = 1, .max_header_size = 1}};
    BOOST_TEST(one.receive("=a", "h", "/", true, now));
    BOOST_TEST(one.receive("=b", "other", "/", true, now));
    BOOST_TEST(one.size() == 1U);
    BOOST_TEST(one.header("other", "/", true, now) == "b");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cookie_jar_limits_test
