// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/url.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace url_test {

using hawser::client::parse_url;
using hawser::client::Url;
using namespace std::string_literals;

namespace {

/// What the exception says; empty if there is none.
std::string refusal(std::string_view text)
{
    try {
        parse_url(text);
    } catch (const std::invalid_argument& fault) {
        return fault.what();
    }
    return {};
}

/// Why the text is no URL: what stands behind the quoted URL.
std::string why_not(std::string_view text)
{
    const auto message = refusal(text);
    const std::string mark = "\" is not a WebSocket URL such as wss://example.com/chat: ";
    const auto at = message.find(mark);
    return at == std::string::npos ? message : message.substr(at + mark.size());
}

const auto host_fault =
    "a host name has letters, digits, - and _, in labels of up to 63 characters, 253 in all"s;
const auto number_fault = "an IPv4 address has four decimal numbers up to 255, without leading zeros"s;
const auto port_fault = "the port must be a number from 1 to 65535, and an IPv6 address stand in brackets"s;
const auto escape_fault = "a % must stand before two hexadecimal digits; for itself it is written %25"s;

} // namespace

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(reads_all_parts)
{
    const auto url = parse_url("wss://nobita:s%3Acret@Example.COM:8443/Chat/a%2fb?name=x&y=%41");
    BOOST_TEST(url.is_secure);
    BOOST_TEST(url.host == "example.com");
    BOOST_TEST(url.port == 8443);
    BOOST_TEST(url.target == "/Chat/a%2fb?name=x&y=%41");
    BOOST_TEST_REQUIRE(url.user);
    BOOST_TEST(url.user->name == "nobita");
    BOOST_TEST(url.user->password == "s:cret");
    BOOST_TEST(url.authority() == "example.com:8443");
    BOOST_TEST(url.to_string() == "wss://example.com:8443/Chat/a%2fb?name=x&y=%41");
}

BOOST_AUTO_TEST_CASE(knows_the_schemes)
{
    for (const auto* text :
         {"ws://a", "WS://a", "http://a", "hTTp://a", "ws://a:", "ws://a:80", "ws://a:0080/"}) {
        const auto url = parse_url(text);
        BOOST_TEST(!url.is_secure, text);
        BOOST_TEST(url.port == 80);
        BOOST_TEST(url.to_string() == "ws://a/");
        BOOST_TEST(url.authority() == "a");
        BOOST_TEST(!url.user);
    }
    for (const auto* text : {"wss://a", "wSs://a/", "https://a", "wss://a:443"}) {
        const auto url = parse_url(text);
        BOOST_TEST(url.is_secure, text);
        BOOST_TEST(url.port == 443);
        BOOST_TEST(url.to_string() == "wss://a/");
        BOOST_TEST(url.authority() == "a");
    }
    BOOST_TEST(parse_url("ws://a:443").authority() == "a:443");
    BOOST_TEST(parse_url("wss://a:80").authority() == "a:80");
    for (const auto* text : {"ftp://a", "wsss://a", "://a", "w://a", "file:///a", "ws+unix://a"})
        BOOST_TEST(why_not(text) == "the scheme must be ws or wss; http and https mean the same", text);
    for (const auto* text : {"", "a", "/a", "//a/b", "ws", "ws:", "ws:a", "ws:/a", "example.com:80/chat",
                             "?ws://a", "#ws://a", "javascript:alert(1)"})
        BOOST_TEST(why_not(text) == "it must begin with ws:// or wss://", text);
}

// --- the host

BOOST_AUTO_TEST_CASE(takes_names)
{
    const auto label = std::string(63, 'a');
    const auto longest = label + '.' + label + '.' + label + '.' + std::string(61, 'b');
    for (const auto& host : {"localhost"s, "a.b-c.d_e"s, "xn--bcher-kva.example"s, "1.example"s, "01.org"s,
                             "example.com."s, "-"s, "0x7f.example"s, "0xg"s, "127.0.0.1.example.com"s,
                             "1.2.3.4a"s, label, longest, longest + '.'})
        BOOST_TEST(parse_url("ws://" + host + "/x").host == host);
    BOOST_TEST(parse_url("ws://%65x%41mple.com").host == "example.com");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_name)
{
    const auto label = std::string(63, 'a');
    for (const auto& host : {"a..b"s,     ".a"s,
                             "."s,        "a.."s,
                             "a*b"s,      "a'b"s,
                             "a,b"s,      "a\"b"s,
                             "a<b"s,      "a|b"s,
                             "%00"s,      "a%2fb"s,
                             "a%3a80"s,   "a%40b"s,
                             "a%20b"s,    "%zz"s,
                             "a%"s,       "a%5b"s,
                             "a%0d%0ab"s, "~"s,
                             label + 'a', label + '.' + label + '.' + label + '.' + std::string(62, 'b')})
        BOOST_TEST(why_not("ws://" + host + "/x") == host_fault, host);
    for (const auto* text : {"ws://", "ws:///a", "ws://?a", "ws://:80", "ws://u:p@", "ws://u@:80/"})
        BOOST_TEST(why_not(text) == "the host is missing", text);
    for (const auto* text : {"ws://b\xc3\xbc"
                             "cher.example",
                             "ws://b%C3%BC"
                             "cher.example",
                             "ws://\xff"})
        BOOST_TEST(why_not(text) ==
                       "an international host name must be given in its ASCII form, as A-labels (xn--...)",
                   text);
}

