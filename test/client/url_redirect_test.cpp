// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/url.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>

namespace url_redirect_test {

using hawser::client::parse_url;
using hawser::client::resolve_redirect;
using namespace std::string_literals;

namespace {

/// Where a redirect leads, or "nowhere".
std::string resolved(std::string_view base, std::string_view location)
{
    const auto url = resolve_redirect(parse_url(base), location);
    return url ? url->to_string() : "nowhere";
}

} // namespace

BOOST_AUTO_TEST_SUITE(url_redirect)

// RFC 3986 §5.4, with a WebSocket's scheme; what has a scheme of its own is refused.
BOOST_AUTO_TEST_CASE(resolves_the_examples_of_the_rfc)
{
    for (const auto& [location, expected] :
         std::initializer_list<std::pair<const char*, const char*>>{{"g:h", "nowhere"},
                                                                    {"g", "ws://a/b/c/g"},
                                                                    {"./g", "ws://a/b/c/g"},
                                                                    {"g/", "ws://a/b/c/g/"},
                                                                    {"/g", "ws://a/g"},
                                                                    {"//g", "ws://g/"},
                                                                    {"?y", "ws://a/b/c/d;p?y"},
                                                                    {"g?y", "ws://a/b/c/g?y"},
                                                                    {"#s", "ws://a/b/c/d;p?q"},
                                                                    {"g#s", "ws://a/b/c/g"},
                                                                    {"g?y#s", "ws://a/b/c/g?y"},
                                                                    {";x", "ws://a/b/c/;x"},
                                                                    {"g;x", "ws://a/b/c/g;x"},
                                                                    {"g;x?y#s", "ws://a/b/c/g;x?y"},
                                                                    {"", "ws://a/b/c/d;p?q"},
                                                                    {".", "ws://a/b/c/"},
                                                                    {"./", "ws://a/b/c/"},
                                                                    {"..", "ws://a/b/"},
                                                                    {"../", "ws://a/b/"},
                                                                    {"../g", "ws://a/b/g"},
                                                                    {"../..", "ws://a/"},
                                                                    {"../../", "ws://a/"},
                                                                    {"../../g", "ws://a/g"},
                                                                    // §5.4.2: the abnormal ones
                                                                    {"../../../g", "ws://a/g"},
                                                                    {"../../../../g", "ws://a/g"},
                                                                    {"/./g", "ws://a/g"},
                                                                    {"/../g", "ws://a/g"},
                                                                    {"g.", "ws://a/b/c/g."},
                                                                    {".g", "ws://a/b/c/.g"},
                                                                    {"g..", "ws://a/b/c/g.."},
                                                                    {"..g", "ws://a/b/c/..g"},
                                                                    {"./../g", "ws://a/b/g"},
                                                                    {"./g/.", "ws://a/b/c/g/"},
                                                                    {"g/./h", "ws://a/b/c/g/h"},
                                                                    {"g/../h", "ws://a/b/c/h"},
                                                                    {"g;x=1/./y", "ws://a/b/c/g;x=1/y"},
                                                                    {"g;x=1/../y", "ws://a/b/c/y"},
                                                                    {"g?y/./x", "ws://a/b/c/g?y/./x"},
                                                                    {"g?y/../x", "ws://a/b/c/g?y/../x"},
                                                                    {"g#s/./x", "ws://a/b/c/g"},
                                                                    {"g#s/../x", "ws://a/b/c/g"},
                                                                    {"http:g", "nowhere"}})
        BOOST_TEST(resolved("ws://a/b/c/d;p?q", location) == expected, location);
}

BOOST_AUTO_TEST_CASE(resolves_other_references)
{
    BOOST_TEST(resolved("ws://a", "b") == "ws://a/b");
    BOOST_TEST(resolved("ws://a?x/y", "b") == "ws://a/b");
    BOOST_TEST(resolved("wss://a:8443/x", "/y") == "wss://a:8443/y");
    BOOST_TEST(resolved("wss://a:8443/x", "//b/y") == "wss://b/y");
    BOOST_TEST(resolved("ws://a/x", "https://B:444/../y/./z?q#f") == "wss://b:444/y/z?q");
    BOOST_TEST(resolved("wss://a/x", "HTTP://a/y") == "ws://a/y");
    BOOST_TEST(resolved("wss://a/x", "ws://a") == "ws://a/");
    BOOST_TEST(resolved("ws://a/x", "wss://a?y") == "wss://a/?y");
    BOOST_TEST(resolved("ws://a/x", "\xc3\xbc?[]") == "ws://a/%C3%BC?%5B%5D");
    BOOST_TEST(resolved("ws://a/x/y", "./b:c") == "ws://a/x/b:c");
    BOOST_TEST(resolved("ws://a/x//y", "../z") == "ws://a/x/z");
    // A path never becomes another host.
    BOOST_TEST(resolved("ws://a/x", "/.//evil.example/") == "ws://a//evil.example/");
    BOOST_TEST(resolved("ws://a/x", "/..//evil.example/") == "ws://a//evil.example/");
}

BOOST_AUTO_TEST_CASE(goes_nowhere_with_bad_locations)
{
    for (const auto& location : {"ftp://a/"s,
                                 "file:///etc/passwd"s,
                                 "javascript:alert(1)"s,
                                 "data:,x"s,
                                 "mailto:a@b"s,
                                 "a:80/x"s,
                                 ":x"s,
                                 "//"s,
                                 "///evil.example/"s,
                                 "http:///x"s,
                                 "http://"s,
                                 "https:x"s,
                                 "ws:"s,
                                 "http://a:0/"s,
                                 "http://a:x/"s,
                                 "http://127.1/"s,
                                 "http://2130706433/"s,
                                 "http://u:p@q@b/"s,
                                 "http://b\xc3\xbc/"s,
                                 "/%zz"s,
                                 "?%"s,
                                 "/a b"s,
                                 "/a\r\nX: y"s,
                                 "/\0"s,
                                 "\\\\evil.example"s,
                                 "/\\evil.example"s,
                                 "http://[::1"s,
                                 "http://[fe80::1%25eth0]/"s,
                                 "http://[fe80::1%eth0]/"s,
                                 "#\n"s})
        BOOST_TEST(resolved("ws://a/b", location) == "nowhere", location);
}

BOOST_AUTO_TEST_CASE(keeps_the_user_for_the_same_origin_only)
{
    const auto base = parse_url("wss://u:p@a/x");
    const auto user = [&](std::string_view location) {
        const auto url = resolve_redirect(base, location);
        BOOST_TEST_REQUIRE(url.has_value());
        return url->user ? url->user->name + ":" + url->user->password : "nobody";
    };
    for (const auto* location :
         {"y", "/y", "?y", "", "//a/y", "//A:443/y", "https://a/", "https://evil:e@a/"})
        BOOST_TEST(user(location) == "u:p", location);
    for (const auto* location : {"//b/", "https://b/", "https://a:444/", "http://a/", "ws://a:443/",
                                 "//evil:e@b/", "http://evil:e@a/", "https://a.b/", "https://u:p@b/"})
        BOOST_TEST(user(location) == "nobody", location);
    BOOST_TEST(!resolve_redirect(parse_url("ws://a/"), "//evil:e@a/")->user);
}

BOOST_AUTO_TEST_CASE(stays_on_its_link)
{
    const auto base = "ws://[fe80::1%25eth0]:81/x"s;
    BOOST_TEST(resolved(base, "/y") == "ws://[fe80::1%25eth0]:81/y");
    BOOST_TEST(resolved(base, "http://[fe80:0::1]:82/y") == "ws://[fe80::1%25eth0]:82/y");
    BOOST_TEST(resolved(base, "http://[fe80::2]/y") == "ws://[fe80::2]/y");
    BOOST_TEST(resolved(base, "http://[fe80::1%25eth0]/y") == "nowhere");
}

BOOST_AUTO_TEST_CASE(long_paths_take_linear_time)
{
    std::string down, up;
    for (int i = 0; i < 200'000; ++i) {
        down += "/a";
        up += "/..";
    }
    BOOST_TEST(resolved("ws://h/x", down + up) == "ws://h/");
    BOOST_TEST(resolved("ws://h/x", up + down) == "ws://h" + down);
    BOOST_TEST(resolved("ws://h" + down, up + "/y") == "ws://h/y");
    BOOST_TEST(resolved("ws://h/x", std::string(400'000, '/')) == "nowhere");
    BOOST_TEST(resolved("ws://h/x", "/." + std::string(400'000, '/')) ==
               "ws://h" + std::string(400'000, '/'));
}

BOOST_AUTO_TEST_CASE(every_part_is_resolved_or_refused)
{
    const auto base = parse_url("ws://a/b");
    const auto whole = "https://user:hunter2@[::1]:8443/a/%41/.././\xc3\xbc?q=[1]&r=%20#s"s;
    for (std::size_t begin = 0; begin <= whole.size(); ++begin)
        for (std::size_t size = 0; size <= whole.size() - begin; ++size) {
            const auto url = resolve_redirect(base, std::string_view{whole}.substr(begin, size));
            if (url)
                BOOST_TEST(parse_url(url->to_string()).to_string() == url->to_string());
        }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace url_redirect_test
