// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/proxy_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace proxy_settings_test {

using hawser::client::is_excluded;
using hawser::client::parse_proxy;
using hawser::client::parse_url;
using hawser::client::Proxy;
using hawser::client::proxy_from_environment;
using namespace std::string_literals;

namespace {

using Environment = std::map<std::string, std::string>;

/// What the exception says; empty if there is none.
std::string refusal(std::string_view text)
{
    try {
        parse_proxy(text);
    } catch (const std::invalid_argument& fault) {
        return fault.what();
    }
    return {};
}

/// Why the text is no proxy: what stands behind the quoted text.
std::string why_not(std::string_view text)
{
    const auto message = refusal(text);
    const std::string mark = "\" is not a proxy such as http://proxy.example.com:3128: ";
    const auto at = message.find(mark);
    return at == std::string::npos ? message : message.substr(at + mark.size());
}

/// The proxy that the environment names, or "none".
std::string chosen(std::string_view url, const Environment& environment)
{
    const auto proxy = proxy_from_environment(parse_url(url), [&](const char* name) -> const char* {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
    return proxy ? proxy->to_string() : "none";
}

void expect_excluded(std::string_view list, const std::vector<const char*>& urls)
{
    for (const auto* url : urls)
        BOOST_TEST(is_excluded(list, parse_url(url)), list << " should exclude " << url);
}

void expect_included(std::string_view list, const std::vector<const char*>& urls)
{
    for (const auto* url : urls)
        BOOST_TEST(!is_excluded(list, parse_url(url)), list << " should not exclude " << url);
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_settings)

// --- one proxy

BOOST_AUTO_TEST_CASE(reads_all_parts)
{
    const auto proxy = parse_proxy("http://user:pa%20ss@Proxy.example:3128");
    BOOST_TEST((proxy.kind == Proxy::Kind::http));
    BOOST_TEST(proxy.resolves_names);
    BOOST_TEST(proxy.host == "proxy.example");
    BOOST_TEST(proxy.port == 3128);
    BOOST_TEST(proxy.has_user);
    BOOST_TEST(proxy.user == "user");
    BOOST_TEST(proxy.password == "pa ss");
    BOOST_TEST(proxy.to_string() == "http://proxy.example:3128");
}

BOOST_AUTO_TEST_CASE(knows_the_schemes)
{
    const auto check = [](std::string_view text, Proxy::Kind kind, bool resolves_names,
                          std::string_view shown) {
        const auto proxy = parse_proxy(text);
        BOOST_TEST((proxy.kind == kind), text);
        BOOST_TEST(proxy.resolves_names == resolves_names, text);
        BOOST_TEST(proxy.to_string() == shown);
        BOOST_TEST(!proxy.has_user);
        const auto again = parse_proxy(proxy.to_string());
        BOOST_TEST((again.kind == kind && again.resolves_names == resolves_names));
        BOOST_TEST(again.to_string() == shown);
    };
    check("http://p", Proxy::Kind::http, true, "http://p:1080");
    check("HTTP://p:80/", Proxy::Kind::http, true, "http://p:80");
    check("https://p", Proxy::Kind::https, true, "https://p:443");
    check("https://p:8443", Proxy::Kind::https, true, "https://p:8443");
    check("socks5://p", Proxy::Kind::socks5, false, "socks5://p:1080");
    check("Socks5H://p:9050/", Proxy::Kind::socks5, true, "socks5h://p:9050");
    check("p", Proxy::Kind::http, true, "http://p:1080");
    check("p:3128", Proxy::Kind::http, true, "http://p:3128");
    check("p:", Proxy::Kind::http, true, "http://p:1080");
    check("localhost:3128/", Proxy::Kind::http, true, "http://localhost:3128");
    check("127.0.0.1:3128", Proxy::Kind::http, true, "http://127.0.0.1:3128");
    check("[::1]:3128", Proxy::Kind::http, true, "http://[::1]:3128");
    check("socks5://[fe80::1%25eth0]", Proxy::Kind::socks5, false, "socks5://[fe80::1%25eth0]:1080");
}

BOOST_AUTO_TEST_CASE(reads_users)
{
    const auto check = [](std::string_view text, bool has_user, std::string_view user,
                          std::string_view password) {
        const auto proxy = parse_proxy(text);
        BOOST_TEST(proxy.has_user == has_user, text);
        BOOST_TEST(proxy.user == user);
        BOOST_TEST(proxy.password == password);
        BOOST_TEST(proxy.to_string().ends_with("://p:1"));
    };
    check("u:p@p:1", true, "u", "p");
    check("u@p:1", true, "u", "");
    check("http://:@p:1", true, "", "");
    check("http://@p:1", false, "", "");
    check("socks5://u%40x:%3a%2F%23@p:1/", true, "u@x", ":/#");
    const std::string longest(255, 'x');
    check("socks5://" + longest + ':' + longest + "@p:1", true, longest, longest);
    check("http://" + longest + "xx:" + longest + "x@p:1", true, longest + "xx", longest + 'x');
    const auto socks_fault = "SOCKS5 takes user names and passwords of 1 to 255 bytes"s;
    BOOST_TEST(why_not("socks5://" + longest + "x:p@p:1") == socks_fault);
    BOOST_TEST(why_not("socks5://u@p:1") == socks_fault);
    BOOST_TEST(why_not("socks5h://:p@p:1") == socks_fault);
    check("socks5://:@p:1", true, "", "");
    BOOST_TEST(why_not("socks5h://u:" + longest + "x@p:1") == socks_fault);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_proxy)
{
    for (const auto* text :
         {"ftp://p", "socks://p", "socks4://p", "socks4a://p", "ws://p", "://p", "u:p://x@h"})
        BOOST_TEST(why_not(text) == "the scheme must be http, https, socks5 or socks5h", text);
    for (const auto* text :
         {"http://p/x", "http://p?x", "p#x", "http://p//", "http://u:p/q@p", "u:p#q@p", "/p", "//p"})
        BOOST_TEST(
            why_not(text) ==
                "it must end with host and port; in a user name or password /, ? and # are percent-encoded",
            text);
    for (const auto* text : {"", "/", "http://", "http:///", ":3128", "u:p@", "http://u:p@:80"})
        BOOST_TEST(why_not(text) == "the host is missing", text);
    for (const auto* text : {"p:0", "p:65536", "p:x", "http:p:3128", "::1", "[::1]3128"})
        BOOST_TEST(why_not(text) ==
                       "the port must be a number from 1 to 65535, and an IPv6 address stand in brackets",
                   text);
    for (const auto& text : {" p"s, "p "s, "p\n"s, "http://u:p q@p"s, "p\0"s})
        BOOST_TEST(why_not(text) == "spaces and control characters must be percent-encoded", text);
    BOOST_TEST(why_not("u:p@q@p") == "in a user name or password @ is written %40");
    BOOST_TEST(why_not("u:%@p").starts_with("a % must stand before two hexadecimal digits"));
    BOOST_TEST(why_not("127.1:80").starts_with("an IPv4 address has four decimal numbers"));
    BOOST_TEST(why_not("domain\\user:x@p").starts_with("a backslash must be percent-encoded"));
    BOOST_TEST(refusal("p:0").starts_with("hawser: \"p:0\" is not a proxy such as http://"));
}

BOOST_AUTO_TEST_CASE(never_tells_a_password)
{
    for (const auto* text :
         {"http://user:hunter2@p:0", "user:hunter2@", "user:hunt@er2@p", "user:hunt/er2@p",
          "ftp://user:hunter2@p", "http://user:hunter2@p/x", "user:hunter2://p@h", "hunter2@p:0"}) {
        auto message = refusal(text);
        BOOST_TEST(!message.empty(), text);
        message.resize(message.find(" is not "));
        BOOST_TEST(message.find("hun") == std::string::npos, message);
        BOOST_TEST(message.find("er2") == std::string::npos, message);
    }
}

// --- the environment

BOOST_AUTO_TEST_CASE(asks_the_variable_of_the_scheme)
{
    const Environment both{{"http_proxy", "plain:1"}, {"https_proxy", "secure:2"}, {"all_proxy", "any:3"}};
    BOOST_TEST(chosen("ws://a", both) == "http://plain:1");
    BOOST_TEST(chosen("wss://a", both) == "http://secure:2");
    BOOST_TEST(chosen("ws://a", {{"https_proxy", "secure:2"}}) == "none");
    BOOST_TEST(chosen("wss://a", {{"http_proxy", "plain:1"}}) == "none");
    BOOST_TEST(chosen("ws://a", {{"all_proxy", "any:3"}}) == "http://any:3");
    BOOST_TEST(chosen("wss://a", {{"ALL_PROXY", "socks5h://any:3"}}) == "socks5h://any:3");
    BOOST_TEST(chosen("ws://a", {}) == "none");
    BOOST_TEST(chosen("wss://a", {}) == "none");
}

BOOST_AUTO_TEST_CASE(prefers_small_letters)
{
    BOOST_TEST(chosen("wss://a", {{"HTTPS_PROXY", "p:1"}}) == "http://p:1");
    BOOST_TEST(chosen("wss://a", {{"https_proxy", "q:2"}, {"HTTPS_PROXY", "p:1"}}) == "http://q:2");
    BOOST_TEST(chosen("wss://a", {{"HTTPS_PROXY", "p:1"}, {"all_proxy", "q:2"}}) == "http://p:1");
    BOOST_TEST(chosen("ws://a", {{"all_proxy", "q:2"}, {"ALL_PROXY", "p:1"}}) == "http://q:2");
}

// CVE-2016-5385: a client of a CGI program says what it is.
BOOST_AUTO_TEST_CASE(never_asks_http_proxy_in_capitals)
{
    std::vector<std::string> asked;
    for (const auto* url : {"ws://a", "wss://a"})
        proxy_from_environment(parse_url(url), [&](const char* name) -> const char* {
            asked.emplace_back(name);
            return nullptr;
        });
    BOOST_TEST(asked == (std::vector<std::string>{"no_proxy", "NO_PROXY", "http_proxy", "all_proxy",
                                                  "ALL_PROXY", "no_proxy", "NO_PROXY", "https_proxy",
                                                  "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}),
               boost::test_tools::per_element());
    BOOST_TEST(chosen("ws://a", {{"HTTP_PROXY", "p:1"}}) == "none");
}

BOOST_AUTO_TEST_CASE(empty_variables_are_not_set)
{
    BOOST_TEST(chosen("ws://a", {{"http_proxy", ""}}) == "none");
    BOOST_TEST(chosen("ws://a", {{"http_proxy", ""}, {"all_proxy", "p:1"}}) == "http://p:1");
    BOOST_TEST(chosen("wss://a", {{"https_proxy", ""}, {"HTTPS_PROXY", "p:1"}}) == "http://p:1");
    BOOST_TEST(chosen("ws://a", {{"http_proxy", "p:1"}, {"no_proxy", ""}, {"NO_PROXY", "a"}}) == "none");
    BOOST_TEST(chosen("ws://a", {{"http_proxy", "p:1"}, {"no_proxy", ""}}) == "http://p:1");
}

BOOST_AUTO_TEST_CASE(honours_no_proxy)
{
    const Environment environment{{"http_proxy", "p:1"}, {"NO_PROXY", "localhost, .example.com"}};
    BOOST_TEST(chosen("ws://a.example.com", environment) == "none");
    BOOST_TEST(chosen("ws://localhost:8080", environment) == "none");
    BOOST_TEST(chosen("ws://example.net", environment) == "http://p:1");
    BOOST_TEST(chosen("ws://a", {{"http_proxy", "p:1"}, {"no_proxy", "b"}, {"NO_PROXY", "a"}}) ==
               "http://p:1");
    // What is not needed need not be valid.
    BOOST_TEST(chosen("ws://a", {{"http_proxy", "ftp://p"}, {"no_proxy", "*"}}) == "none");
}

BOOST_AUTO_TEST_CASE(names_the_variable_that_is_wrong)
{
    const auto fault = [](std::string_view url, const Environment& environment) {
        try {
            chosen(url, environment);
        } catch (const std::invalid_argument& thrown) {
            return std::string{thrown.what()};
        }
        return "nothing"s;
    };
    BOOST_TEST(
        fault("wss://a", {{"HTTPS_PROXY", "socks4://user:hunter2@p:1"}}) ==
        "hawser: \"socks4://***@p:1\" is not a proxy such as http://proxy.example.com:3128: the scheme must "
        "be http, https, socks5 or socks5h (environment variable HTTPS_PROXY)");
    BOOST_TEST(fault("ws://a", {{"all_proxy", "p:0"}}).ends_with("(environment variable all_proxy)"));
}

// --- hosts that need no proxy

BOOST_AUTO_TEST_CASE(excludes_nothing_and_everything)
{
    for (const auto* list :
         {"",    ",",   " ", " , ,\t,", ".", "..", "*.",  "-",       "a*", "**",  "http://a",
          "u@a", "a/b", "/", "a:80:80", "[", "[]", ":80", "a:65536", "%",  "\xff"})
        expect_included(list, {"ws://a", "wss://b.a", "ws://1.2.3.4", "ws://[::1]"});
    for (const auto* list : {"*", " * ", "b,*", "b *", ",*,"})
        expect_excluded(list, {"ws://a", "wss://b.a:99", "ws://1.2.3.4", "ws://[::1]", "ws://[fe80::1%25x]"});
}

BOOST_AUTO_TEST_CASE(excludes_names_and_what_is_beneath)
{
    for (const auto* list : {"example.com", ".example.com", "*.example.com", "Example.COM", "example.com.",
                             "x,example.com", "x example.com", "x, \t example.com,y", "x,,example.com"}) {
        expect_excluded(
            list, {"ws://example.com", "wss://EXAMPLE.com:99", "ws://a.b.example.com", "ws://example.com."});
        expect_included(list, {"ws://example.co", "ws://badexample.com", "ws://com", "ws://example.com.net"});
    }
    expect_excluded("localhost", {"ws://localhost", "ws://LocalHost:81", "ws://a.localhost"});
    expect_included("localhost", {"ws://127.0.0.1", "ws://[::1]"});
    expect_excluded("com", {"ws://example.com"});
}

BOOST_AUTO_TEST_CASE(excludes_at_one_port_only)
{
    expect_excluded("example.com:8080", {"ws://example.com:8080", "wss://a.example.com:8080"});
    expect_included("example.com:8080", {"ws://example.com", "wss://example.com", "ws://example.com:808"});
    expect_excluded(".example.com:443", {"wss://a.example.com", "ws://example.com:443"});
    expect_included(".example.com:443", {"ws://a.example.com"});
    expect_excluded("10.1.2.3:80", {"ws://10.1.2.3"});
    expect_included("10.1.2.3:80", {"wss://10.1.2.3", "ws://10.1.2.3:8080"});
    expect_excluded("[::1]:8080", {"ws://[::1]:8080"});
    expect_included("[::1]:8080", {"ws://[::1]", "ws://[::2]:8080"});
}

BOOST_AUTO_TEST_CASE(excludes_addresses)
{
    expect_excluded("10.1.2.3", {"ws://10.1.2.3", "wss://10.1.2.3:99", "ws://[::ffff:10.1.2.3]"});
    expect_included("10.1.2.3", {"ws://10.1.2.4", "ws://10.1.2.3.example.com", "ws://a10.1.2.3.x"});
    // The end of an address is no domain.
    expect_included("2.3", {"ws://10.1.2.3"});
    expect_included(".3", {"ws://10.1.2.3"});
    for (const auto* list : {"::1", "[::1]", "0:0:0:0:0:0:0:1", "x ::1"}) {
        expect_excluded(list, {"ws://[::1]", "wss://[0::1]:99"});
        expect_included(list, {"ws://[::2]", "ws://[1::1]", "ws://localhost"});
    }
    expect_excluded("2001:DB8::A", {"ws://[2001:db8::a]"});
    expect_excluded("::ffff:10.1.2.3", {"ws://10.1.2.3"});
    expect_excluded("fe80::1", {"ws://[fe80::1%25eth0]"});
    expect_excluded("fe80::/10", {"ws://[fe80::1%25eth0]"});
}

BOOST_AUTO_TEST_CASE(excludes_ranges)
{
    expect_excluded("10.0.0.0/8", {"ws://10.0.0.0", "ws://10.255.255.255", "ws://[::ffff:10.1.2.3]"});
    expect_included("10.0.0.0/8",
                    {"ws://9.255.255.255", "ws://11.0.0.0", "ws://[a00::]", "ws://10.example.com"});
    expect_excluded("10.1.2.3/8", {"ws://10.9.9.9"});
    expect_excluded("192.0.2.128/25", {"ws://192.0.2.128", "ws://192.0.2.255"});
    expect_included("192.0.2.128/25", {"ws://192.0.2.127", "ws://192.0.3.128"});
    expect_excluded("192.0.2.7/32", {"ws://192.0.2.7"});
    expect_included("192.0.2.7/32", {"ws://192.0.2.6"});
    expect_excluded("0.0.0.0/0", {"ws://1.2.3.4"});
    expect_included("0.0.0.0/0", {"ws://[1::2]", "ws://a"});
    expect_excluded("2001:db8::/33", {"ws://[2001:db8:7fff::1]"});
    expect_included("2001:db8::/33", {"ws://[2001:db8:8000::1]"});
    expect_excluded("[fd00::]/8", {"ws://[fdff::1]"});
    expect_excluded("::1/128", {"ws://[::1]"});
    expect_included("::1/128", {"ws://[::]"});
    expect_excluded("::/0", {"ws://[1::2]"});
    expect_included("::/0", {"ws://1.2.3.4"});
    expect_excluded("::ffff:10.0.0.0/104", {"ws://10.1.2.3"});
    for (const auto* list :
         {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8", "10/8",
          "10.0.0.0:80/8", "10.0.0.0:80/104", "10.0.0.0/8:80", "10.0.0.0/8/8", "/8", "10.0.0.0/99999999999",
          "::ffff:10.0.0.0/95", "::ffff:10.0.0.0/129"})
        expect_included(list, {"ws://10.0.0.0", "ws://10.0.0.1"});
    for (const auto* list : {"::/129", "[::1]:80/128", "::/", "[::/0", "::]/0"})
        expect_included(list, {"ws://[::]", "ws://[::1]"});
}

BOOST_AUTO_TEST_CASE(long_lists_take_linear_time)
{
    std::string list;
    for (int i = 0; i < 100'000; ++i)
        list += "x.y,";
    expect_included(list, {"ws://a.x.z"});
    expect_excluded(list + "a", {"ws://a"});
    const auto url = "ws://" + std::string(63, 'a');
    for (const char c : {'a', '.', ':', '/', '[', '*', ' ', '1'})
        expect_included(std::string(400'000, c), {url.c_str(), "ws://1.2.3.4"});
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace proxy_settings_test