// The resolver of the C library takes many more for addresses, of this machine for instance.
BOOST_AUTO_TEST_CASE(reads_ipv4_addresses_in_one_way_only)
{
    for (const auto* host : {"127.0.0.1", "0.0.0.0", "255.255.255.255"})
        BOOST_TEST(parse_url("ws://"s + host).host == host);
    for (const auto* host :
         {"127.1", "2130706433", "0177.0.0.1", "127.0.0.01", "256.0.0.1", "1.2.3.4.5", "1.2.3", "127.0.0.1.",
          "0x7f.1", "0x7f000001", "0X7F.0.0.0x1", "0x", "a.1", "a.0x1", "%31"})
        BOOST_TEST(why_not("ws://"s + host + "/") == number_fault, host);
}

BOOST_AUTO_TEST_CASE(reads_ipv6_addresses)
{
    const auto url = parse_url("ws://[2001:DB8:0:0:0:0:0:1]:8080/x");
    BOOST_TEST(url.host == "2001:db8::1");
    BOOST_TEST(url.port == 8080);
    BOOST_TEST(url.authority() == "[2001:db8::1]:8080");
    BOOST_TEST(url.to_string() == "ws://[2001:db8::1]:8080/x");
    BOOST_TEST(parse_url("wss://[::1]").authority() == "[::1]");
    BOOST_TEST(parse_url("wss://[::]:443").to_string() == "wss://[::]/");
    BOOST_TEST(parse_url("ws://[::ffff:192.0.2.7]").host == "::ffff:192.0.2.7");
    BOOST_TEST(parse_url("ws://[1:0:0:2:0:0:0:3]").host == "1:0:0:2::3");
    for (const auto* text :
         {"ws://[]", "ws://[1.2.3.4]", "ws://[::1::2]", "ws://[1:2:3:4:5:6:7]", "ws://[v1.x]",
          "ws://[12345::]", "ws://[localhost]", "ws://[[::1]]", "ws://[::1.2.3.4.5]"})
        BOOST_TEST(why_not(text) == "what stands in brackets must be an IPv6 address", text);
    for (const auto* text : {"ws://[::1", "ws://[", "ws://[::1/x]"})
        BOOST_TEST(why_not(text) == "the bracket of an IPv6 address is not closed", text);
    for (const auto* text :
         {"ws://2001:db8::1/", "ws://::1/", "ws://[::1]x", "ws://[::1]8080", "ws://[::1]]"})
        BOOST_TEST(why_not(text) == port_fault, text);
}

BOOST_AUTO_TEST_CASE(reads_zones)
{
    const auto url = parse_url("ws://[FE80::1%25Eth0]:81/");
    BOOST_TEST(url.host == "fe80::1%Eth0");
    BOOST_TEST(url.authority() == "[fe80::1]:81");
    BOOST_TEST(url.to_string() == "ws://[fe80::1%25Eth0]:81/");
    BOOST_TEST(parse_url("ws://[febf::1%252]").host == "febf::1%2");
    const auto odd = parse_url("ws://[fe80::1%25a%40b%5D]/");
    BOOST_TEST(odd.host == "fe80::1%a@b]");
    BOOST_TEST(odd.to_string() == "ws://[fe80::1%25a%40b%5D]/");
    for (const auto* text :
         {"ws://[fe80::1%eth0]", "ws://[fe80::1%2]", "ws://[fe80::1%]", "ws://[fe80::1%24eth0]"})
        BOOST_TEST(why_not(text) == "the zone of an IPv6 address stands behind %25", text);
    for (const auto* text :
         {"ws://[fe80::1%25]", "ws://[fe80::1%25a%2fb]", "ws://[fe80::1%25%00]", "ws://[fe80::1%25%25]",
          "ws://[fe80::1%25a%zz]", "ws://[fe80::1%25\xc3\xa4]", "ws://[fe80::1%25a%20b]"})
        BOOST_TEST(why_not(text) == "the zone of an IPv6 address must be the name or number of an interface",
                   text);
    for (const auto* text : {"ws://[::1%25lo]", "ws://[2001:db8::1%25eth0]", "ws://[fec0::1%25eth0]"})
        BOOST_TEST(why_not(text) == "only a link-local IPv6 address (fe80::/10) has a zone", text);
}

