// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/cookie_jar.hpp>

#include "support/cookie_jar_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cookie_jar_test {

using namespace hawser;
using namespace std::chrono_literals;
using test::CookieJarFixture;
using time_point = CookieJar::time_point;

namespace {

std::string numbered(std::string_view name, int i)
{
    return std::string{name} + std::to_string(i);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(cookie_jar, CookieJarFixture)

BOOST_AUTO_TEST_CASE(sends_back_what_came)
{
    BOOST_TEST(sent() == "");
    BOOST_TEST(receive("a=1"));
    BOOST_TEST(receive(" b = \"x y, z\" ; HttpOnly; SameSite=Strict"));
    BOOST_TEST(receive("c=\xc3\xbc=\\%0D%0A"));
    BOOST_TEST(receive("d="));
    BOOST_TEST(receive("=nameless"));
    BOOST_TEST(receive("lonely; Path=/"));
    BOOST_TEST(sent() == "a=1; b=\"x y, z\"; c=\xc3\xbc=\\%0D%0A; d=; nameless; lonely");
    BOOST_TEST(jar.size() == 6U);
    jar.clear();
    BOOST_TEST(jar.size() == 0U);
    BOOST_TEST(sent() == "");
}

BOOST_AUTO_TEST_CASE(keeps_secure_cookies_to_secure_connections)
{
    BOOST_TEST(!receive("a=1; Secure", "www.example.com", false));
    BOOST_TEST(receive("a=1; Secure"));
    BOOST_TEST(receive("b=1"));
    BOOST_TEST(sent() == "a=1; b=1");
    BOOST_TEST(sent("www.example.com", "/a/b", false) == "b=1");
}

BOOST_AUTO_TEST_CASE(lets_no_insecure_cookie_hide_a_secure_one)
{
    receive("a=1; Secure; Path=/a; Domain=example.com");
    const auto is_ignored = [&](std::string_view field, std::string_view host) {
        return !receive(field, host, false);
    };
    BOOST_TEST(is_ignored("a=2; Path=/a; Domain=example.com", "www.example.com")); // it would be replaced
    BOOST_TEST(is_ignored("a=2; Path=/a; Domain=www.example.com", "www.example.com"));
    BOOST_TEST(is_ignored("a=2; Path=/a", "www.example.com"));
    BOOST_TEST(is_ignored("a=2; Path=/a/b/c", "www.example.com"));
    BOOST_TEST(
        is_ignored("a=; Path=/a; Domain=example.com; Max-Age=0", "example.com")); // it would be deleted
    BOOST_TEST(!jar.set("example.com", "/a/", false, {.name = "a", .value = "2", .path = "/a"}, now));
    BOOST_TEST(receive("a=3; Path=/", "www.example.com", false)); // sent behind it
    BOOST_TEST(receive("A=4; Path=/a", "www.example.com", false));
    BOOST_TEST(receive("a=5; Path=/ab", "www.example.com", false));
    BOOST_TEST(receive("a=6; Path=/a", "example.org", false));
    BOOST_TEST(sent() == "a=1; A=4; a=3");

    jar.clear(); // a subdomain's counts as well
    receive("a=1; Secure");
    BOOST_TEST(is_ignored("a=2; Domain=example.com", "example.com"));
    BOOST_TEST(receive("a=2; Path=/a; Domain=example.com", "example.com", true)); // who has TLS may
}

BOOST_AUTO_TEST_CASE(guards_secure_cookies_no_longer_than_they_live)
{
    receive("a=1; Secure; Max-Age=10");
    now += 9s;
    BOOST_TEST(!receive("a=2", "www.example.com", false));
    now += 1s;
    BOOST_TEST(receive("a=2", "www.example.com", false));
    BOOST_TEST(sent() == "a=2");
}

BOOST_AUTO_TEST_CASE(keeps_promises_of_names)
{
    BOOST_TEST(!receive("__Secure-a=1"));
    BOOST_TEST(!receive("__Host-a=1; Secure"));
    BOOST_TEST(!receive("__Host-a=1; Secure; Path=/; Domain=www.example.com"));
    BOOST_TEST(!receive("__Host-a=1; Secure; Path=/", "www.example.com", false));
    BOOST_TEST(!receive("=__Host-a=1; Secure; Path=/"));
    BOOST_TEST(receive("__Host-a=1; Secure; Path=/"));
    BOOST_TEST(sent() == "__Host-a=1");
}

BOOST_AUTO_TEST_CASE(forgets_what_has_expired)
{
    receive("a=1; Max-Age=10");
    receive("b=1; Expires=Sun, 09 Sep 2001 01:46:50 GMT"); // in 10 s
    receive("c=1; Max-Age=20; Expires=Sun, 09 Sep 2001 01:46:45 GMT");
    receive("d=1");
    now += 10s - 1ns;
    BOOST_TEST(sent() == "a=1; b=1; c=1; d=1");
    now += 1ns;
    BOOST_TEST(sent() == "c=1; d=1");
    BOOST_TEST(jar.cookies("www.example.com", now).size() == 2U);
    BOOST_TEST(jar.entries(now).size() == 2U);
    BOOST_TEST(jar.size() == 4U);
    jar.erase_expired(now);
    BOOST_TEST(jar.size() == 2U);
    now += 10s;
    receive("e=1");
    BOOST_TEST(jar.size() == 2U);
    now += std::chrono::hours{100 * 365 * 24}; // without a date, as long as the jar
    BOOST_TEST(sent() == "d=1; e=1");
}

BOOST_AUTO_TEST_CASE(deletes_by_what_has_expired)
{
    for (auto life : {"Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                      "Expires=Fri, 01 Jan 2100 00:00:00 GMT; Max-Age=0"}) {
        receive("a=1; Path=/");
        receive("a=2; Path=/a");
        BOOST_TEST(receive(std::string{"a=; Path=/; "} + life), life);
        BOOST_TEST(sent() == "a=2", life);
        jar.clear();
    }
    receive("a=1; Path=/");
    BOOST_TEST(jar.set("www.example.com", "/", true, Cookie::expired("a"), now));
    BOOST_TEST(jar.size() == 0U);
    BOOST_TEST(receive("never=there; Max-Age=0"));
    BOOST_TEST(jar.size() == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_nothing_for_more_than_400_days)
{
    const auto days = [](int n) { return std::chrono::hours{n * 24}; };
    receive("a=1; Max-Age=99999999999");
    receive("b=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT");
    jar.set("www.example.com", "/", true, {.name = "c", .value = "1", .max_age = std::chrono::seconds::max()},
            now);
    for (const auto& cookie : jar.cookies("www.example.com", now)) {
        BOOST_TEST((cookie.expires == start + days(400)));
        BOOST_TEST(!cookie.max_age.has_value());
    }
    BOOST_TEST(jar.cookies("www.example.com", start + days(400) - 1ns).size() == 3U);
    BOOST_TEST(jar.cookies("www.example.com", start + days(400)).empty());
}

BOOST_AUTO_TEST_CASE(stands_any_time)
{
    for (const auto time : {time_point::min(), time_point{}, time_point::max() - 1ns, time_point::max()}) {
        now = time;
        jar.clear();
        receive("a=1; Max-Age=99999999999");
        receive("b=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT");
        receive("c=1; Expires=Mon, 01 Jan 1601 00:00:00 GMT");
        jar.set("www.example.com", "/", true,
                {.name = "d", .value = "1", .max_age = std::chrono::seconds::min()}, now);
        BOOST_TEST((jar.size() <= 3U));
        for (const auto later : {time_point::min(), time_point{}, time_point::max()})
            jar.header("www.example.com", "/", true, later);
    }
}

BOOST_AUTO_TEST_CASE(sends_longer_paths_first_and_older_cookies_before_younger)
{
    receive("a=1; Path=/");
    receive("b=1; Path=/a");
    receive("c=1; Path=/; Domain=example.com");
    receive("d=1; Path=/a/b");
    now -= 1h; // a clock that is set back does not make older
    receive("e=1; Path=/a");
    BOOST_TEST(sent() == "d=1; b=1; e=1; a=1; c=1");
}

BOOST_AUTO_TEST_CASE(replaces_in_place)
{
    receive("a=1");
    receive("b=1");
    receive("a=2");
    BOOST_TEST(sent() == "a=2; b=1");
    receive("a=3; Path=/a/b"); // other cookies of that name
    receive("a=4; Domain=www.example.com");
    BOOST_TEST(jar.size() == 4U);
    BOOST_TEST(sent() == "a=3; a=2; b=1; a=4");
    receive("a=5; Max-Age=5; Secure");
    BOOST_TEST(jar.cookies("www.example.com", now).at(0).secure);
    now += 5s;
    BOOST_TEST(sent() == "a=3; b=1; a=4");
    receive("a=6"); // as new
    BOOST_TEST(sent() == "a=3; b=1; a=4; a=6");
}

BOOST_AUTO_TEST_CASE(lets_no_control_character_through)
{
    for (int c = 0; c < 256; ++c) {
        const char byte = static_cast<char>(c);
        for (std::size_t at = 0; at <= 4; ++at) {
            std::string field = "nn=vv; Path=/";
            field.insert(at + 1, 1, byte);
            receive(field);
        }
        std::string domain = "d=1; Domain=www.example.com";
        domain.insert(14, 1, byte);
        receive(domain);
        receive("e=1", "www.example.com", true, std::string{"/a"} + byte + "/b");
    }
    for (auto path : {"/", "/a", "/a/b", "/a\r\n/b"})
        for (char c : sent("www.example.com", path))
            BOOST_TEST(((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'));
}

BOOST_AUTO_TEST_CASE(refuses_to_set_what_would_not_come_back)
{
    for (const auto& cookie :
         {Cookie{}, Cookie{.name = "a\r\nX", .value = "1"}, Cookie{.name = "a", .value = "1\r\nX: y"},
          Cookie{.name = "a", .value = std::string{"1\0", 2}}, Cookie{.name = "a;b", .value = "1"},
          Cookie{.name = "a", .value = "1;2"}, Cookie{.name = "a=b", .value = "1"},
          Cookie{.name = " a", .value = "1"}, Cookie{.name = "a", .value = "1 "},
          Cookie{.name = "__Secure-a", .value = "1"}, Cookie{.name = "__host-a", .value = "1"},
          Cookie{.name = "__Host-a", .value = "1", .path = "/x", .secure = true},
          Cookie{.name = "__Host-a", .value = "1", .domain = "www.example.com", .secure = true},
          Cookie{.name = "a", .value = "1", .same_site = SameSite::none},
          Cookie{.name = "a", .value = "1", .partitioned = true}})
        BOOST_TEST(contains(refusal(cookie), "name and value must"), cookie.name << '=' << cookie.value);
    for (auto domain :
         {"com", "other.org", ".example.com", "x.www.example.com", "example.com; Secure", "a\r\n"})
        BOOST_TEST(contains(refusal({.name = "a", .value = "1", .domain = domain}), "domain must be"),
                   domain);
    for (auto path : {"x", "/\r\n", "\r\n", "/\x7f"})
        BOOST_TEST(contains(refusal({.name = "a", .value = "1", .path = path}), "path"), path);
    BOOST_TEST(refusal({.name = "a", .value = "1", .path = '/' + std::string(1023, 'x')}) == "");
    BOOST_TEST(contains(refusal({.name = "a", .value = "1", .path = '/' + std::string(1024, 'x')}), "1024"));
    BOOST_TEST(
        contains(refusal({.name = "a", .value = "1", .secure = true}, "h", false), "secure connection"));
    BOOST_TEST(contains(refusal({.name = "a", .value = "1", .path = ""}, "h", true, "/\n/x"), "folder"));
    jar.clear();
    BOOST_TEST(refusal({.name = "__Host-a b", .value = "x y\xff", .secure = true}) == "");
    BOOST_TEST(refusal({.value = "=x"}) == "");
    BOOST_TEST(refusal({.name = "c", .value = "1", .domain = "Example.com", .path = ""}) == "");
    BOOST_TEST(sent() == "c=1; __Host-a b=x y\xff; =x");
}

BOOST_AUTO_TEST_CASE(shows_what_was_resolved)
{
    receive("a=1; HttpOnly; SameSite=Lax; Max-Age=60");
    receive("b=2; Domain=.EXAMPLE.com; Path=/x; Secure; SameSite=None; Partitioned");
    const auto entries = jar.entries(now);
    BOOST_TEST(entries.size() == 2U);
    BOOST_TEST(entries[0].host == "www.example.com");
    BOOST_TEST((entries[0].cookie == Cookie{.name = "a", .value = "1", .path = "/a", .expires = now + 60s}));
    BOOST_TEST(entries[1].host == "example.com");
    BOOST_TEST((entries[1].cookie == Cookie{.name = "b",
                                            .value = "2",
                                            .domain = "example.com",
                                            .path = "/x",
                                            .secure = true,
                                            .http_only = false,
                                            .same_site = SameSite::none,
                                            .partitioned = true}));
    BOOST_TEST(jar.cookies("www.example.com", now).size() == 2U);
    BOOST_TEST(jar.cookies("x.example.com", now).size() == 1U);
    BOOST_TEST(jar.cookies("example.org", now).empty());
}

BOOST_AUTO_TEST_CASE(can_be_put_into_another_jar)
{
    for (auto field :
         {"a=1", "=b", "c; Domain=example.com", "d=\"x y\"; Path=/", "__Host-e=1; Path=/; Secure"})
        BOOST_TEST(receive(field));
    BOOST_TEST(receive("f=1", "www.example.com", false, "/a/b;x/c"));
    BOOST_TEST(receive("g=1; Domain=localhost", "localhost"));
    BOOST_TEST(receive("h=1; Domain=::1", "::1"));
    CookieJar other;
    for (const auto& entry : jar.entries(now))
        BOOST_TEST(other.set(entry.host, "/", true, entry.cookie, now));
    for (auto host : {"www.example.com", "example.com", "localhost", "::1"})
        for (auto path : {"/a/b;x/", "/a/b", "/"})
            BOOST_TEST(other.header(host, path, true, now) == sent(host, path));
}

BOOST_AUTO_TEST_CASE(can_be_used_from_many_threads)
{
    CookieJar shared{{.max_per_host = 5, .max_cookies = 20}};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&shared, t] {
            for (int i = 0; i < 200; ++i) {
                const auto host = numbered("h", (i + t) % 7);
                shared.receive(numbered("a", i % 9) + "=1; Max-Age=" + std::to_string(i % 3), host, "/",
                               true);
                shared.header(host, "/", true);
                if (i % 50 == 0)
                    shared.erase_expired();
                if (i % 20 == 0)
                    shared.entries();
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST((shared.size() <= 20U));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cookie_jar_test
