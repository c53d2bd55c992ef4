// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/cookie.hpp>

#include "http/cookie_date.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace set_cookie_test {

using namespace hawser;
using namespace std::chrono_literals;

namespace {

constexpr std::time_t the_date = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT

} // namespace

BOOST_AUTO_TEST_SUITE(set_cookie)

BOOST_AUTO_TEST_CASE(reads_back_what_was_written)
{
    Cookie cookie{.name = "__Host-id",
                  .value = "7",
                  .expires = std::chrono::system_clock::from_time_t(the_date),
                  .max_age = 60s,
                  .secure = true,
                  .same_site = SameSite::none,
                  .partitioned = true};
    BOOST_TEST((Cookie::parse(cookie.to_string()) == cookie));
    Cookie other{
        .name = "a", .domain = "b.c", .path = "/d", .http_only = false, .same_site = SameSite::strict};
    BOOST_TEST((Cookie::parse(other.to_string()) == other));
}

BOOST_AUTO_TEST_CASE(reads_leniently)
{
    auto cookie =
        Cookie::parse("\t a b = c=d ;pAtH = /x ; HTTPONLY=no;domain=.EXAMPLE.com;unknown=1;;max-age=5")
            .value();
    BOOST_TEST(cookie.name == "a b");
    BOOST_TEST(cookie.value == "c=d");
    BOOST_TEST(cookie.path == "/x");
    BOOST_TEST(cookie.domain == "example.com");
    BOOST_TEST(cookie.http_only);
    BOOST_TEST(!cookie.secure);
    BOOST_TEST((cookie.max_age == 5s));
    BOOST_TEST((cookie.same_site == SameSite::unset));
    BOOST_TEST(Cookie::parse("lonely")->value == "lonely");
    BOOST_TEST(Cookie::parse("=x")->name == "");
    BOOST_TEST(Cookie::parse("a=\xc3\xbc")->value == "\xc3\xbc");
}

BOOST_AUTO_TEST_CASE(takes_the_last_of_repeated_attributes)
{
    BOOST_TEST(Cookie::parse("a=1; Path=/b; Path=/c")->path == "/c");
    BOOST_TEST(Cookie::parse("a=1; Path=/b; Path=c")->path == "");
    BOOST_TEST((Cookie::parse("a=1; SameSite=Lax; SameSite=what")->same_site == SameSite::unset));
    BOOST_TEST(Cookie::parse("a=1; Path=/b; Path=/" + std::string(1024, 'c'))->path == "/b"); // too long
    BOOST_TEST((Cookie::parse("a=1; Max-Age=7; Max-Age=x; Max-Age=; Max-Age=-")->max_age == 7s));
    BOOST_TEST((Cookie::parse("a=1; Max-Age=-7")->max_age == 0s));
    BOOST_TEST((Cookie::parse("a=1; Max-Age=99999999999999999999")->max_age == 400 * 24h));
}

BOOST_AUTO_TEST_CASE(ignores_what_a_browser_ignores)
{
    for (auto bad : {"", "=", " ; Path=/", "a=1\r\nX: y", "a=\x01", "a=1; Path=/\x7f"}) {
        BOOST_TEST(!Cookie::parse(bad).has_value(), bad);
    }
    BOOST_TEST(!Cookie::parse(std::string_view{"a=\0", 3}).has_value());
    BOOST_TEST(Cookie::parse("a=" + std::string(4095, 'x')).has_value());
    BOOST_TEST(!Cookie::parse("a=" + std::string(4096, 'x')).has_value());
    for (auto broken : {"__Secure-a=1", "__host-a=1; Secure", "__Host-a=1; Secure; Path=/; Domain=b",
                        "__Host-a; Secure; Path=/", "a=1; SameSite=None", "a=1; Partitioned"}) {
        BOOST_TEST(!Cookie::parse(broken).has_value(), broken);
    }
    BOOST_TEST(Cookie::parse("__Host-a=1; Secure; Path=/").has_value());
}

BOOST_AUTO_TEST_CASE(reads_dates_of_any_form)
{
    for (auto text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
          "1994 6 november 8:49:37x", "\t08:49:37,Nov;6 94zzz", "6th Novembre, 1994 @ 8:49:37 8:00:00"}) {
        BOOST_TEST(http::parse_cookie_date(text).value_or(0) == the_date, text);
    }
    BOOST_TEST(http::parse_cookie_date("1 Jan 69 0:0:0").value() == 3124224000); // 2069
    BOOST_TEST(http::parse_cookie_date("1 Jan 70 0:0:0").value() == 0);
    for (auto bad : {"", "Sun, 06 Nov 1994", "06 Nov 1994 24:00:00", "06 Nov 1994 1:60:00",
                     "31 Feb 1994 1:1:1", "0 Nov 1994 1:1:1", "06 Nov 1600 1:1:1", "06 Foo 1994 1:1:1",
                     "06 Nov 1994 1:1", "06 Nov 1994 001:1:1", "123 Nov 12345 1:1:1"}) {
        BOOST_TEST(!http::parse_cookie_date(bad).has_value(), bad);
    }
    BOOST_TEST(Cookie::parse("a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT")->expires.has_value());
    BOOST_TEST(Cookie::parse("a=1; Expires=1 Jan 1601 0:0:0")->expires.has_value());
    BOOST_TEST(!Cookie::parse("a=1; Expires=soon")->expires.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace set_cookie_test