BOOST_AUTO_TEST_CASE(reads_ports)
{
    BOOST_TEST(parse_url("ws://a:1").port == 1);
    BOOST_TEST(parse_url("ws://a:65535").port == 65535);
    for (const auto* port :
         {"0", "65536", "99999999999999999999", "-1", "+1", "8o", "0x50", "80:80", "%38", "\xb2"})
        BOOST_TEST(why_not("ws://a:"s + port + "/") == port_fault, port);
}

// --- user and password

BOOST_AUTO_TEST_CASE(reads_users)
{
    const auto check = [](std::string_view text, bool has_user, std::string_view user,
                          std::string_view password) {
        const auto url = parse_url(text);
        BOOST_TEST(static_cast<bool>(url.user) == has_user, text);
        const auto found = url.user ? *url.user : Url::User{};
        BOOST_TEST(found.name == user);
        BOOST_TEST(found.password == password);
        BOOST_TEST(url.to_string() == "ws://a/");
        BOOST_TEST(url.authority() == "a");
    };
    check("ws://u:p@a", true, "u", "p");
    check("ws://u@a", true, "u", "");
    check("ws://u:@a", true, "u", "");
    check("ws://:p@a", true, "", "p");
    check("ws://:@a", true, "", "");
    check("ws://@a", false, "", "");
    check("ws://u:p:q@a", true, "u", "p:q");
    check("ws://%75%40:%3A%2f%23%25@a", true, "u@", ":/#%");
    check("ws://u+v:a^b|c[\"<@a", true, "u+v", "a^b|c[\"<");
    check("ws://\xc3\xbc:%C3%BC@a", true, "\xc3\xbc", "\xc3\xbc");
}

BOOST_AUTO_TEST_CASE(refuses_doubtful_users)
{
    for (const auto* text : {"ws://u:p@q@a/", "ws://a@b@c/", "ws://example.com@@evil.example/"})
        BOOST_TEST(why_not(text) == "in a user name or password @ is written %40", text);
    for (const auto* text : {"ws://u:5%@a/", "ws://%zz@a/", "ws://u:%4@a"})
        BOOST_TEST(why_not(text) == escape_fault, text);
    for (const auto* text : {"ws://u%0d%0aX:p@a/", "ws://u:%00@a", "ws://u:%7f@a", "ws://%1f@a"})
        BOOST_TEST(why_not(text) ==
                       "a user name or password has no control characters, not even percent-encoded",
                   text);
}

// --- the target

BOOST_AUTO_TEST_CASE(leaves_the_target_as_it_is)
{
    for (const auto* target : {"/", "/?", "/?a", "/a/../b/./c", "//a//b", "/a;p=1/b,c", "/%7e%7E~", "/?a?b/c",
                               "/a:b@c", "/!$&'()*+,;=-._~", "/%00%0d", "/?a=1&&b", "/.", "/..",
                               "/a%2F..%2Fb", "/a/?redirect=http://b@c:d/"})
        BOOST_TEST(parse_url("ws://h"s + target).target == target);
    BOOST_TEST(parse_url("ws://h").target == "/");
    BOOST_TEST(parse_url("ws://h?a=b").target == "/?a=b");
    BOOST_TEST(parse_url("ws://h:81?").target == "/?");
}

BOOST_AUTO_TEST_CASE(encodes_what_no_target_may_have)
{
    BOOST_TEST(parse_url("ws://h/\xc3\xbc/?q=\xe2\x82\xac").target == "/%C3%BC/?q=%E2%82%AC");
    BOOST_TEST(parse_url("ws://h/\"<>^`{|}?[\"<>^`{|}]").target ==
               "/%22%3C%3E%5E%60%7B%7C%7D?%5B%22%3C%3E%5E%60%7B%7C%7D%5D");
    BOOST_TEST(parse_url("ws://h/\xff").target == "/%FF");
    BOOST_TEST(parse_url("ws://h/%c3%bc[").target == "/%c3%bc%5B");
}

