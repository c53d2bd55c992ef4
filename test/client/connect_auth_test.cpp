// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/connect_operation.hpp"

#include "http/auth_field.hpp"
#include "http/digest_credentials.hpp"
#include "support/authenticator_side.hpp"
#include "support/connect_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace connect_auth_test {

// What a client says to servers and proxies that want to know who it is.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

const std::string url = "ws://a.example/chat?x=1";
const std::string basic_challenge = "WWW-Authenticate: Basic realm=\"r\"\r\n";
const ClientCredentials nobita{.user = "nobita", .password = "secret"};
const ClientCredentials suneo{.user = "suneo", .password = "rich"};

std::string unauthorized(std::string_view fields = basic_challenge)
{
    return answer(401, fields);
}
std::string proxy_unauthorized(std::string_view fields = "Proxy-Authenticate: Basic realm=\"p\"\r\n")
{
    return answer(407, fields);
}

struct Fixture : ConnectFixture {
    std::vector<AuthRequest> asked;
    std::vector<CredentialsCompletion> waiting;

    // Keeps who asks waiting.
    CredentialsCallback keep_waiting()
    {
        return [this](const AuthRequest& request, CredentialsCompletion done) {
            asked.push_back(request);
            waiting.push_back(std::move(done));
        };
    }
    CredentialsCallback answer_with(std::vector<ClientCredentials> list)
    {
        return [this, list](const AuthRequest& request, const CredentialsCompletion& done) {
            asked.push_back(request);
            const auto index = asked.size() - 1;
            index < list.size() ? done(list[index]) : done(std::nullopt);
        };
    }

    void through_proxy(const std::string& proxy = "http://proxy.example:3128")
    {
        options.proxy.url = proxy;
        network.way = [](const net::ConnectTarget&) { return Way{Way::Proxy::http, false}; };
    }
};

// Whether the value is right for Digest.
void must_be_digest(const std::string& value, std::string_view method, std::string_view uri,
                    const ClientCredentials& expected)
{
    const auto field = http::parse_credentials(value);
    const auto found = field ? http::parse_digest_credentials(*field) : std::nullopt;
    BOOST_TEST_REQUIRE(found.has_value(), value);
    BOOST_TEST(found->uri == uri);
    BOOST_TEST(found->user == expected.user);
    const auto ha1 = digest_ha1(found->algorithm, expected.user, found->realm, expected.password);
    BOOST_TEST(found->response == http::digest_response(http::digest_input(*found, method), ha1));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connect_auth_test, Fixture)

// --- the server

BOOST_AUTO_TEST_CASE(basic_when_the_server_asks)
{
    options.credentials = nobita;
    script(unauthorized());
    must_open(url);
    BOOST_TEST(request_count() == 2u);
    BOOST_TEST(sent(0, "Authorization") == "");
    BOOST_TEST(sent(1, "Authorization") == basic("nobita:secret"));
    // Each handshake has its own key (RFC 6455 §4.1).
    BOOST_TEST(sent(0, "Sec-WebSocket-Key") != sent(1, "Sec-WebSocket-Key"));
    network.lines.clear();
    must_open(url); // it is remembered
    BOOST_TEST(request_count() == 1u);
    BOOST_TEST(sent(0, "Authorization") == basic("nobita:secret"));
}

BOOST_AUTO_TEST_CASE(digest_signs_method_and_target)
{
    options.credentials = nobita;
    script(unauthorized("WWW-Authenticate: " + digest("n1") + "\r\n" + basic_challenge));
    must_open(url);
    must_be_digest(sent(1, "Authorization"), "GET", "/chat?x=1", nobita);
}

