// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/digest_auth.hpp>

#include "middleware/digest_scheme.hpp"
#include "support/deferring_exchange.hpp"
#include "support/digest_client.hpp"
#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace digest_auth_test {

using namespace hawser;
using namespace std::chrono_literals;
using http::DigestChallenge;
using http::DigestCredentials;
using middleware::DigestScheme;
using middleware::NonceStore;

namespace {

std::optional<Credential> find_user(std::string_view user)
{
    if (user == "nobita")
        return Credential{.password = "password", .roles = {"gunfighter"}};
    if (user == "Jäs")
        return Credential{.password = "p"};
    if (user == "hashed")
        return Credential{.name = "Hashed",
                          .ha1_md5 = digest_ha1(DigestAlgorithm::md5, "hashed", "Test", "password"),
                          .ha1_sha256 = digest_ha1(DigestAlgorithm::sha256, "hashed", "Test", "password")};
    if (user == "half")
        return Credential{.ha1_md5 = digest_ha1(DigestAlgorithm::md5, "half", "Test", "password")};
    return std::nullopt;
}

DigestAuthOptions with_all_algorithms()
{
    return {.realm = "Test",
            .find = find_user,
            .algorithms = {DigestAlgorithm::sha256_sess, DigestAlgorithm::sha256, DigestAlgorithm::md5_sess,
                           DigestAlgorithm::md5}};
}

struct Fixture {
    NonceStore::TimePoint now{1000h};
    std::vector<std::string> lines;
    Logger logger{LogLevel::warning, [this](LogLevel, std::string_view line) { lines.emplace_back(line); }};
    Request request{Method::get, "/private?x=%20y"};
    Response response;
    test::DigestClient client;
    std::shared_ptr<DigestScheme> scheme = make({.realm = "Test", .find = find_user});

    std::shared_ptr<DigestScheme> make(DigestAuthOptions options)
    {
        return std::make_shared<DigestScheme>(std::move(options), [this] { return now; });
    }

    Action ask(bool has_body = true)
    {
        response.clear();
        request.user({});
        test::DeferringExchange exchange{request, response, logger};
        exchange.has_body(has_body);
        return middleware::authenticate(scheme, exchange);
    }

    Action ask(const DigestCredentials& credentials)
    {
        request.fields().set("Authorization", http::make_digest_credentials(credentials));
        return ask();
    }

    /// What the server says to a request without credentials, the first of it.
    DigestChallenge challenge()
    {
        request.fields().erase("Authorization");
        BOOST_REQUIRE((ask() == Action::respond));
        return test::DigestClient::challenges(response).front();
    }

    DigestCredentials credentials() { return client.credentials(challenge(), request); }

