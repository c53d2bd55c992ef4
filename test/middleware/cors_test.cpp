// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/cors.hpp>

#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace cors_test {

using namespace hawser;
using Ask = hawser::test::MiddlewareExchange;

namespace {

constexpr std::string_view page = "https://page.example";

class Preflight : public Ask {
public:
    explicit Preflight(std::string_view origin, std::string_view headers = "")
        : Ask{Method::options, "/", {{"Origin", origin}, {"Access-Control-Request-Method", "PUT"}}}
    {
        if (!headers.empty())
            request().fields().add("Access-Control-Request-Headers", headers);
    }
};

bool has_cors_field(const Exchange& exchange)
{
    for (const auto [name, value] : exchange.response().fields())
        if (name.starts_with("Access-Control-"))
            return true;
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cors)

BOOST_AUTO_TEST_CASE(lets_everybody_read)
{
    Cors cors{{"*"}};
    Ask ask{{{"Origin", page}}};
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(!ask.response().fields().contains("Vary")); // the answer is the same for all
    BOOST_TEST(!ask.response().fields().contains("Access-Control-Allow-Credentials"));
}

BOOST_AUTO_TEST_CASE(lets_those_of_the_list_read)
{
    Cors cors{{.origins = {"https://page.example", "https://*.b.example"}, .expose = {"ETag", "X-Total"}}};
    Ask ask{{{"Origin", page}}};
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Origin") == page);
    BOOST_TEST(ask.field("Access-Control-Expose-Headers") == "ETag, X-Total");
    BOOST_TEST(ask.field("Vary") == "Origin");
    Ask subdomain{{{"Origin", "https://a.b.example"}}};
    subdomain.pass(cors);
    BOOST_TEST(subdomain.field("Access-Control-Allow-Origin") == "https://a.b.example");
}

BOOST_AUTO_TEST_CASE(varies_for_those_that_may_not_read_too)
{
    Cors cors{{"https://page.example"}};
    for (const std::string_view origin :
         {"https://evil.example", "null", "", "https://page.example.evil.example"}) {
        Ask ask{{{"Origin", origin}}};
        ask.pass(cors);
        BOOST_TEST(!has_cors_field(ask));
        BOOST_TEST(ask.field("Vary") == "Origin");
    }
    Ask without;
    without.pass(cors);
    BOOST_TEST(!has_cors_field(without));
    BOOST_TEST(without.field("Vary") == "Origin");
    Ask twice{{{"Origin", page}, {"Origin", page}}};
    twice.pass(cors);
    BOOST_TEST(!has_cors_field(twice));
}

BOOST_AUTO_TEST_CASE(allows_credentials)
{
    Cors cors{{.origins = {"https://page.example"}, .credentials = true}};
    Ask ask{{{"Origin", page}}};
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Credentials") == "true");
    Preflight asked{page};
    asked.pass(cors);
    BOOST_TEST(asked.field("Access-Control-Allow-Credentials") == "true");
}

BOOST_AUTO_TEST_CASE(asks_a_function)
{
    Cors cors{{.allow = [](std::string_view origin) { return origin.ends_with(".example"); }}};
    Ask ask{{{"Origin", page}}};
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Origin") == page);
    Ask null{{{"Origin", "null"}}};
    Cors anybody{{.allow = [](std::string_view) { return true; }}};
    null.pass(anybody);
    BOOST_TEST(!has_cors_field(null));
}

BOOST_AUTO_TEST_CASE(answers_preflights)
{
    Cors cors{{.origins = {"https://page.example"},
               .methods = {"GET", "PUT"},
               .headers = {"X-A", "X-B"},
               .max_age = std::chrono::seconds{60}}};
    Preflight ask{page, "x-a"};
    BOOST_TEST((cors.on_request(ask) == Action::respond));
    cors.on_response(ask);
    BOOST_TEST(ask.response().status() == 204u);
    BOOST_TEST(ask.field("Access-Control-Allow-Origin") == page);
    BOOST_TEST(ask.field("Access-Control-Allow-Methods") == "GET, PUT");
    BOOST_TEST(ask.field("Access-Control-Allow-Headers") == "X-A, X-B");
    BOOST_TEST(ask.field("Access-Control-Max-Age") == "60");
    BOOST_TEST(ask.field("Vary") == "Origin");
    BOOST_TEST(!ask.response().fields().contains("Access-Control-Expose-Headers"));
}

BOOST_AUTO_TEST_CASE(gives_foreign_preflights_no_permission)
{
    Cors cors{{"https://page.example"}};
    Preflight ask{"https://evil.example", "x-a"};
    BOOST_TEST((cors.on_request(ask) == Action::respond));
    BOOST_TEST(ask.response().status() == 204u);
    BOOST_TEST(!has_cors_field(ask));
    BOOST_TEST(ask.response().fields().has_token("Vary", "Origin"));
}

BOOST_AUTO_TEST_CASE(repeats_the_fields_that_are_asked_for)
{
    Cors cors{{"*"}};
    Preflight ask{page, "x-a, content-type"};
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Headers") == "x-a, content-type");
    BOOST_TEST(ask.field("Vary") == "Access-Control-Request-Headers");
    BOOST_TEST(ask.field("Access-Control-Max-Age") == "600");
    Preflight odd{page, "x-a; <script>"};
    odd.pass(cors);
    BOOST_TEST(!odd.response().fields().contains("Access-Control-Allow-Headers"));
}

BOOST_AUTO_TEST_CASE(lets_other_options_requests_pass)
{
    Cors cors{{"*"}};
    Ask plain{Method::options};
    BOOST_TEST((cors.on_request(plain) == Action::next));
    Ask with_origin{Method::options, "/", {{"Origin", page}}};
    BOOST_TEST((cors.on_request(with_origin) == Action::next));
    cors.on_response(with_origin);
    BOOST_TEST(with_origin.field("Access-Control-Allow-Origin") == "*");
}

BOOST_AUTO_TEST_CASE(opens_private_networks_only_if_asked_to)
{
    for (const bool open : {false, true}) {
        Cors cors{{.origins = {"https://page.example"}, .private_network = open}};
        Preflight ask{page};
        ask.request().fields().add("Access-Control-Request-Private-Network", "true");
        ask.pass(cors);
        BOOST_TEST(ask.response().fields().contains("Access-Control-Allow-Private-Network") == open);
        Preflight not_asked{page};
        not_asked.pass(cors);
        BOOST_TEST(!not_asked.response().fields().contains("Access-Control-Allow-Private-Network"));
    }
}

BOOST_AUTO_TEST_CASE(leaves_what_a_handler_decided)
{
    Cors cors{{.origins = {"https://page.example"}, .credentials = true}};
    Ask ask{{{"Origin", page}}};
    ask.response().set("Access-Control-Allow-Origin", "*");
    ask.pass(cors);
    BOOST_TEST(ask.field("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(!ask.response().fields().contains("Access-Control-Allow-Credentials"));
}

BOOST_AUTO_TEST_CASE(leaves_handshakes_alone)
{
    Cors cors{{"*"}};
    Ask ask{{{"Origin", page}}};
    ask.upgrade().pass(cors);
    BOOST_TEST(!has_cors_field(ask));
}

BOOST_AUTO_TEST_CASE(refuses_what_makes_no_sense)
{
    BOOST_CHECK_THROW((Cors{{.origins = {"*"}, .credentials = true}}), std::invalid_argument);
    BOOST_CHECK_THROW((Cors{{"*", "https://a.example"}}), std::invalid_argument);
    BOOST_CHECK_THROW((Cors{CorsOptions{}}), std::invalid_argument);
    BOOST_CHECK_THROW((Cors{{"example.com"}}), std::invalid_argument);
    BOOST_CHECK_THROW((Cors{{.origins = {"*"}, .headers = {"X A"}}}), std::invalid_argument);
    BOOST_CHECK_THROW((Cors{{.origins = {"*"}, .methods = {"GET\r\nX: y"}}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cors_test
