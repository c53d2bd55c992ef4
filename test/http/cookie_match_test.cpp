// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Which hosts and paths a cookie goes to, as the jar decides by `http/cookie_match.hpp`.

#include "http/cookie_match.hpp"

#include "support/cookie_jar_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace cookie_match_test {

using namespace hawser;
using test::CookieJarFixture;

BOOST_FIXTURE_TEST_SUITE(cookie_match, CookieJarFixture)

BOOST_AUTO_TEST_CASE(keeps_the_cookies_of_a_host_to_it)
{
    receive("a=1");
    BOOST_TEST(sent("WWW.Example.COM") == "a=1");
    BOOST_TEST(sent("www.example.com.") == "a=1");
    for (auto host : {"example.com", "x.www.example.com", "ww.example.com", "wwww.example.com", "com", "",
                      "www.example.com.evil.org", "www.example.com:443"})
        BOOST_TEST(sent(host) == "", host);
}

BOOST_AUTO_TEST_CASE(shares_a_domain_with_its_subdomains)
{
    BOOST_TEST(receive("a=1; Domain=Example.com"));
    BOOST_TEST(receive("b=2; Domain=.example.com"));
    BOOST_TEST(receive("c=3; Domain=www.example.com"));
    for (auto host : {"example.com", "other.example.com", "x.y.EXAMPLE.com", "example.com."})
        BOOST_TEST(sent(host) == "a=1; b=2", host);
    BOOST_TEST(sent("x.www.example.com") == "a=1; b=2; c=3");
    for (auto host : {"notexample.com", "example.org", "com", "example.com.org"})
        BOOST_TEST(sent(host) == "", host);
}

BOOST_AUTO_TEST_CASE(refuses_domains_of_others)
{
    for (auto domain : {"other.org", "x.www.example.com", "ww.example.com", "ample.com", "com", ".com",
                        "com.", "..example.com", "..", "example..com", "example.com:443", "www.example.com/",
                        "*", "ex\xc3\xa4mple.com", "[::1]"})
        BOOST_TEST(!receive(std::string{"a=1; Domain="} + domain), domain);
    BOOST_TEST(jar.size() == 0U);
    // No domain at all is that of the host.
    BOOST_TEST(receive("a=1; Domain="));
    BOOST_TEST(receive("b=1; Domain=."));
    BOOST_TEST(sent("www.example.com") == "a=1; b=1");
    BOOST_TEST(sent("x.www.example.com") == "");
}

BOOST_AUTO_TEST_CASE(takes_no_single_label_but_the_host_itself_for_a_domain)
{
    for (auto host : {"localhost", "LOCALHOST", "localhost."}) {
        BOOST_TEST(receive("a=1; Domain=localhost", host), host);
        BOOST_TEST(sent("localhost") == "a=1");
        BOOST_TEST(sent("x.localhost") == "", "it is the host's own");
        jar.clear();
    }
    BOOST_TEST(!receive("a=1; Domain=localhost", "x.localhost"));
    BOOST_TEST(!receive("a=1; Domain=com.", "example.com."));
    BOOST_TEST(!receive("a=1; Domain=com", "example.com."));
}

BOOST_AUTO_TEST_CASE(never_matches_addresses_by_their_ends)
{
    for (auto host : {"127.0.0.1", "0x7f.0.0.1", "10.1", "1.2.3.0x4", "a.b.1", "127.0.0.1."}) {
        BOOST_TEST(!receive("a=1; Domain=0.1", host), host);
        BOOST_TEST(!receive("a=1; Domain=.1", host), host);
        BOOST_TEST(!receive("a=1; Domain=3.0x4", host), host);
        BOOST_TEST(!receive("a=1; Domain=b.1", host), host);
    }
    BOOST_TEST(receive("a=1; Domain=127.0.0.1", "127.0.0.1"));
    BOOST_TEST(receive("a=2", "127.0.0.1")); // the same cookie
    BOOST_TEST(sent("127.0.0.1") == "a=2");
    BOOST_TEST(sent("1.127.0.0.1") == "");
    BOOST_TEST(receive("b=1", "[2001:DB8::1]"));
    BOOST_TEST(receive("c=1; Domain=[2001:db8::1]", "2001:db8::1"));
    BOOST_TEST(sent("2001:db8::1") == "b=1; c=1");
    BOOST_TEST(sent("[2001:db8::1]") == "b=1; c=1");
    BOOST_TEST(receive("d=1", "fe80::1%eth0"));
    BOOST_TEST(sent("fe80::1%eth0") == "d=1");
    BOOST_TEST(sent("fe80::1") == "");
}