BOOST_AUTO_TEST_CASE(a_stale_nonce_is_no_refusal)
{
    options.credentials = nobita;
    script(unauthorized("WWW-Authenticate: " + digest("n1") + "\r\n"),
           unauthorized("WWW-Authenticate: " + digest("n2", ", stale=true") + "\r\n"));
    must_open(url);
    BOOST_TEST(request_count() == 3u);
    must_be_digest(sent(2, "Authorization"), "GET", "/chat?x=1", nobita);
    network.lines.clear();
    // But not without end.
    network.on_upgrade = [](const std::string&) {
        return unauthorized("WWW-Authenticate: " + digest("n", ", stale=true") + "\r\n");
    };
    must_fail(url, error::credentials_refused);
    BOOST_TEST(request_count() < 10u);
}

BOOST_AUTO_TEST_CASE(refused_or_absent)
{
    script(unauthorized());
    must_fail(url, error::authentication_required);
    BOOST_TEST(request_count() == 1u);
    BOOST_TEST(result.response->status == 401u);
    network.lines.clear();
    memory->server.forget();
    options.credentials = nobita;
    script(unauthorized(), unauthorized());
    must_fail(url, error::credentials_refused);
    BOOST_TEST(request_count() == 2u);
    network.lines.clear();
    memory->server.forget();
    script(unauthorized("WWW-Authenticate: Negotiate\r\n"));
    options.on_credentials = keep_waiting();
    must_fail(url, error::challenge_unsupported);
    BOOST_TEST(asked.empty()); // no credentials would help
}

// --- the callback

BOOST_AUTO_TEST_CASE(the_callback_answers_at_once)
{
    options.on_credentials = answer_with({nobita});
    script(unauthorized());
    must_open(url);
    BOOST_TEST(sent(1, "Authorization") == basic("nobita:secret"));
    BOOST_TEST_REQUIRE(asked.size() == 1u);
    BOOST_TEST(asked[0].where == "ws://a.example/chat?x=1");
    BOOST_TEST(asked[0].realm == "r");
    BOOST_TEST(!asked[0].is_proxy);
    BOOST_TEST(!asked[0].was_refused);
}

BOOST_AUTO_TEST_CASE(the_callback_is_asked_again_after_a_refusal)
{
    options.on_credentials = answer_with({nobita, suneo});
    script(unauthorized(), unauthorized());
    must_open(url);
    BOOST_TEST(sent(2, "Authorization") == basic("suneo:rich"));
    BOOST_TEST((asked.size() == 2u && asked[1].was_refused));
}