BOOST_AUTO_TEST_CASE(refuses_what_programs_read_differently)
{
    for (const auto* text : {"ws://h/%", "ws://h/%4", "ws://h/%4g", "ws://h/?%zz", "ws://h/?100%"})
        BOOST_TEST(why_not(text) == escape_fault, text);
    for (const auto* text : {"ws://h/#", "ws://h#a", "ws://h/?a#b", "ws://#"})
        BOOST_TEST(why_not(text) ==
                       "it must have no fragment (RFC 6455 §3); in a path or query # is written %23",
                   text);
    for (const auto& text : {" ws://h"s, "ws://h "s, "ws://h/a b"s, "ws://h/\n"s, "ws://h/\0"s,
                             "ws://h/\x7f"s, "ws://u:p q@h"s, "\tws://h"s, "ws://h\r\nX: y"s, "w\ns://h"s})
        BOOST_TEST(why_not(text) == "spaces and control characters must be percent-encoded", text);
    for (const auto* text : {"ws:\\\\h", "ws://h\\x", "ws://good.example\\@evil.example/", "ws://h/a\\b"})
        BOOST_TEST(why_not(text) == "a backslash must be percent-encoded, or was meant to be a slash", text);
}

// --- what is said of it

BOOST_AUTO_TEST_CASE(quotes_the_url)
{
    BOOST_TEST(refusal("ws://h:0/") ==
               "hawser: \"ws://h:0/\" is not a WebSocket URL such as wss://example.com/chat: " + port_fault);
    BOOST_TEST(refusal("ftp://h/@b").starts_with("hawser: \"ftp://h/@b\" is not"));
    BOOST_TEST(refusal("ws://h\r\nX: y").find_first_of("\r\n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(never_tells_a_password)
{
    for (const auto* text :
         {"ws://user:hunter2@h:0/", "ws://user:hunter2@/", "ws://user:hunt%er2@h/", "ws://user:hun/ter2@h/",
          "ws://user:hun#ter2@h", "ws://user:hunter2@x@h/", "ws:/user:hunter2@h/", "user:hunter2@h",
          "ftp://hunter2@h", "ws:\\\\user:hunter2@h", "ws://user:hunter2@h/#a", "ws://user:hunter2@h/a@b c",
          "user:x://hunter2@h", "://user:hunter2@h", " ws://user:hunter2@h", "ws://hunter2@h h/",
          "ws://user:hunter 2@h/", "ws:user:hunter2@h"}) {
        auto message = refusal(text);
        BOOST_TEST(!message.empty(), text);
        message.resize(message.find(" is not "));
        BOOST_TEST(message.find("hun") == std::string::npos, message);
        BOOST_TEST(message.find("ter") == std::string::npos, message);
        BOOST_TEST(message.find("***@") != std::string::npos, message);
    }
    BOOST_TEST(parse_url("ws://user:hunter2@h").to_string() == "ws://h/");
}

BOOST_AUTO_TEST_CASE(knows_its_origin)
{
    const auto is_same = [](std::string_view a, std::string_view b) {
        return parse_url(a).is_same_origin(parse_url(b));
    };
    BOOST_TEST(is_same("ws://a/x", "http://u:p@A:80/y?z"));
    BOOST_TEST(is_same("wss://[::1]", "https://[0:0::1]:443"));
    BOOST_TEST(!is_same("ws://a", "wss://a"));
    BOOST_TEST(!is_same("ws://a:443", "wss://a:443"));
    BOOST_TEST(!is_same("ws://a", "ws://a:81"));
    BOOST_TEST(!is_same("ws://a", "ws://b.a"));
}

BOOST_AUTO_TEST_CASE(is_read_again_from_its_text)
{
    for (const auto* text :
         {"ws://a", "wss://u:p@a:80/x?y", "ws://[fe80::1%25a%2Db]:8/\xc3\xa4", "http://1.2.3.4?[]"}) {
        const auto url = parse_url(text);
        const auto again = parse_url(url.to_string());
        BOOST_TEST(again.is_same_origin(url), text);
        BOOST_TEST(again.target == url.target);
        BOOST_TEST(again.to_string() == url.to_string());
        BOOST_TEST(!again.user);
    }
}

BOOST_AUTO_TEST_CASE(every_beginning_is_read_or_refused)
{
    const auto whole = "wss://user:hunter2@[fe80::1%25eth0]:8443/a/%41/../\xc3\xbc?q=[1]&r=%20"s;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto part = whole.substr(0, size);
        const auto message = refusal(part);
        BOOST_TEST((message.empty() || part.find('@') == std::string::npos ||
                    message.find("hunter2") == std::string::npos));
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace url_test
