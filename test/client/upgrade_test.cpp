// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/upgrade.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace upgrade_test {

// The requests of a client, byte by byte.

namespace {

using namespace hawser;
using client::make_connect;
using client::make_upgrade;
using client::parse_url;
using client::UpgradeRequest;

const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
const std::string handshake = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key +
                              "\r\nSec-WebSocket-Version: 13\r\n";

struct Fixture {
    std::vector<std::string> subprotocols;
    std::vector<std::pair<std::string, std::string>> fields;
    bool is_foreign = false;
    std::string cookies, authorization, origin, user_agent;
    const websocket::DeflatePolicy* deflate = nullptr;

    std::string made(std::string_view url = "ws://a.example/") const
    {
        const auto parsed = parse_url(url);
        return make_upgrade({.url = parsed,
                             .key = key,
                             .subprotocols = subprotocols,
                             .deflate = deflate,
                             .user_agent = user_agent,
                             .origin = origin,
                             .fields = fields,
                             .is_foreign = is_foreign,
                             .cookies = cookies,
                             .authorization = authorization});
    }
    std::string host_of(std::string_view url) const
    {
        const auto request = made(url);
        const auto begin = request.find("Host: ") + 6;
        return request.substr(begin, request.find('\r', begin) - begin);
    }
    // How often a field of that name is there, whatever its case.
    static int count(std::string request, std::string name)
    {
        const auto lower = [](std::string& text) {
            std::transform(text.begin(), text.end(), text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        };
        lower(request);
        lower(name);
        int found = 0;
        for (auto at = request.find("\r\n" + name + ':'); at != std::string::npos;
             at = request.find("\r\n" + name + ':', at + 1))
            ++found;
        return found;
    }
};

bool has(const std::string& request, const std::string& line)
{
    return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(upgrade_test, Fixture)

BOOST_AUTO_TEST_CASE(the_least_that_is_sent)
{
    BOOST_TEST(made("ws://a.example/chat?x=1") ==
               "GET /chat?x=1 HTTP/1.1\r\nHost: a.example\r\n" + handshake + "\r\n");
}

BOOST_AUTO_TEST_CASE(all_that_may_be_sent)
{
    const websocket::DeflatePolicy policy;
    deflate = &policy;
    subprotocols = {"chat.v2", "chat"};
    origin = "https://a.example";
    user_agent = "Hawser";
    authorization = "Bearer abc";
    cookies = "a=1; b=2";
    fields = {{"X-Own", "y"}, {"X-Own", "z"}};
    const auto request = made();
    BOOST_TEST(request.starts_with("GET / HTTP/1.1\r\nHost: a.example\r\n" + handshake));
    BOOST_TEST(request.ends_with("\r\n\r\n"));
    for (const std::string line :
         {"Sec-WebSocket-Protocol: chat.v2, chat", "Origin: https://a.example", "User-Agent: Hawser",
          "Authorization: Bearer abc", "Cookie: a=1; b=2", "X-Own: y", "X-Own: z"})
        BOOST_TEST(has(request, line), line);
    BOOST_TEST(count(request, "Sec-WebSocket-Extensions") == 1);
    BOOST_TEST(request.find("Sec-WebSocket-Extensions: permessage-deflate") != std::string::npos);
}

// RFC 9110 §7.2, RFC 6455 §4.1: the port is there unless it is the scheme's own; an address of IPv6 has
// brackets and no zone.
BOOST_AUTO_TEST_CASE(host)
{
    BOOST_TEST(host_of("ws://a.example/") == "a.example");
    BOOST_TEST(host_of("ws://a.example:80/") == "a.example");
    BOOST_TEST(host_of("ws://a.example:443/") == "a.example:443");
    BOOST_TEST(host_of("wss://a.example:443/") == "a.example");
    BOOST_TEST(host_of("wss://a.example:80/") == "a.example:80");
    BOOST_TEST(host_of("ws://A.EXAMPLE:8080/") == "a.example:8080");
    BOOST_TEST(host_of("ws://127.0.0.1:8080/") == "127.0.0.1:8080");
    BOOST_TEST(host_of("ws://[::1]/") == "[::1]");
    BOOST_TEST(host_of("wss://[2001:db8::1]:8443/") == "[2001:db8::1]:8443");
    BOOST_TEST(host_of("ws://[fe80::1%25eth0]:81/") == "[fe80::1]:81");
    BOOST_TEST(host_of("ws://user:pass@a.example/") == "a.example");
    BOOST_TEST(made("ws://user:pass@a.example/").find("pass") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(targets)
{
    BOOST_TEST(made("ws://a.example").starts_with("GET / HTTP/1.1\r\n"));
    BOOST_TEST(made("ws://a.example?x").starts_with("GET /?x HTTP/1.1\r\n"));
    BOOST_TEST(made("ws://a.example/a%20b/../c?d=/e").starts_with("GET /a%20b/../c?d=/e HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(owned_fields)
{
    for (const std::string_view name :
         {"Host", "host", "Upgrade", "CONNECTION", "Sec-WebSocket-Key", "sec-websocket-version",
          "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Sec-WebSocket-Accept",
          "Sec-WebSocket-Anything", "Content-Length", "transfer-encoding", "Trailer"})
        BOOST_TEST(client::is_owned_field(name), name);
    for (const std::string_view name :
         {"", "Hos", "Hosts", "X-Host", "Sec-WebSocket", "Cookie", "Authorization", "Origin", "User-Agent",
          "Sec-Fetch-Mode", "Content-Type"})
        BOOST_TEST(!client::is_owned_field(name), name);
}

// What the application says itself stands in place of what we would have said.
BOOST_AUTO_TEST_CASE(fields_of_the_application_come_first)
{
    origin = "https://a.example";
    user_agent = "Hawser";
    authorization = "Basic abc";
    fields = {{"origin", "null"}, {"user-agent", "Own"}, {"authorization", "Bearer own"}};
    const auto request = made();
    BOOST_TEST(count(request, "Origin") == 1);
    BOOST_TEST(count(request, "User-Agent") == 1);
    BOOST_TEST(count(request, "Authorization") == 1);
    BOOST_TEST(request.find(": null\r\n") != std::string::npos);
    BOOST_TEST(request.find(": Own\r\n") != std::string::npos);
    BOOST_TEST(request.find(": Bearer own\r\n") != std::string::npos);
}

// RFC 6265 §5.4: there is one Cookie field.
BOOST_AUTO_TEST_CASE(cookies_are_merged)
{
    fields = {{"Cookie", "a=1"}, {"X", "y"}, {"cookie", "b=2"}};
    cookies = "c=3; d=4";
    auto request = made();
    BOOST_TEST(count(request, "Cookie") == 1);
    BOOST_TEST(has(request, "Cookie: a=1; b=2; c=3; d=4"));
    cookies.clear();
    request = made();
    BOOST_TEST(has(request, "Cookie: a=1; b=2"));
    fields.clear();
    BOOST_TEST(count(made(), "Cookie") == 0);
}

BOOST_AUTO_TEST_CASE(a_foreign_server_gets_no_secrets)
{
    is_foreign = true;
    fields = {{"Authorization", "Bearer own"},
              {"COOKIE", "own=1"},
              {"proxy-Authorization", "Basic own"},
              {"X-Own", "y"},
              {"User-Agent", "Own"}};
    cookies = "theirs=1"; // the jar knows whose they are
    authorization = "Basic theirs";
    const auto request = made();
    BOOST_TEST(request.find("own") == std::string::npos, request);
    BOOST_TEST(has(request, "Cookie: theirs=1"));
    BOOST_TEST(has(request, "Authorization: Basic theirs"));
    BOOST_TEST(has(request, "X-Own: y"));
    BOOST_TEST(has(request, "User-Agent: Own"));
    BOOST_TEST(count(request, "Proxy-Authorization") == 0);
}

// RFC 9110 §9.3.6, RFC 9112 §3.2.3.
BOOST_AUTO_TEST_CASE(connect_requests)
{
    const auto connect = [](std::string_view url, std::string_view agent = {},
                            std::string_view credentials = {}) {
        return make_connect(parse_url(url), agent, credentials);
    };
    BOOST_TEST(connect("ws://a.example/x?y") ==
               "CONNECT a.example:80 HTTP/1.1\r\nHost: a.example:80\r\n\r\n");
    BOOST_TEST(connect("wss://user:pass@a.example/x", "Hawser", "Basic abc") ==
               "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nUser-Agent: Hawser\r\n"
               "Proxy-Authorization: Basic abc\r\n\r\n");
    BOOST_TEST(connect("ws://[::1]:8080/") == "CONNECT [::1]:8080 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
    BOOST_TEST(client::connect_target(parse_url("wss://[fe80::1%25eth0]/")) == "[fe80::1]:443");
    BOOST_TEST(client::connect_target(parse_url("ws://127.0.0.1/")) == "127.0.0.1:80");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace upgrade_test
