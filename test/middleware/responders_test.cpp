// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/cookie_responder.hpp>
#include <hawser/middleware/header_responder.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace responders_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

BOOST_AUTO_TEST_SUITE(responders)

BOOST_AUTO_TEST_CASE(header_responder_edits_fields_on_the_way_out)
{
    HeaderResponder responder{[](const auto& request, auto& response_fields) {
        response_fields.set("X-Path", request.path());
        response_fields.erase("Server");
    }};
    Ask ask{Method::get, "/a"};
    ask.response().set("Server", "x");
    BOOST_TEST((responder.on_request(ask) == Action::next));
    BOOST_TEST(ask.field("X-Path") == "");
    responder.on_response(ask);
    BOOST_TEST(ask.field("X-Path") == "/a");
    BOOST_TEST(!ask.response().fields().contains("Server"));
}

BOOST_AUTO_TEST_CASE(header_responder_cannot_split_an_answer)
{
    HeaderResponder responder{[](const Request&, Fields& fields) { fields.set("X", "a\r\nSet-Cookie: b"); }};
    Ask ask;
    BOOST_CHECK_THROW(responder.on_response(ask), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(cookie_responder_reads_and_sets_cookies)
{
    std::string seen;
    CookieResponder responder{[&](const auto& request_cookies, auto& response_cookies) {
        for (const auto& [name, value] : request_cookies)
            seen.append(name).append("=").append(value).append(";");
        BOOST_TEST(request_cookies["a"] == "1");
        BOOST_TEST(request_cookies["none"] == "");
        BOOST_TEST(request_cookies.contains("b"));
        BOOST_TEST(!request_cookies.contains("B"));
        BOOST_TEST(request_cookies.size() == 3u);
        BOOST_TEST(!request_cookies.empty());
        response_cookies.set({.name = "c", .value = "3"});
        response_cookies.expire("a");
    }};
    Ask ask{{{"Cookie", "a=1; b=2; a=3"}}};
    ask.upgrade().pass(responder);
    BOOST_TEST(seen == "a=1;b=2;a=3;");
    BOOST_TEST(ask.response().fields().count("Set-Cookie") == 2u);
    BOOST_TEST(ask.field("Set-Cookie").substr(0, 3) == "c=3");
}

BOOST_AUTO_TEST_CASE(cookie_responder_leaves_failed_requests_alone)
{
    bool called = false;
    CookieResponder responder{[&](const RequestCookies&, ResponseCookies&) { called = true; }};
    Ask ask;
    responder.on_response(ask.failed());
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(refuse_empty_functions)
{
    BOOST_CHECK_THROW(HeaderResponder{HeaderResponder::Function{}}, std::invalid_argument);
    BOOST_CHECK_THROW(CookieResponder{CookieResponder::Function{}}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace responders_test