BOOST_AUTO_TEST_CASE(knows_no_hosts_but_names_and_addresses)
{
    const std::string label(63, 'x');
    const auto longest = label + '.' + label + '.' + label + '.' + std::string(61, 'x');
    BOOST_TEST(receive("a=1", longest));
    BOOST_TEST(sent(longest + '.') == "a=1");
    for (const auto& host :
         {std::string{}, std::string{"."}, std::string{".."}, std::string{".a"}, std::string{"a..b"},
          std::string{"a b"}, std::string{"a/b"}, std::string{"a:80"}, std::string{"[a]"}, std::string{"[]"},
          std::string{"[::1"}, std::string{"::1]"}, std::string{"[::1]:80"}, std::string{"a\r\nb"},
          std::string{"a\0b", 3}, std::string{"\xc3\xa4.com"}, std::string{"a@b"}, longest + 'x'}) {
        BOOST_TEST(!receive("a=1", host), host);
        BOOST_TEST(sent(host) == "", host);
        BOOST_TEST(jar.cookies(host, now).empty(), host);
        BOOST_TEST(contains(refusal({.name = "a", .value = "1"}, host), "host must be"), host);
    }
    BOOST_TEST(receive("a=1", "under_score.example.com"));
}

BOOST_AUTO_TEST_CASE(matches_paths_by_whole_folders)
{
    receive("a=1; Path=/foo");
    receive("b=1; Path=/bar/");
    receive("c=1; Path=/");
    for (auto path : {"/foo", "/foo/", "/foo/x", "/foo?x", "/foo#x", "/foo/../x"})
        BOOST_TEST(sent("www.example.com", path) == "a=1; c=1", path);
    BOOST_TEST(sent("www.example.com", "/bar/") == "b=1; c=1");
    BOOST_TEST(sent("www.example.com", "/bar/x?y") == "b=1; c=1");
    for (auto path : {"/foox", "/fo", "/FOO", "/bar", "/%66oo", "", "x", "?/foo", "/?/foo/"})
        BOOST_TEST(sent("www.example.com", path) == "c=1", path);
}

BOOST_AUTO_TEST_CASE(takes_the_folder_of_the_request_for_a_missing_path)
{
    struct {
        const char *request, *expected;
    } const cases[] = {{"/", "/"},         {"", "/"},      {"x", "/"},         {"/a", "/"},
                       {"/a/", "/a"},      {"/a/b", "/a"}, {"/a/b/", "/a/b"},  {"/a?x/y", "/"},
                       {"/a/b?/c/", "/a"}, {"//", "/"},    {"/a/b#/c/", "/a"}, {"/a;x/b", "/a;x"}};
    for (const auto& [request, expected] : cases)
        for (auto field : {"a=1", "a=1; Path", "a=1; Path=", "a=1; Path=relative", "a=1; Path=/x; Path=y"}) {
            jar.clear();
            BOOST_TEST(receive(field, "www.example.com", true, request));
            BOOST_TEST(jar.cookies("www.example.com", now).at(0).path == expected, request << ' ' << field);
        }
}

BOOST_AUTO_TEST_CASE(takes_paths_of_up_to_1024_bytes)
{
    const std::string longest = '/' + std::string(1023, 'x');
    BOOST_TEST(receive("a=1", "www.example.com", true, longest + "/y"));
    BOOST_TEST(!receive("b=1", "www.example.com", true, longest + "x/y"));
    BOOST_TEST(receive("c=1; Path=/", "www.example.com", true, longest + "x/y"));
    BOOST_TEST(!receive("d=1", "www.example.com", true, "/x\r\n/y"));
    BOOST_TEST(sent("www.example.com", longest) == "a=1; c=1");
}

BOOST_AUTO_TEST_CASE(writes_a_host_in_one_form)
{
    BOOST_TEST(http::to_host("WWW.Example.COM.").value() == "www.example.com");
    BOOST_TEST(http::to_host("[FE80::1%25Eth0]").value() == "fe80::1%25eth0");
    BOOST_TEST(http::to_host("::").value() == "::");
    BOOST_TEST(!http::to_host("a..").has_value());
    for (auto host : {"1.2.3.4", "::1", "127.1", "1", "0x", "0x7f", "a.0x1f"})
        BOOST_TEST(http::is_address(host), host);
    for (auto host : {"a", "1a", "1.a", "0xg", "a.0x1g", "x0.com"})
        BOOST_TEST(!http::is_address(host), host);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cookie_match_test
