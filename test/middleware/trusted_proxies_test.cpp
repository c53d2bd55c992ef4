// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/trusted_proxies.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace trusted_proxies_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;
using Headers = Ask::Headers;

namespace {

constexpr std::string_view proxy = "10.0.0.1:5000";
const TrustedProxies trusting{{"10.0.0.0/8", "::1", "unix"}};
const TrustedProxies reading_forwarded{
    {.networks = {"10.0.0.0/8", "2001:db8::/32"}, .fields = ForwardedFields::forwarded, .host = true}};

std::string remote_of(TrustedProxies middleware, const Headers& headers, std::string_view peer = proxy)
{
    Ask ask{headers};
    BOOST_TEST((middleware.on_request(ask.from(peer)) == Action::next));
    return ask.remote();
}

std::string client(std::string_view list, std::string_view peer = proxy)
{
    return remote_of(trusting, {{"X-Forwarded-For", list}}, peer);
}

bool is_secure(std::string_view proto, bool connection = false)
{
    Ask ask{{{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", proto}}};
    TrustedProxies middleware = trusting;
    middleware.on_request(ask.from(proxy, "10.0.0.2:80", connection));
    return ask.request().is_secure();
}

} // namespace

BOOST_AUTO_TEST_SUITE(trusted_proxies)

BOOST_AUTO_TEST_CASE(believe_a_proxy)
{
    BOOST_TEST(client("192.0.2.7") == "192.0.2.7:0");
    BOOST_TEST(client("192.0.2.7:4000") == "192.0.2.7:4000");
    BOOST_TEST(client("2001:db8::7") == "[2001:db8::7]:0");
    BOOST_TEST(client("[2001:db8::7]:4000") == "[2001:db8::7]:4000");
    BOOST_TEST(client("192.0.2.7", "[::1]:5000") == "192.0.2.7:0");
    BOOST_TEST(client("192.0.2.7", "unix socket") == "192.0.2.7:0");
}

BOOST_AUTO_TEST_CASE(believe_nobody_else)
{
    BOOST_TEST(client("192.0.2.7", "198.51.100.1:5000") == "198.51.100.1:5000");
    BOOST_TEST(client("10.0.0.1", "198.51.100.1:5000") == "198.51.100.1:5000");
    BOOST_TEST(client("127.0.0.1", "[2001:db8::1]:5000") == "[2001:db8::1]:5000");
    BOOST_TEST(remote_of(TrustedProxies{{"10.0.0.0/8"}}, {{"X-Forwarded-For", "192.0.2.7"}}, "unix socket") ==
               "local");
}

BOOST_AUTO_TEST_CASE(read_from_the_right)
{
    BOOST_TEST(client("192.0.2.66, 192.0.2.7") == "192.0.2.7:0");
    BOOST_TEST(client("127.0.0.1, 10.9.9.9, 192.0.2.7") == "192.0.2.7:0");
    BOOST_TEST(client("192.0.2.66, 192.0.2.7, 10.0.0.3, 10.0.0.2") == "192.0.2.7:0");
    BOOST_TEST(client("10.0.0.4, 10.0.0.3") == "10.0.0.4:0"); // nobody from outside
}

BOOST_AUTO_TEST_CASE(put_several_fields_together)
{
    BOOST_TEST(remote_of(trusting, {{"X-Forwarded-For", "192.0.2.66"},
                                    {"x-forwarded-for", "192.0.2.7, 10.0.0.3"}}) == "192.0.2.7:0");
    BOOST_TEST(remote_of(trusting, {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-For", "10.0.0.3"}}) ==
               "192.0.2.7:0");
    BOOST_TEST(remote_of(trusting, {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-For", ""}}) ==
               "192.0.2.7:0");
}

BOOST_AUTO_TEST_CASE(stop_at_the_last_good_entry)
{
    BOOST_TEST(client("192.0.2.7, rubbish") == proxy);
    BOOST_TEST(client("rubbish, 10.0.0.3") == "10.0.0.3:0");
    BOOST_TEST(client("192.0.2.7, unknown, 10.0.0.3") == "10.0.0.3:0");
    BOOST_TEST(client("192.0.2.7, _hidden, 10.0.0.3") == "10.0.0.3:0");
    BOOST_TEST(client("") == proxy);
    BOOST_TEST(client(", ,") == proxy);
    BOOST_TEST(remote_of(trusting, {}) == proxy);
}

BOOST_AUTO_TEST_CASE(follow_no_more_than_so_many_hops)
{
    TrustedProxies two{{.networks = {"10.0.0.0/8"}, .max_hops = 2}};
    BOOST_TEST(remote_of(two, {{"X-Forwarded-For", "192.0.2.7, 10.0.0.4, 10.0.0.3"}}) == "10.0.0.4:0");
    std::string long_list = "192.0.2.7";
    for (int i = 0; i < 5'000; ++i)
        long_list += ",10.0.0.3";
    BOOST_TEST(client(long_list) == "10.0.0.3:0");
}

BOOST_AUTO_TEST_CASE(learn_whether_the_client_is_secure)
{
    BOOST_TEST(is_secure("https"));
    BOOST_TEST(is_secure("HTTPS"));
    BOOST_TEST(is_secure("wss"));
    BOOST_TEST(!is_secure("http", true)); // TLS between proxy and server says nothing of the client
    BOOST_TEST(!is_secure("ftp"));
    BOOST_TEST(is_secure("ftp", true));
    BOOST_TEST(is_secure("http, https"));
    BOOST_TEST(!is_secure("https, http")); // what the client itself wrote
}

BOOST_AUTO_TEST_CASE(keep_the_lists_of_several_proxies_in_step)
{
    const auto secure = [](std::string_view nodes, std::string_view protos) {
        Ask ask{{{"X-Forwarded-For", nodes}, {"X-Forwarded-Proto", protos}}};
        TrustedProxies middleware = trusting;
        middleware.on_request(ask.from(proxy));
        return ask.request().is_secure();
    };
    BOOST_TEST(secure("192.0.2.7, 10.0.0.3", "https, http"));
    BOOST_TEST(!secure("192.0.2.7, 10.0.0.3", "http, https"));
    BOOST_TEST(secure("192.0.2.7, 10.0.0.3", "https")); // passed on by the second one
    BOOST_TEST(!secure("192.0.2.7", ""));
}

BOOST_AUTO_TEST_CASE(take_the_host_only_if_asked_to)
{
    const auto host = [](bool wanted, std::string_view forwarded, std::string_view peer = proxy) {
        Ask ask{{{"Host", "backend"}, {"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Host", forwarded}}};
        TrustedProxies middleware{{.networks = {"10.0.0.0/8"}, .host = wanted}};
        middleware.on_request(ask.from(peer));
        BOOST_TEST(ask.request().fields().count("Host") == 1u);
        return std::string{ask.request().host()};
    };
    BOOST_TEST(host(true, "example.com") == "example.com");
    BOOST_TEST(host(true, "evil.example, example.com") == "example.com");
    BOOST_TEST(host(false, "example.com") == "backend");
    BOOST_TEST(host(true, "example.com", "192.0.2.9:1") == "backend");
    BOOST_TEST(host(true, "a b/../c") == "backend");
    BOOST_TEST(host(true, "") == "backend");
}

BOOST_AUTO_TEST_CASE(read_forwarded)
{
    const auto forwarded = [](const Headers& headers) {
        Ask ask{headers};
        ask.request().fields().add("Host", "backend");
        TrustedProxies middleware = reading_forwarded;
        middleware.on_request(ask.from(proxy));
        return ask.remote() + (ask.request().is_secure() ? " secure " : " ") +
               std::string{ask.request().host()};
    };
    BOOST_TEST(forwarded({{"Forwarded", "for=192.0.2.7"}}) == "192.0.2.7:0 backend");
    BOOST_TEST(forwarded({{"Forwarded", R"(for="[2001:db9::7]:4711";proto=https;host=example.com)"}}) ==
               "[2001:db9::7]:4711 secure example.com");
    BOOST_TEST(forwarded({{"Forwarded", "for=192.0.2.66;host=evil.example, for=192.0.2.7;host=a"},
                          {"Forwarded", R"(for="[2001:db8::2]";host=b)"}}) == "192.0.2.7:0 a");
    BOOST_TEST(forwarded({{"Forwarded", R"(for="x, for=192.0.2.7)"}}) == "192.0.2.7:0 backend");
    BOOST_TEST(forwarded({{"Forwarded", "for=192.0.2.7, for=_hidden, for=10.0.0.3"}}) ==
               "10.0.0.3:0 backend");
    BOOST_TEST(forwarded({{"Forwarded", "for=192.0.2.7, proto=https"}}) == "10.0.0.1:5000 backend");
    BOOST_TEST(forwarded({{"X-Forwarded-For", "192.0.2.7"}}) == "10.0.0.1:5000 backend");
}

BOOST_AUTO_TEST_CASE(remove_what_is_not_believed)
{
    const Headers all = {{"Forwarded", "for=192.0.2.7"},
                         {"X-Forwarded-For", "192.0.2.7"},
                         {"X-Forwarded-Proto", "https"},
                         {"X-Forwarded-Host", "a"},
                         {"Other", "b"}};
    const auto left = [&](TrustedProxies middleware, std::string_view peer) {
        Ask ask{all};
        middleware.on_request(ask.from(peer));
        std::string names;
        for (const auto [name, value] : ask.request().fields())
            names.append(name).append(" ");
        return names;
    };
    BOOST_TEST(left(trusting, "192.0.2.9:1") == "Other ");
    BOOST_TEST(left(trusting, proxy) == "X-Forwarded-For X-Forwarded-Proto Other ");
    BOOST_TEST(left(reading_forwarded, proxy) == "Forwarded Other ");
}

BOOST_AUTO_TEST_CASE(take_the_check_of_rebound_hosts_off_the_server)
{
    TrustedProxies middleware{{"127.0.0.0/8"}};
    Ask through_proxy{{{"Host", "example.com"}, {"X-Forwarded-For", "192.0.2.7"}}};
    middleware.on_request(through_proxy.from("127.0.0.1:1", "127.0.0.1:80"));
    BOOST_TEST(through_proxy.host_checked());
    Ask direct{{{"Host", "example.com"}}};
    middleware.on_request(direct.from("127.0.0.1:1", "127.0.0.1:80"));
    BOOST_TEST(!direct.host_checked());
}

BOOST_AUTO_TEST_CASE(refuse_what_is_no_network)
{
    BOOST_CHECK_THROW((TrustedProxies{{"10.0.0.1/8"}}), std::invalid_argument);
    BOOST_CHECK_THROW((TrustedProxies{{"10.0.0.0/8", "proxy.example"}}), std::invalid_argument);
    BOOST_CHECK_THROW((TrustedProxies{TrustedProxiesOptions{}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace trusted_proxies_test
