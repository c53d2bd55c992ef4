// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/cookie.hpp>
#include <hawser/response.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace cookie_test {

using namespace hawser;
using namespace std::chrono_literals;

namespace {

std::chrono::system_clock::time_point at(std::time_t seconds)
{
    return std::chrono::system_clock::from_time_t(seconds);
}

/// What the refusal says; `""`: none.
std::string refusal(const Cookie& cookie)
{
    try {
        cookie.to_string();
        return {};
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(cookie)

BOOST_AUTO_TEST_CASE(is_careful_by_default)
{
    BOOST_TEST((Cookie{.name = "id", .value = "7"}.to_string()) == "id=7; Path=/; HttpOnly; SameSite=Lax");
    BOOST_TEST((Cookie{.name = "id"}.to_string()) == "id=; Path=/; HttpOnly; SameSite=Lax");
}

BOOST_AUTO_TEST_CASE(writes_all_attributes)
{
    Cookie cookie{.name = "id",
                  .value = "\"7\"",
                  .domain = "example.com",
                  .path = "/a b",
                  .expires = at(784111777),
                  .max_age = 24h,
                  .secure = true,
                  .http_only = false,
                  .same_site = SameSite::none,
                  .partitioned = true};
    BOOST_TEST(cookie.to_string() == "id=\"7\"; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=86400; "
                                     "Domain=example.com; Path=/a b; Secure; SameSite=None; Partitioned");
    cookie.same_site = SameSite::strict;
    BOOST_TEST(cookie.to_string().find("; SameSite=Strict") != std::string::npos);
    BOOST_TEST(
        (Cookie{.name = "a", .path = "", .http_only = false, .same_site = SameSite::unset}.to_string()) ==
        "a=");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_cookie)
{
    for (auto name : {"", "a b", "a=", "a;b", "a\r\nX: y", "ü", "\"a\""}) {
        BOOST_TEST(!refusal({.name = name}).empty(), name);
    }
    for (const auto& value : {std::string{"a b"}, std::string{"a;b"}, std::string{"a,b"}, std::string{"a\"b"},
                              std::string{"\\"}, std::string{"\r\n"}, std::string{"\0", 1}, std::string{"ü"},
                              std::string{"\""}, std::string{"\"a\"\""}, std::string{"\x7f"}}) {
        BOOST_TEST(refusal({.name = "a", .value = value}).find("encode it") != std::string::npos, value);
    }
    for (auto path : {"a", "/;", "/\n", "/\x7f", "/ü"}) {
        BOOST_TEST(!refusal({.name = "a", .path = path}).empty(), path);
    }
    for (auto domain : {".a.com", "a.com.", "a;b", "a b", "a\r\n", "ü.de", "a_b", "[::1]"}) {
        BOOST_TEST(!refusal({.name = "a", .domain = domain}).empty(), domain);
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_too_long)
{
    BOOST_TEST(refusal({.name = "a", .value = std::string(4095, 'x')}) == "");
    BOOST_TEST(refusal({.name = "a", .value = std::string(4096, 'x')}) != "");
    BOOST_TEST(refusal({.name = "a", .path = "/" + std::string(1023, 'x')}) == "");
    BOOST_TEST(refusal({.name = "a", .path = "/" + std::string(1024, 'x')}) != "");
    BOOST_TEST(refusal({.name = "a", .domain = std::string(1025, 'x')}) != "");
}

BOOST_AUTO_TEST_CASE(keeps_the_promises_of_its_name)
{
    BOOST_TEST(refusal({.name = "__Secure-a"}) != "");
    BOOST_TEST(refusal({.name = "__sEcUrE-a"}) != "");
    BOOST_TEST(refusal({.name = "__Secure-a", .domain = "b", .path = "/c", .secure = true}) == "");
    BOOST_TEST(refusal({.name = "__Host-a"}) != "");
    BOOST_TEST(refusal({.name = "__Host-a", .secure = true}) == "");
    BOOST_TEST(refusal({.name = "__HOST-a", .path = "/b", .secure = true}) != "");
    BOOST_TEST(refusal({.name = "__Host-a", .domain = "b", .secure = true}) != "");
    BOOST_TEST(refusal({.name = "a", .same_site = SameSite::none}) != "");
    BOOST_TEST(refusal({.name = "a", .partitioned = true}) != "");
    BOOST_TEST(refusal({.name = "a", .max_age = 0s}) != "");
    BOOST_TEST(refusal({.name = "a", .max_age = -1s}) != "");
}

BOOST_AUTO_TEST_CASE(makes_the_browser_forget)
{
    BOOST_TEST(Cookie::expired("a").to_string() ==
               "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; SameSite=Lax");
    BOOST_TEST(Cookie::expired("a", "/b", "c.d").to_string() ==
               "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Domain=c.d; Path=/b; HttpOnly; SameSite=Lax");
    BOOST_TEST(refusal(Cookie::expired("__Host-a")) == "");
    BOOST_TEST(refusal(Cookie::expired("__secure-a")) == "");
}

BOOST_AUTO_TEST_CASE(runs_out)
{
    const auto now = at(1'000'000);
    BOOST_TEST(!Cookie{}.is_expired(now));
    BOOST_TEST(Cookie::expired("a").is_expired(now));
    BOOST_TEST((Cookie{.expires = now}.is_expired(now)));
    BOOST_TEST((!Cookie{.expires = now + 1s}.is_expired(now)));
    BOOST_TEST((!Cookie{.expires = now - 1s, .max_age = 1s}.is_expired(now)));
    BOOST_TEST((!Cookie{.max_age = 10s}.is_expired(now, now - 9s)));
    BOOST_TEST((Cookie{.max_age = 10s}.is_expired(now, now - 10s)));
}

BOOST_AUTO_TEST_CASE(goes_into_a_response)
{
    Response response;
    response.set_cookie({.name = "a", .value = "1"}).set_cookie({.name = "b"});
    BOOST_TEST(response.fields().count("Set-Cookie") == 2u);
    BOOST_TEST(response.fields()["Set-Cookie"] == "a=1; Path=/; HttpOnly; SameSite=Lax");
    BOOST_CHECK_THROW(response.set_cookie({.name = "a", .value = "\r\n"}), std::invalid_argument);
    BOOST_TEST(response.fields().count("Set-Cookie") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cookie_test
