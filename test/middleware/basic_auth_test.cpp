// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/basic_auth.hpp>

#include "http/basic_credentials.hpp"
#include "support/deferring_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace basic_auth_test {

using namespace hawser;

namespace {

std::optional<Credential> find_user(std::string_view user)
{
    if (user == "nobita")
        return Credential{.password = "p:ß", .roles = {"gunfighter"}};
    if (user == "alias")
        return Credential{.name = "Real Name", .password = "x"};
    return std::nullopt;
}

struct Fixture {
    std::vector<std::string> lines;
    Logger logger{LogLevel::warning, [this](LogLevel, std::string_view line) { lines.emplace_back(line); }};
    Request request{Method::get, "/private"};
    Response response;

    Action ask(BasicAuth& auth, std::string_view authorization)
    {
        request = Request{Method::get, "/private"};
        response.clear();
        if (!authorization.empty())
            request.fields().set("Authorization", authorization);
        return pass(auth);
    }

    Action pass(BasicAuth& auth)
    {
        test::DeferringExchange exchange{request, response, logger};
        return auth.on_request(exchange);
    }

    Action log_in(BasicAuth& auth, std::string_view user, std::string_view password)
    {
        return ask(auth, http::make_basic_credentials(user, password).value());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(basic_auth_test, Fixture)

BOOST_AUTO_TEST_CASE(lets_users_in)
{
    BasicAuth auth{{.realm = "a \"b\"", .find = find_user}};
    BOOST_TEST((log_in(auth, "nobita", "p:ß") == Action::next));
    BOOST_TEST(request.user() == "nobita");
    BOOST_TEST(request.is_authenticated());
    BOOST_TEST(request.has_role("gunfighter"));
    BOOST_TEST(response.status() == 200u);
    BOOST_TEST((log_in(auth, "alias", "x") == Action::next));
    BOOST_TEST(request.user() == "Real Name");
    BOOST_TEST(request.roles().empty());
}

BOOST_AUTO_TEST_CASE(refuses_all_others_alike)
{
    BasicAuth auth{{.realm = "a \"b\"", .find = find_user}};
    BOOST_TEST((log_in(auth, "nobita", "wrong") == Action::respond));
    const std::string page{response.body()};
    for (const std::string& authorization :
         {std::string{}, http::make_basic_credentials("nobody", "p:ß").value(),
          http::make_basic_credentials("nobita", "").value(), std::string{"Bearer abc"},
          std::string{"Digest a=b"}}) {
        BOOST_TEST((ask(auth, authorization) == Action::respond), authorization);
        BOOST_TEST(response.status() == 401u);
        BOOST_TEST(response.fields()["WWW-Authenticate"] == R"(Basic realm="a \"b\"", charset="UTF-8")");
        BOOST_TEST(response.body() == page);
        BOOST_TEST(!request.is_authenticated());
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_malformed)
{
    BasicAuth auth{{.realm = "r", .find = find_user, .optional = true}};
    for (const std::string& authorization :
         {std::string{"Basic"}, std::string{"Basic ===="}, std::string{"Basic bm9iaXRh"},
          std::string{"Basic bm9iaXRhOg==, Basic bm9iaXRhOg=="}, "Basic " + std::string(9000, 'A')}) {
        BOOST_TEST((ask(auth, authorization) == Action::respond), authorization);
        BOOST_TEST(response.status() == 400u);
    }
    request = Request{Method::get, "/private"};
    for (int i = 0; i < 2; ++i)
        request.fields().add("Authorization", http::make_basic_credentials("nobita", "p:ß").value());
    BOOST_TEST((pass(auth) == Action::respond));
    BOOST_TEST(response.status() == 400u);
    BOOST_TEST(!request.is_authenticated());
}

BOOST_AUTO_TEST_CASE(may_let_others_through_without_a_name)
{
    BasicAuth auth{{.realm = "r", .find = find_user, .optional = true}};
    BOOST_TEST((ask(auth, "") == Action::next));
    BOOST_TEST(!request.is_authenticated());
    BOOST_TEST((log_in(auth, "nobita", "p:ß") == Action::next));
    BOOST_TEST(request.is_authenticated());
    BOOST_TEST((log_in(auth, "nobita", "wrong") == Action::respond));
    BOOST_TEST(response.status() == 401u);
}

BOOST_AUTO_TEST_CASE(asks_for_a_role)
{
    BasicAuth auth{{.realm = "r", .find = find_user, .require_role = "gunfighter"}};
    BOOST_TEST((log_in(auth, "nobita", "p:ß") == Action::next));
    BOOST_TEST((log_in(auth, "alias", "x") == Action::respond));
    BOOST_TEST(response.status() == 403u);
    BOOST_TEST(!response.fields().contains("WWW-Authenticate"));
}

BOOST_AUTO_TEST_CASE(warns_once_of_an_open_connection)
{
    BasicAuth auth{{.realm = "r", .find = find_user}};
    const auto local = Endpoint::ipv4({127, 0, 0, 1}, 1);
    const auto remote = Endpoint::ipv4({192, 0, 2, 1}, 1);
    request.fields().set("Authorization", http::make_basic_credentials("nobita", "p:ß").value());
    for (const auto& [peer, is_secure] :
         {std::pair{local, false}, {remote, true}, {Endpoint::local(), false}}) {
        request.endpoints(local, peer, is_secure);
        BOOST_TEST((pass(auth) == Action::next));
        BOOST_TEST(lines.empty());
    }
    request.endpoints(local, remote, false);
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST((pass(auth) == Action::next));
        BOOST_TEST(lines.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(finds_users_later)
{
    CredentialCompletion done;
    std::string asked;
    BasicAuth auth{{.realm = "r", .find_async = [&](std::string user, CredentialCompletion completion) {
                        asked = user;
                        done = std::move(completion);
                    }}};
    for (const bool is_right : {true, false}) {
        request.fields().set("Authorization", http::make_basic_credentials("nobita", "p:ß").value());
        test::DeferringExchange exchange{request, response};
        BOOST_TEST((auth.on_request(exchange) == Action::later));
        BOOST_TEST(asked == "nobita");
        BOOST_TEST(!exchange.decision().has_value());
        done(Credential{.password = is_right ? "p:ß" : "changed"});
        BOOST_TEST((exchange.decision().value() == (is_right ? Action::next : Action::respond)));
        BOOST_TEST(request.is_authenticated());
        BOOST_TEST(response.status() == (is_right ? 200u : 401u));
        BOOST_CHECK_THROW(done(std::nullopt), std::logic_error);
    }
}

BOOST_AUTO_TEST_CASE(failures_of_a_finder_that_answers_later)
{
    const auto unknown = http::make_basic_credentials("a", "b").value();
    CredentialCompletion done;
    const auto is_answered_with = [&](BasicAuth auth, unsigned status) {
        response.clear();
        request.fields().set("Authorization", unknown);
        test::DeferringExchange exchange{request, response};
        BOOST_TEST((auth.on_request(exchange) == Action::later));
        if (done)
            std::exchange(done, {})(
                Credential{.verify = [](std::string_view) -> bool { throw std::runtime_error{"x"}; }});
        BOOST_REQUIRE(exchange.decision().has_value());
        BOOST_TEST((*exchange.decision() == Action::respond));
        BOOST_TEST(response.status() == status);
    };
    is_answered_with(BasicAuth{{.realm = "r", .find_async = [](std::string, CredentialCompletion) {}}}, 500);
    is_answered_with(
        BasicAuth{{.realm = "r",
                   .find_async = [](std::string,
                                    CredentialCompletion) { throw std::runtime_error{"no database"}; }}},
        500);
    is_answered_with(BasicAuth{{.realm = "r",
                                .find_async =
                                    [](std::string, CredentialCompletion completion) {
                                        completion(std::nullopt); // before it returns
                                    }}},
                     401);
    is_answered_with(
        BasicAuth{{.realm = "r",
                   .find_async = [&](std::string,
                                     CredentialCompletion completion) { done = std::move(completion); }}},
        500);
}

BOOST_AUTO_TEST_CASE(refuses_bad_options)
{
    const AsyncCredentialFinder later = [](std::string, CredentialCompletion) {};
    BOOST_CHECK_THROW((BasicAuth{{.find = find_user}}), std::invalid_argument);
    BOOST_CHECK_THROW((BasicAuth{{.realm = "a\nb", .find = find_user}}), std::invalid_argument);
    BOOST_CHECK_THROW((BasicAuth{{.realm = "ä", .find = find_user}}), std::invalid_argument);
    BOOST_CHECK_THROW((BasicAuth{{.realm = "r", .find = find_user, .find_async = later}}),
                      std::invalid_argument);
    BOOST_CHECK_EXCEPTION((BasicAuth{{.realm = "r"}}), std::invalid_argument, [](const auto& error) {
        return std::string{error.what()} ==
               "hawser: BasicAuth needs one finder: set either find or find_async";
    });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace basic_auth_test