BOOST_AUTO_TEST_CASE(the_callback_gives_up)
{
    options.on_credentials = answer_with({});
    script(unauthorized());
    must_fail(url, error::authentication_required);
    asked.clear();
    options.on_credentials = answer_with({nobita});
    script(unauthorized(), unauthorized());
    must_fail(url, error::credentials_refused);
    BOOST_TEST(asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_callback_answers_later)
{
    options.on_credentials = keep_waiting();
    script(unauthorized());
    const auto kept = connect(url);
    BOOST_TEST(opens + failures == 0);
    BOOST_TEST_REQUIRE(waiting.size() == 1u);
    end_connections(); // the one that was answered is not used again
    waiting[0](nobita);
    BOOST_TEST(request_count() == 1u); // not from within
    network.talk();
    BOOST_TEST(opens == 1);
    BOOST_TEST(sent(1, "Authorization") == basic("nobita:secret"));
}

BOOST_AUTO_TEST_CASE(the_callback_answers_twice)
{
    options.on_credentials = keep_waiting();
    script(unauthorized());
    const auto kept = connect(url);
    waiting[0](nobita);
    waiting[0](suneo);
    waiting[0](std::nullopt);
    network.talk();
    waiting[0](suneo);
    network.talk();
    BOOST_TEST(opens == 1);
    BOOST_TEST(failures == 0);
    BOOST_TEST(request_count() == 2u);
    BOOST_TEST(sent(1, "Authorization") == basic("nobita:secret"));
}

BOOST_AUTO_TEST_CASE(an_answer_to_an_earlier_question_means_nothing)
{
    options.on_credentials = keep_waiting();
    script(unauthorized(), unauthorized());
    const auto kept = connect(url);
    waiting[0](nobita);
    network.talk();
    BOOST_TEST_REQUIRE(waiting.size() == 2u);
    waiting[0](nobita);
    network.talk();
    BOOST_TEST(request_count() == 2u);
    waiting[1](suneo);
    network.talk();
    BOOST_TEST(opens == 1);
    BOOST_TEST(sent(2, "Authorization") == basic("suneo:rich"));
}

BOOST_AUTO_TEST_CASE(the_callback_answers_after_the_end)
{
    options.on_credentials = keep_waiting();
    script(unauthorized());
    connect(url)->cancel(error::connection_cut);
    network.talk();
    BOOST_TEST(failures == 1);
    waiting[0](nobita); // which may even be gone
    network.talk();
    BOOST_TEST(failures == 1);
    BOOST_TEST(opens == 0);
    BOOST_TEST(request_count() == 1u);
}

BOOST_AUTO_TEST_CASE(the_callback_never_answers)
{
    options.on_credentials = keep_waiting();
    options.timeouts.total = 30ms;
    script(unauthorized());
    const auto kept = connect(url);
    while (failures == 0) {
        context.restart();
        context.run_one_for(1s);
    }
    BOOST_TEST(result.error == error::connect_timeout);
}

BOOST_AUTO_TEST_CASE(the_callback_throws)
{
    options.on_credentials = [](const AuthRequest&, const CredentialsCompletion&) {
        throw std::runtime_error{"oops"};
    };
    script(unauthorized());
    must_fail(url, error::handler_failed);
    BOOST_TEST(detail() == "oops");
    options.on_credentials = [](const AuthRequest&, const CredentialsCompletion&) { throw 1; };
    script(unauthorized());
    must_fail(url, error::handler_failed);
    // What cannot be said is a mistake of the application's, as it would be in the options.
    options.on_credentials = answer_with({ClientCredentials{.user = "a:b", .password = "c"}});
    script(unauthorized());
    must_fail(url, error::bad_option);
}

// --- the proxy

// RFC 7616 §3.4.3: the method is part of what is signed.
BOOST_AUTO_TEST_CASE(digest_for_a_tunnel_signs_connect)
{
    through_proxy("http://nobita:secret@proxy.example:3128");
    network.on_connect = [](const std::string& request) {
        return field_of(request, "Proxy-Authorization").empty()
                   ? proxy_unauthorized("Proxy-Authenticate: " + digest("n1") + "\r\n")
                   : answer(200);
    };
    must_open(url);
    BOOST_TEST(request_line(1) == "CONNECT a.example:80 HTTP/1.1");
    must_be_digest(sent(1, "Proxy-Authorization"), "CONNECT", "a.example:80", nobita);
    network.lines.clear();
    must_open("ws://[::1]:8080/"); // the next has a count of its own
    must_be_digest(sent(0, "Proxy-Authorization"), "CONNECT", "[::1]:8080", nobita);
    BOOST_TEST(sent(0, "Proxy-Authorization").find("nc=00000002") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(credentials_are_never_mixed)
{
    through_proxy();
    options.credentials = nobita;
    options.proxy.credentials = suneo;
    network.on_connect = [](const std::string& request) {
        return field_of(request, "Proxy-Authorization").empty() ? proxy_unauthorized() : answer(200);
    };
    network.on_upgrade = [](const std::string& request) {
        return field_of(request, "Authorization").empty() ? unauthorized() : accepted(request);
    };
    must_open(url);
    const auto all = network.requests();
    BOOST_TEST(all.size() == 5u); // 407, 200 401, 200 101
    for (const auto& request : all) {
        const bool is_tunnel = request.starts_with("CONNECT");
        BOOST_TEST((field_of(request, "Authorization").empty() || !is_tunnel));
        BOOST_TEST((field_of(request, "Proxy-Authorization").empty() || is_tunnel));
        BOOST_TEST((is_tunnel || request.find(basic("suneo:rich")) == std::string::npos));
        BOOST_TEST((!is_tunnel || request.find(basic("nobita:secret")) == std::string::npos));
    }
    BOOST_TEST(field_of(all[1], "Proxy-Authorization") == basic("suneo:rich"));
    BOOST_TEST(field_of(all[4], "Authorization") == basic("nobita:secret"));
    // A tunnel is the proxy's business only.
    for (const std::string name : {"Cookie", "Origin", "Sec-WebSocket-Key", "Upgrade"})
        BOOST_TEST(field_of(all[0], name) == "");
}

// The server says 407 inside the tunnel, to get at what is the proxy's.
BOOST_AUTO_TEST_CASE(a_407_of_the_server_gets_nothing)
{
    through_proxy("http://nobita:secret@proxy.example:3128");
    options.on_credentials = options.proxy.on_credentials = keep_waiting();
    script(proxy_unauthorized());
    must_fail(url, error::handshake_declined);
    BOOST_TEST(asked.empty());
    BOOST_TEST(request_count() == 2u);
    BOOST_TEST(result.response->status == 407u);
    BOOST_TEST(!result.response->is_of_proxy);
    network.lines.clear();
    options.proxy.url.clear();
    network.way = [](const net::ConnectTarget&) { return Way{}; };
    options.proxy.credentials = suneo;
    script(proxy_unauthorized());
    must_fail(url, error::handshake_declined);
    BOOST_TEST(request_count() == 1u);
}

BOOST_AUTO_TEST_CASE(a_401_of_the_proxy_gets_nothing)
{
    through_proxy();
    options.credentials = nobita;
    options.on_credentials = options.proxy.on_credentials = keep_waiting();
    network.on_connect = [](const std::string&) { return unauthorized(); };
    must_fail(url, error::proxy_refused);
    BOOST_TEST(asked.empty());
    BOOST_TEST(request_count() == 1u);
    BOOST_TEST(result.response->is_of_proxy);
}

BOOST_AUTO_TEST_CASE(the_proxy_s_callback)
{
    through_proxy();
    options.proxy.on_credentials = answer_with({nobita, suneo});
    network.on_connect = [](const std::string& request) {
        return field_of(request, "Proxy-Authorization") == basic("suneo:rich") ? answer(200)
                                                                               : proxy_unauthorized();
    };
    must_open(url);
    BOOST_TEST_REQUIRE(asked.size() == 2u);
    BOOST_TEST(asked[0].where == "http://proxy.example:3128");
    BOOST_TEST(asked[0].realm == "p");
    BOOST_TEST(asked[0].is_proxy);
    BOOST_TEST(!asked[0].was_refused);
    BOOST_TEST(asked[1].was_refused);
}

BOOST_AUTO_TEST_CASE(the_proxy_refuses)
{
    through_proxy();
    network.on_connect = [](const std::string&) { return proxy_unauthorized(); };
    must_fail(url, error::proxy_authentication_required);
    options.proxy.credentials = nobita;
    memory = std::make_shared<client::Memory>();
    memory->cookies.share(std::make_shared<CookieJar>());
    must_fail(url, error::proxy_credentials_refused);
    network.on_connect = [](const std::string&) {
        return proxy_unauthorized("Proxy-Authenticate: NTLM\r\n");
    };
    memory->proxy->authenticator.forget();
    must_fail(url, error::challenge_unsupported);
    network.on_connect = [](const std::string&) { return answer(403, "Set-Cookie: a=1\r\n"); };
    must_fail(url, error::proxy_refused);
    BOOST_TEST(detail() == "the proxy answered 403");
    BOOST_TEST(result.response->is_of_proxy);
    BOOST_TEST(memory->cookies.get()->size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connect_auth_test
