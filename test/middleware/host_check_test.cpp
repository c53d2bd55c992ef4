// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/host_check.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace host_check_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

namespace {

bool passes(HostCheck check, std::string_view host, std::string_view remote = "127.0.0.1:4000",
            std::string_view local = "127.0.0.1:80")
{
    Ask ask{{{"Host", host}}};
    const auto action = check.on_request(ask.from(remote, local));
    const bool refused = action == Action::respond && ask.response().status() == 421 &&
                         ask.lines().size() == 1 && ask.response().closes_connection();
    BOOST_TEST((refused || action == Action::next));
    BOOST_TEST(ask.host_checked() == !refused);
    return !refused;
}

} // namespace

BOOST_AUTO_TEST_SUITE(host_check)

BOOST_AUTO_TEST_CASE(refuses_rebound_names_on_loopback)
{
    for (const auto host :
         {"evil.example", "evil.example:80", "192.168.1.1", "localhost.evil.example", "a,b"}) {
        BOOST_TEST(!passes(HostCheck{}, host), host);
        BOOST_TEST(!passes(HostCheck{}, host, "[::1]:4000", "[::1]:80"), host);
    }
    for (const auto host :
         {"localhost", "localhost:80", "app.localhost", "127.0.0.1:80", "127.1.2.3", "[::1]:80"})
        BOOST_TEST(passes(HostCheck{}, host), host);
}

BOOST_AUTO_TEST_CASE(lets_any_host_through_elsewhere)
{
    BOOST_TEST(passes(HostCheck{}, "example.com", "192.0.2.7:4000", "192.0.2.1:80"));
    BOOST_TEST(passes(HostCheck{}, "example.com", "local", "local"));
    BOOST_TEST(
        passes(HostCheck{}, "example.com", "192.0.2.7:4000", "127.0.0.1:80")); // through a trusted proxy
}

BOOST_AUTO_TEST_CASE(lets_only_listed_hosts_through)
{
    const HostCheck check{{"example.com", "*.example.com", "localhost:8080"}};
    BOOST_TEST(passes(check, "example.com:8080"));
    BOOST_TEST(passes(check, "www.example.com"));
    BOOST_TEST(passes(check, "localhost:8080"));
    BOOST_TEST(!passes(check, "localhost"));
    BOOST_TEST(!passes(check, "127.0.0.1"));
    BOOST_TEST(!passes(check, "evil.example", "192.0.2.7:4000", "192.0.2.1:80"));
    BOOST_TEST(!passes(check, ""));
    BOOST_TEST(passes(HostCheck{{"*"}}, "evil.example"));
    Ask without_host;
    BOOST_TEST((HostCheck{{"example.com"}}.on_request(without_host) == Action::respond));
}

BOOST_AUTO_TEST_CASE(says_how_to_allow_a_host)
{
    Ask ask{{{"Host", "evil.example"}}};
    HostCheck check;
    check.on_request(ask.from("127.0.0.1:1", "127.0.0.1:80"));
    BOOST_TEST_REQUIRE(ask.lines().size() == 1u);
    BOOST_TEST(ask.lines().front() ==
               "host \"evil.example\" is not one of this server; to allow it, name it in HostCheck{{...}}");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_host_at_once)
{
    BOOST_CHECK_THROW((HostCheck{{"https://example.com"}}), std::invalid_argument);
    BOOST_CHECK_THROW((HostCheck{{"example.com", ""}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace host_check_test
