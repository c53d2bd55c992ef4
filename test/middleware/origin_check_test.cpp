// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/origin_check.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace origin_check_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

namespace {

/// A handshake as a browser sends it, with the user's cookies.
bool passes(OriginCheck check, std::string_view origin, Method method = Method::get, bool is_upgrade = true)
{
    Ask ask{method, "/chat", {{"Host", "example.com"}, {"Origin", origin}, {"Cookie", "id=7"}}};
    ask.is_upgrade(is_upgrade);
    const auto action = check.on_request(ask);
    BOOST_TEST((action == Action::next || (action == Action::respond && ask.response().status() == 403)));
    BOOST_TEST(ask.origin_checked() == (is_upgrade && action == Action::next));
    return action == Action::next;
}

bool passes_without(OriginCheck check)
{
    Ask ask{{{"Host", "example.com"}, {"Cookie", "id=7"}}};
    return check.on_request(ask.upgrade()) == Action::next;
}

} // namespace

BOOST_AUTO_TEST_SUITE(origin_check)

BOOST_AUTO_TEST_CASE(allows_own_pages_by_default)
{
    BOOST_TEST(passes(OriginCheck{}, "http://example.com"));
    BOOST_TEST(passes(OriginCheck{}, "https://example.com"));
    BOOST_TEST(!passes(OriginCheck{}, "https://evil.example"));
    BOOST_TEST(!passes(OriginCheck{}, "https://example.com.evil.example"));
    BOOST_TEST(!passes(OriginCheck{}, "null"));
    BOOST_TEST(!passes(OriginCheck{}, ""));
    BOOST_TEST(passes_without(OriginCheck{}));
}

BOOST_AUTO_TEST_CASE(allows_those_of_the_list)
{
    const OriginCheck check{{"https://a.example", "http://*.b.example:8080"}};
    BOOST_TEST(passes(check, "https://a.example"));
    BOOST_TEST(passes(check, "https://A.EXAMPLE:443"));
    BOOST_TEST(passes(check, "http://x.b.example:8080"));
    BOOST_TEST(!passes(check, "http://a.example"));
    BOOST_TEST(!passes(check, "http://b.example:8080"));
    BOOST_TEST(!passes(check, "http://x.b.example"));
    BOOST_TEST(!passes(check, "https://example.com")); // its own pages are not on the list
    BOOST_TEST(!passes(check, "null"));
    BOOST_TEST(passes(OriginCheck{{"https://a.example"}}, "https://a.example"));
}

BOOST_AUTO_TEST_CASE(allows_what_a_function_says)
{
    const OriginCheck check{
        {.allow = [](std::string_view origin) { return origin != "https://bad.example"; }}};
    BOOST_TEST(passes(check, "https://good.example"));
    BOOST_TEST(!passes(check, "https://bad.example"));
    BOOST_TEST(!passes(check, "null")); // without asking
}

BOOST_AUTO_TEST_CASE(adds_own_pages_to_a_list)
{
    const OriginCheck check{{.origins = {"https://a.example"}, .same_origin = true}};
    BOOST_TEST(passes(check, "https://a.example"));
    BOOST_TEST(passes(check, "https://example.com"));
    BOOST_TEST(!passes(check, "https://b.example"));
}

BOOST_AUTO_TEST_CASE(may_demand_an_origin)
{
    BOOST_TEST(!passes_without(OriginCheck{{.allow_absent = false}}));
    BOOST_TEST(passes(OriginCheck{{.allow_absent = false}}, "http://example.com"));
}

BOOST_AUTO_TEST_CASE(concerns_other_requests_only_if_asked_to)
{
    const std::string_view foreign = "https://evil.example";
    BOOST_TEST(Ask{}.origin_checked() == false);
    for (const auto method : {Method::get, Method::head, Method::options, Method::post, Method::put})
        BOOST_TEST(passes(OriginCheck{{.same_origin = true}}, foreign, method, false) == true);
}

BOOST_AUTO_TEST_CASE(checks_unsafe_methods)
{
    OriginCheck check{{.unsafe_methods = true}};
    const auto action = [&](Method method, std::string_view origin) {
        Ask ask{method, "/", {{"Host", "example.com"}, {"Origin", origin}}};
        return check.on_request(ask);
    };
    for (const auto method : {Method::get, Method::head, Method::options, Method::trace})
        BOOST_TEST((action(method, "https://evil.example") == Action::next));
    for (const auto method : {Method::post, Method::put, Method::delete_, Method::patch, Method::unknown}) {
        BOOST_TEST((action(method, "https://evil.example") == Action::respond));
        BOOST_TEST((action(method, "null") == Action::respond));
        BOOST_TEST((action(method, "https://example.com") == Action::next));
    }
}

BOOST_AUTO_TEST_CASE(refuses_two_origins)
{
    Ask ask{{{"Host", "example.com"}, {"Origin", "http://example.com"}, {"Origin", "http://example.com"}}};
    OriginCheck check;
    BOOST_TEST((check.on_request(ask.upgrade()) == Action::respond));
}

BOOST_AUTO_TEST_CASE(says_how_to_allow_an_origin)
{
    Ask ask{Method::get, "/chat", {{"Host", "example.com"}, {"Origin", "https://evil.example"}}};
    OriginCheck check;
    BOOST_TEST((check.on_request(ask.upgrade()) == Action::respond));
    BOOST_TEST_REQUIRE(ask.lines().size() == 1u);
    BOOST_TEST(ask.lines().front() == "origin \"https://evil.example\" is not allowed at /chat; to allow it, "
                                      "name it in OriginCheck{{...}}");
    BOOST_TEST(ask.response().body().find("evil") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_origin_at_once)
{
    BOOST_CHECK_THROW((OriginCheck{{"example.com"}}), std::invalid_argument);
    BOOST_CHECK_THROW((OriginCheck{{"https://a.example", "*"}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace origin_check_test
