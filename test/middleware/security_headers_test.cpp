// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/security_headers.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace security_headers_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

BOOST_AUTO_TEST_SUITE(security_headers)

BOOST_AUTO_TEST_CASE(are_strict_by_default)
{
    SecurityHeaders headers;
    Ask ask;
    ask.pass(headers);
    BOOST_TEST(ask.field("X-Content-Type-Options") == "nosniff");
    BOOST_TEST(ask.field("X-Frame-Options") == "SAMEORIGIN");
    BOOST_TEST(ask.field("Referrer-Policy") == "strict-origin-when-cross-origin");
    BOOST_TEST(ask.field("Cross-Origin-Opener-Policy") == "same-origin");
    BOOST_TEST(ask.field("Cross-Origin-Resource-Policy") == "same-origin");
    BOOST_TEST(ask.field("Content-Security-Policy").find("default-src 'self'") == 0u);
    BOOST_TEST(ask.field("Content-Security-Policy").find("frame-ancestors 'self'") != std::string_view::npos);
    BOOST_TEST(!ask.response().fields().contains("Permissions-Policy"));
    BOOST_TEST(!ask.response().fields().contains("Strict-Transport-Security"));
}

BOOST_AUTO_TEST_CASE(ask_for_tls_only_over_tls)
{
    SecurityHeaders headers;
    Ask ask;
    ask.from("192.0.2.7:1", "192.0.2.1:443", true).pass(headers);
    BOOST_TEST(ask.field("Strict-Transport-Security") == "max-age=15552000");
    SecurityHeaders without{{.strict_transport_security = ""}};
    Ask other;
    other.from("192.0.2.7:1", "192.0.2.1:443", true).pass(without);
    BOOST_TEST(!other.response().fields().contains("Strict-Transport-Security"));
}

BOOST_AUTO_TEST_CASE(can_be_changed_one_by_one)
{
    SecurityHeaders headers{
        {.frame_options = "", .resource_policy = "cross-origin", .permissions_policy = "camera=()"}};
    Ask ask;
    ask.pass(headers);
    BOOST_TEST(!ask.response().fields().contains("X-Frame-Options"));
    BOOST_TEST(ask.field("Cross-Origin-Resource-Policy") == "cross-origin");
    BOOST_TEST(ask.field("Permissions-Policy") == "camera=()");
    BOOST_TEST(ask.field("X-Content-Type-Options") == "nosniff");
}

BOOST_AUTO_TEST_CASE(leave_what_a_handler_set)
{
    SecurityHeaders headers;
    Ask ask;
    ask.response().set("content-security-policy", "default-src *");
    ask.pass(headers);
    BOOST_TEST(ask.response().fields().count("Content-Security-Policy") == 1u);
    BOOST_TEST(ask.field("Content-Security-Policy") == "default-src *");
}

BOOST_AUTO_TEST_CASE(go_with_errors_but_not_with_handshakes)
{
    SecurityHeaders headers;
    Ask failed;
    failed.response().status_page(400);
    headers.on_response(failed.failed());
    BOOST_TEST(failed.field("X-Content-Type-Options") == "nosniff");
    Ask refused;
    refused.response().status_page(403);
    headers.on_response(refused.upgrade());
    BOOST_TEST(refused.field("X-Content-Type-Options") == "nosniff");
}

BOOST_AUTO_TEST_CASE(refuse_line_breaks_at_once)
{
    BOOST_CHECK_THROW((SecurityHeaders{{.referrer_policy = "a\r\nb"}}), std::invalid_argument);
    BOOST_CHECK_THROW((SecurityHeaders{{.strict_transport_security = "a\nb"}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace security_headers_test