    bool is_refused(bool stale = false)
    {
        BOOST_TEST(!request.is_authenticated());
        const auto challenges = test::DigestClient::challenges(response);
        return response.status() == 401 && !challenges.empty() && challenges.front().is_stale == stale;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(digest_auth_test, Fixture)

BOOST_AUTO_TEST_CASE(asks_for_credentials)
{
    BOOST_TEST((ask() == Action::respond));
    BOOST_TEST(response.status() == 401u);
    const auto challenges = test::DigestClient::challenges(response);
    BOOST_REQUIRE(challenges.size() == 2u);
    BOOST_TEST((challenges[0].algorithm == DigestAlgorithm::sha256));
    BOOST_TEST((challenges[1].algorithm == DigestAlgorithm::md5));
    BOOST_TEST(challenges[0].realm == "Test");
    BOOST_TEST((challenges[0].offers_auth && !challenges[0].offers_auth_int && !challenges[0].is_stale &&
                !challenges[0].takes_user_hash));
}

BOOST_AUTO_TEST_CASE(lets_users_in_with_each_algorithm)
{
    scheme = make(with_all_algorithms());
    challenge();
    const auto challenges = test::DigestClient::challenges(response);
    BOOST_REQUIRE(challenges.size() == 4u);
    std::uint32_t count = 0;
    for (const auto& offered : challenges) {
        for (const std::string user : {"nobita", "hashed"}) {
            client.user = user;
            BOOST_TEST((ask(client.credentials(offered, request, ++count)) == Action::next));
            BOOST_TEST(request.user() == (user == "hashed" ? "Hashed" : user));
        }
    }
    client.user = "nobita";
    BOOST_TEST((ask(client.credentials(challenges.front(), request, ++count)) == Action::next));
    BOOST_TEST(request.has_role("gunfighter"));
}

BOOST_AUTO_TEST_CASE(names_beyond_ascii)
{
    client.user = "Jäs"; // as username*
    client.password = "p";
    BOOST_TEST((ask(credentials()) == Action::next));
    BOOST_TEST(request.user() == "Jäs");
}

BOOST_AUTO_TEST_CASE(refuses_wrong_passwords_and_unknown_users_alike)
{
    client.password = "Password";
    BOOST_TEST((ask(credentials()) == Action::respond));
    BOOST_TEST(is_refused());
    const std::string page{response.body()};
    client = {.user = "nobody"};
    BOOST_TEST((ask(credentials()) == Action::respond));
    BOOST_TEST(is_refused());
    BOOST_TEST(response.body() == page);
    client.user = "half"; // knows MD5 only
    BOOST_TEST((ask(credentials()) == Action::respond));
    BOOST_TEST(is_refused());
    BOOST_TEST(lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(refuses_what_was_changed_on_the_way)
{
    const auto good = credentials();
    const auto is_refused_with = [&](auto change) {
        auto changed = good;
        change(changed);
        BOOST_TEST((ask(changed) == Action::respond));
        return is_refused();
    };
    BOOST_TEST(is_refused_with([](auto& c) { c.client_nonce += "x"; }));
    BOOST_TEST(is_refused_with([](auto& c) { c.count(2); }));
    BOOST_TEST(is_refused_with([](auto& c) { c.nonce[40] = c.nonce[40] == 'A' ? 'B' : 'A'; }));
    BOOST_TEST(is_refused_with([](auto& c) { c.realm = "Other"; }));
    BOOST_TEST(is_refused_with([](auto& c) { c.algorithm = DigestAlgorithm::md5; }));
    BOOST_TEST(is_refused_with([](auto& c) { c.algorithm = DigestAlgorithm::sha256_sess; })); // not offered
    BOOST_TEST(is_refused_with([](auto& c) { c.qop = http::DigestQop::auth_int; }));          // neither
    BOOST_TEST(is_refused_with([](auto& c) { c.is_user_hash = true; }));
    BOOST_TEST(is_refused_with([](auto& c) { c.response.clear(); }));
    request.method(Method::post);
    BOOST_TEST(is_refused_with([](auto&) {}));
    request.method(Method::get);
    BOOST_TEST((ask(good) == Action::next));
}

BOOST_AUTO_TEST_CASE(takes_a_request_once)
{
    const auto first = credentials();
    BOOST_TEST((ask(first) == Action::next));
    BOOST_TEST((ask(first) == Action::respond));
    BOOST_TEST(is_refused(true)); // the password was right, so a client that repeats itself may go on
    const auto nonce = DigestChallenge{.realm = "Test", .nonce = first.nonce, .algorithm = first.algorithm};
    for (const std::uint32_t count : {5u, 3u, 4u, 2u})
        BOOST_TEST((ask(client.credentials(nonce, request, count)) == Action::next));
    BOOST_TEST((ask(client.credentials(nonce, request, 3)) == Action::respond));
}

BOOST_AUTO_TEST_CASE(nonces_expire)
{
    const auto offered = challenge();
    now += 5min;
    BOOST_TEST((ask(client.credentials(offered, request)) == Action::next));
    now += 1ms;
    BOOST_TEST((ask(client.credentials(offered, request, 2)) == Action::respond));
    BOOST_TEST(is_refused(true));
    BOOST_TEST(
        (ask(client.credentials(test::DigestClient::challenges(response).front(), request)) == Action::next));
    client.password = "wrong";
    BOOST_TEST((ask(client.credentials(offered, request, 2)) == Action::respond));
    BOOST_TEST(is_refused(false));
}

BOOST_AUTO_TEST_CASE(nonces_of_another_server_are_stale)
{
    auto offered = challenge();
    scheme = make({.realm = "Test", .find = find_user}); // as after a restart
    BOOST_TEST((ask(client.credentials(offered, request)) == Action::respond));
    BOOST_TEST(is_refused(true));
    offered.nonce = "x";
    BOOST_TEST((ask(client.credentials(offered, request)) == Action::respond));
    BOOST_TEST(is_refused(true));
}

BOOST_AUTO_TEST_CASE(compares_targets)
{
    const auto is_same = [](std::string_view uri, std::string_view target, std::string_view host = "h") {
        Request asked{Method::get, target};
        asked.fields().set("Host", host);
        return middleware::is_same_target(uri, asked);
    };
    BOOST_TEST(is_same("/a?b", "/a?b"));
    BOOST_TEST(is_same("*", "*"));
    BOOST_TEST(is_same("http://h/a?b", "/a?b"));
    BOOST_TEST(is_same("http://H/a?b", "/a?b"));
    BOOST_TEST(is_same("/a?b", "http://h/a?b"));
    BOOST_TEST(is_same("http://h/a", "http://H/a"));
    BOOST_TEST(is_same("http://h:8080", "/", "h:8080"));
    BOOST_TEST(!is_same("/a", "/a?b"));
    BOOST_TEST(!is_same("/a?b", "/a"));
    BOOST_TEST(!is_same("/A", "/a"));
    BOOST_TEST(!is_same("/%61", "/a"));
    BOOST_TEST(!is_same("http://other/a", "/a"));
    BOOST_TEST(!is_same("http://h/a", "http://other/a"));
    BOOST_TEST(!is_same("*", "/"));
    BOOST_TEST(!is_same("", "/"));
    BOOST_TEST(!is_same("h:80", "/"));
    BOOST_TEST(!is_same("/a b", "/a"));
}

BOOST_AUTO_TEST_CASE(refuses_credentials_for_another_target)
{
    auto other = credentials();
    other.uri = "/elsewhere";
    client.sign(other, request);
    BOOST_TEST((ask(other) == Action::respond));
    BOOST_TEST(response.status() == 400u);
    request.fields().set("Host", "example.com");
    other.uri = "http://example.com" + std::string{request.target()};
    client.sign(other, request);
    BOOST_TEST((ask(other) == Action::next));
}

BOOST_AUTO_TEST_CASE(refuses_malformed_credentials)
{
    const auto good = http::make_digest_credentials(credentials());
    const auto status_of = [&](std::string_view authorization) {
        request.fields().set("Authorization", authorization);
        BOOST_TEST((ask() == Action::respond));
        BOOST_TEST(!request.is_authenticated());
        return response.status();
    };
    BOOST_TEST(status_of("Digest") == 400u);
    BOOST_TEST(status_of(good + ", realm=\"Test\"") == 400u);
    BOOST_TEST(status_of(good + "\"") == 400u);
    BOOST_TEST(status_of(good + ", x=\"" + std::string(9000, 'x') + "\"") == 400u);
    BOOST_TEST(status_of("Basic bm9iaXRhOnBhc3N3b3Jk") == 401u);
    for (std::size_t n = 7; n < good.size(); ++n) {
        const auto status = status_of(good.substr(0, n));
        BOOST_TEST((status == 400u || status == 401u), n);
    }
    request.fields().add("Authorization", good);
    BOOST_TEST((ask() == Action::respond));
    BOOST_TEST(response.status() == 400u);
}

BOOST_AUTO_TEST_CASE(protects_the_body)
{
    scheme = make({.realm = "Test", .find = find_user, .offer_auth_int = true});
    request.method(Method::post);
    auto offered = challenge();
    BOOST_TEST((offered.offers_auth && offered.offers_auth_int));
    client.qop = http::DigestQop::auth_int;
    request.body("name=value");
    const auto good = client.credentials(offered, request);
    request.fields().set("Authorization", http::make_digest_credentials(good));
    BOOST_TEST((ask(false) == Action::read_body));
    BOOST_TEST((ask(true) == Action::next));
    request.body("name=other");
    BOOST_TEST((ask(client.credentials(offered, request, 2)) == Action::next));
    request.body("name=forged");
    BOOST_TEST((ask(true) == Action::respond));
    BOOST_TEST(is_refused());

    client.qop = http::DigestQop::auth;
    request.fields().set("Authorization",
                         http::make_digest_credentials(client.credentials(offered, request, 3)));
    BOOST_TEST((ask(false) == Action::next));
}

BOOST_AUTO_TEST_CASE(protects_a_body_in_a_file)
{
    scheme = make({.realm = "Test", .find = find_user, .offer_auth_int = true});
    client.qop = http::DigestQop::auth_int;
    const std::string body(40'000, 'b');
    test::TempFolder folder;
    const auto path = folder / "body";
    std::ofstream{path, std::ios::binary} << body;

    const auto offered = challenge();
    request.body(body);
    const auto good = client.credentials(offered, request);
    request.body("");
    request.body_file(path, nullptr);
    BOOST_TEST((ask(good) == Action::next));
    std::ofstream{path, std::ios::binary} << "other";
    BOOST_TEST((ask(good) == Action::respond));
    request.body_file(folder / "nothing", nullptr);
    BOOST_CHECK_THROW(ask(good), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(finds_users_by_their_hash)
{
    const auto hash = digest_user_hash(DigestAlgorithm::sha256, "nobita", "Test");
    scheme = make({.realm = "Test",
                   .find = find_user,
                   .find_by_hash = [&](std::string_view given) -> std::optional<Credential> {
                       if (given != hash)
                           return std::nullopt;
                       return Credential{.name = "nobita", .password = "password"};
                   }});
    const auto offered = challenge();
    BOOST_TEST(offered.takes_user_hash);
    auto hidden = client.credentials(offered, request);
    hidden.user = hash;
    hidden.is_user_hash = true;
    BOOST_TEST((ask(hidden) == Action::next));
    BOOST_TEST(request.user() == "nobita");
    hidden.user[0] = '!';
    BOOST_TEST((ask(hidden) == Action::respond));
    BOOST_TEST((ask(client.credentials(offered, request, 2)) == Action::next));
}

BOOST_AUTO_TEST_CASE(finds_users_later)
{
    CredentialCompletion done;
    scheme = make({.realm = "Test", .find_async = [&](std::string user, CredentialCompletion completion) {
                       BOOST_TEST(user == "nobita");
                       done = std::move(completion);
                   }});
    request.fields().set("Authorization", http::make_digest_credentials(credentials()));
    test::DeferringExchange exchange{request, response};
    BOOST_TEST((middleware::authenticate(scheme, exchange) == Action::later));
    done(find_user("nobita"));
    BOOST_TEST((exchange.decision().value() == Action::next));
    BOOST_TEST(request.user() == "nobita");
}

BOOST_AUTO_TEST_CASE(roles_and_guests)
{
    scheme = make({.realm = "Test", .find = find_user, .require_role = "gunfighter", .optional = true});
    BOOST_TEST((ask() == Action::next));
    BOOST_TEST(!request.is_authenticated());
    request.fields().set("Authorization", "Digest realm=\"Test\"");
    BOOST_TEST((ask() == Action::respond));
    client.user = "hashed";
    auto offered = DigestChallenge{.realm = "Test", .nonce = {}, .algorithm = DigestAlgorithm::md5};
    BOOST_TEST((ask(client.credentials(offered, request)) == Action::respond));
    BOOST_TEST(is_refused(true));
    offered = test::DigestClient::challenges(response).front();
    BOOST_TEST((ask(client.credentials(offered, request)) == Action::respond));
    BOOST_TEST(response.status() == 403u);
    client.user = "nobita";
    BOOST_TEST((ask(client.credentials(offered, request, 2)) == Action::next));
}

BOOST_AUTO_TEST_CASE(refuses_bad_options)
{
    BOOST_CHECK_THROW((DigestAuth{{.find = find_user}}), std::invalid_argument);
    BOOST_CHECK_THROW((DigestAuth{{.realm = "r"}}), std::invalid_argument);
    BOOST_CHECK_THROW((DigestAuth{{.realm = "r", .find = find_user, .algorithms = {}}}),
                      std::invalid_argument);
    BOOST_CHECK_THROW((DigestAuth{{.realm = "r", .find = find_user, .nonce_lifetime = 0ms}}),
                      std::invalid_argument);
    BOOST_CHECK_THROW((DigestAuth{{.realm = "r", .find = find_user, .max_nonces = 0}}),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(copies_share_their_nonces)
{
    DigestAuth auth{{.realm = "Test", .find = find_user}};
    auto copy = auth;
    Exchange exchange{request, response};
    BOOST_TEST((auth.on_request(exchange) == Action::respond));
    request.fields().set("Authorization", http::make_digest_credentials(client.credentials(
                                              test::DigestClient::challenges(response).front(), request)));
    BOOST_TEST((copy.on_request(exchange) == Action::next));
    BOOST_TEST((auth.on_request(exchange) == Action::respond));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace digest_auth_test
