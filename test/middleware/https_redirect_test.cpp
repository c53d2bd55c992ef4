// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/https_redirect.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace https_redirect_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

namespace {

/// Where a plain request is sent, with the status before it.
std::string led_to(std::string_view target, std::string_view host = "example.com",
                   HttpsRedirectOptions options = {}, Method method = Method::get)
{
    HttpsRedirect redirect{std::move(options)};
    Ask ask{method, target, {{"Host", host}}};
    if (redirect.on_request(ask.from("192.0.2.7:4000")) == Action::next)
        return "passed on";
    return std::to_string(ask.response().status()) + " " + std::string{ask.field("Location")};
}

} // namespace

BOOST_AUTO_TEST_SUITE(https_redirect)

BOOST_AUTO_TEST_CASE(the_same_place_with_https)
{
    BOOST_TEST(led_to("/") == "301 https://example.com/");
    BOOST_TEST(led_to("/a%20b/c?d=e&f", "example.com:80") == "301 https://example.com/a%20b/c?d=e&f");
    BOOST_TEST(led_to("/x", "[2001:db8::1]:8080") == "301 https://[2001:db8::1]/x");
    BOOST_TEST(led_to("/x", "example.com:80", {.port = 8443}) == "301 https://example.com:8443/x");
    BOOST_TEST(led_to("/", "example.com", {}, Method::head) == "301 https://example.com/");
    BOOST_TEST(led_to("/", "example.com", {}, Method::post) == "308 https://example.com/");
    BOOST_TEST(led_to("*", "example.com", {}, Method::options) == "308 https://example.com/");
    BOOST_TEST(led_to("//evil.example/") == "301 https://example.com//evil.example/");
}

BOOST_AUTO_TEST_CASE(targets_in_absolute_form)
{
    BOOST_TEST(led_to("http://other.example/a?b") == "301 https://other.example/a?b");
    BOOST_TEST(led_to("http://other.example") == "301 https://other.example/");
    BOOST_TEST(led_to("http://other.example?a") == "301 https://other.example/?a");
}

BOOST_AUTO_TEST_CASE(secure_requests_pass)
{
    HttpsRedirect redirect;
    Ask ask{{{"Host", "example.com"}}};
    BOOST_TEST((redirect.on_request(ask.from("192.0.2.7:4000", "192.0.2.1:443", true)) == Action::next));
}

BOOST_AUTO_TEST_CASE(exceptions_pass)
{
    BOOST_TEST(led_to("/.well-known/acme-challenge/token") == "passed on");
    BOOST_TEST(led_to("/.well-known/other") == "301 https://example.com/.well-known/other");
    BOOST_TEST(led_to("/health", "x", {.except = {"/health"}}) == "passed on");
    BOOST_TEST(led_to("/.well-known/acme-challenge/token", "x", {.except = {}}).starts_with("301"));
}

BOOST_AUTO_TEST_CASE(a_request_without_a_host_cannot_be_led_anywhere)
{
    BOOST_TEST(led_to("/", "") == "400 ");
    BOOST_TEST(led_to("/", "a b") == "400 ");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace https_redirect_test
