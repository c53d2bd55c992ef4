// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/connect_operation.hpp"

#include "support/connect_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace connect_redirect_test {

// Redirects, and the cookies that come on the way.

namespace {

using namespace hawser;
using namespace hawser::test;

std::string redirect(unsigned status, const std::string& location)
{
    return answer(status, "Location: " + location + "\r\n");
}

struct Fixture : ConnectFixture {
    Fixture()
    {
        options.max_redirects = 5;
        network.way = [](const net::ConnectTarget& target) {
            return Way{Way::Proxy::none, target.port == 443 || target.port == 8443};
        };
    }

    // Answers by the server's name and the target.
    void answer_at(const std::string& place, const std::string& text)
    {
        places_[place] = text;
        network.on_upgrade = [this](const std::string& request) {
            const auto target = request.substr(4, request.find(' ', 4) - 4);
            const auto found = places_.find(field_of(request, "Host") + target);
            return found == places_.end() ? accepted(request) : found->second;
        };
    }

private:
    std::map<std::string, std::string> places_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connect_redirect_test, Fixture)

BOOST_AUTO_TEST_CASE(each_status_of_redirects)
{
    for (const unsigned status : {301u, 302u, 303u, 307u, 308u}) {
        script(redirect(status, "/there"));
        must_open("ws://a.example/here");
        BOOST_TEST(request_line(0) == "GET /here HTTP/1.1");
        BOOST_TEST(request_line(1) == "GET /there HTTP/1.1");
        BOOST_TEST(result.url->to_string() == "ws://a.example/there");
        network.lines.clear();
    }
    for (const unsigned status : {200u, 300u, 304u, 305u, 306u, 309u, 404u}) {
        script(redirect(status, "/there"));
        must_fail("ws://a.example/here", error::handshake_declined);
        BOOST_TEST(request_count() == 1u);
        network.lines.clear();
    }
}

BOOST_AUTO_TEST_CASE(not_followed_unless_it_is_asked_for)
{
    options.max_redirects = 0;
    script(redirect(302, "/there"));
    must_fail("ws://a.example/here", error::handshake_declined);
    BOOST_TEST_REQUIRE(result.response.has_value());
    BOOST_TEST(result.response->status == 302u);
    BOOST_TEST(result.response->fields["Location"] == "/there");
    BOOST_TEST(!result.response->is_of_proxy);
    BOOST_TEST(detail() == "the server answered 302");

    options.max_redirects = 5;
    script(answer(302));
    must_fail("ws://a.example/here", error::handshake_declined); // it leads nowhere
}

BOOST_AUTO_TEST_CASE(relative_ones_keep_all_that_is_for_the_server)
{
    options.fields = {{"Authorization", "Bearer abc"}, {"Cookie", "a=1"}, {"X-Own", "y"}};
    script(redirect(302, "../other?x=1"), redirect(302, "ws://a.example:80/third"),
           redirect(302, "//a.example/fourth"), redirect(302, "http://a.example/fifth"));
    must_open("ws://a.example/in/here");
    BOOST_TEST(request_line(1) == "GET /other?x=1 HTTP/1.1");
    BOOST_TEST(request_line(4) == "GET /fifth HTTP/1.1");
    for (std::size_t i = 0; i < 5; ++i) {
        BOOST_TEST(sent(i, "Host") == "a.example");
        BOOST_TEST(sent(i, "Authorization") == "Bearer abc");
        BOOST_TEST(sent(i, "Cookie") == "a=1");
        BOOST_TEST(sent(i, "X-Own") == "y");
    }
}

// What is for one origin is not for another.
BOOST_AUTO_TEST_CASE(another_origin_gets_no_secrets)
{
    for (const std::string location :
         {"ws://b.example/", "ws://a.example:8080/", "wss://a.example/", "ws://b.a.example/"}) {
        options.fields = {{"Authorization", "Bearer abc"},
                          {"Cookie", "a=1"},
                          {"proxy-authorization", "Basic abc"},
                          {"X-Own", "y"}};
        script(redirect(302, location));
        connect("ws://a.example/");
        BOOST_TEST(sent(0, "Authorization") == "Bearer abc");
        BOOST_TEST(sent(0, "Cookie") == "a=1");
        BOOST_TEST_REQUIRE(request_count() == 2u);
        const auto second = network.requests()[1];
        for (const std::string secret : {"uthorization", "ookie", "abc", "a=1"})
            BOOST_TEST(second.find(secret) == std::string::npos, second);
        BOOST_TEST(sent(1, "X-Own") == "y");
        end_connections();
        network.lines.clear();
    }
}

BOOST_AUTO_TEST_CASE(another_origin_is_not_told_who_the_user_is)
{
    options.credentials = ClientCredentials{.user = "nobita", .password = "secret", .preemptive = true};
    answer_at("a.example/", redirect(302, "ws://b.example/"));
    answer_at("b.example/", answer(401, "WWW-Authenticate: Basic realm=r\r\n"));
    must_fail("ws://a.example/", error::authentication_required);
    BOOST_TEST(sent(0, "Authorization") != "");
    BOOST_TEST(request_count() == 2u);
    BOOST_TEST(sent(1, "Authorization") == "");
    network.lines.clear();

    // But on the way back home it is again.
    answer_at("b.example/", redirect(302, "ws://a.example/second"));
    must_open("ws://a.example/");
    BOOST_TEST(request_count() == 3u);
    BOOST_TEST(sent(1, "Authorization") == "");
    BOOST_TEST(sent(2, "Authorization") == sent(0, "Authorization"));
}

BOOST_AUTO_TEST_CASE(a_user_in_a_location_is_dropped)
{
    script(redirect(302, "ws://evil:pass@b.example/"), answer(401, "WWW-Authenticate: Basic realm=r\r\n"));
    must_fail("ws://a.example/", error::authentication_required);
    BOOST_TEST(sent(1, "Authorization") == "");
}

BOOST_AUTO_TEST_CASE(credentials_for_one_foreign_server_are_not_for_the_next)
{
    int asked = 0;
    options.on_credentials = [&](const AuthRequest& request, const CredentialsCompletion& done) {
        BOOST_TEST(request.where == "ws://b.example/");
        ++asked;
        done(ClientCredentials{.user = "b", .password = "b"});
    };
    int visits = 0;
    network.on_upgrade = [&](const std::string& request) {
        const auto host = field_of(request, "Host");
        if (host == "a.example")
            return redirect(302, "ws://b.example/");
        if (host == "b.example")
            return field_of(request, "Authorization").empty()
                       ? answer(401, "WWW-Authenticate: Basic realm=r\r\n")
                       : redirect(302, "ws://c.example/");
        BOOST_TEST(field_of(request, "Authorization") == "");
        ++visits;
        return accepted(request);
    };
    must_open("ws://a.example/");
    BOOST_TEST(asked == 1);
    BOOST_TEST(visits == 1);
}

BOOST_AUTO_TEST_CASE(the_limit)
{
    options.max_redirects = 3;
    script(redirect(302, "/1"), redirect(302, "/2"), redirect(302, "/3"));
    must_open("ws://a.example/");
    BOOST_TEST(request_count() == 4u);
    network.lines.clear();
    script(redirect(302, "/1"), redirect(302, "/2"), redirect(302, "/3"), redirect(302, "/4"));
    must_fail("ws://a.example/", error::too_many_redirects);
    BOOST_TEST(request_count() == 4u);
    network.lines.clear();
    network.on_upgrade = [](const std::string&) { return redirect(302, "/"); }; // a circle
    must_fail("ws://a.example/", error::too_many_redirects);
    BOOST_TEST(request_count() == 4u);
    network.lines.clear();
    options.max_redirects = 50; // the most that may be asked for
    must_fail("ws://a.example/", error::too_many_redirects);
    BOOST_TEST(request_count() == 51u);
}

BOOST_AUTO_TEST_CASE(never_to_what_is_weaker_or_no_websocket)
{
    script(redirect(302, "ws://a.example/"));
    must_fail("wss://a.example/", error::redirect_refused);
    script(redirect(302, "http://a.example/"));
    must_fail("wss://a.example/", error::redirect_refused);
    for (const std::string location : {"ftp://a.example/", "file:///etc/passwd", "javascript:x", "ws://",
                                       "ws:///x", "ws://a b/", "http://[::1/", "ws://[fe80::1%25eth0]/"}) {
        script(redirect(302, location));
        must_fail("ws://a.example/", error::redirect_refused);
    }
    script(redirect(302, "https://b.example/x"));
    must_open("ws://a.example/");
    BOOST_TEST(result.url->to_string() == "wss://b.example/x");
    BOOST_TEST_REQUIRE(result.tls);
    script(redirect(302, "wss://b.example:8443/x"), redirect(302, "ws://b.example/x"));
    must_fail("wss://a.example/", error::redirect_refused); // the second of them, too
}

// The certificate is checked behind a redirect, and against the name of the new server.
BOOST_AUTO_TEST_CASE(whom_the_certificate_must_name)
{
    options.tls.server_name = "localhost";
    std::vector<std::string> names;
    network.on_upgrade = [&](const std::string& request) {
        const auto* name = SSL_get_servername(network.last().far->tls().ssl(), TLSEXT_NAMETYPE_host_name);
        names.emplace_back(name ? name : "none");
        return names.size() == 1 ? redirect(302, "wss://b.example/") : accepted(request);
    };
    must_open("wss://a.example/");
    BOOST_TEST(names == (std::vector<std::string>{"localhost", "b.example"}),
               boost::test_tools::per_element());
    script(redirect(302, "wss://wrong.example/"));
    must_fail("wss://a.example/", error::certificate_wrong_host);
}

// Who the client is, is told to the server that the application has named.
BOOST_AUTO_TEST_CASE(a_client_s_certificate_is_not_for_other_servers)
{
    options.tls.certificate = far_authority().issue({.common_name = "nobita", .alternative_names = ""});
    network.on_line = [](FakeNetwork::Line& line) {
        line.far->on_tls = [](PlainTls& tls) {
            SSL_CTX_set_verify(tls.context(), SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
        };
    };
    std::vector<bool> has_certificate;
    std::vector<std::string> locations{"/here", "wss://b.example/", "wss://b.example:8443/",
                                       "wss://a.example/home"};
    network.on_upgrade = [&](const std::string& request) {
        has_certificate.push_back(SSL_get0_peer_certificate(network.last().far->tls().ssl()) != nullptr);
        const auto index = has_certificate.size() - 1;
        return index < locations.size() ? redirect(302, locations[index]) : accepted(request);
    };
    must_open("wss://a.example/");
    BOOST_TEST(has_certificate == (std::vector<bool>{true, true, false, false, true}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_unix_socket_is_for_the_first_server_alone)
{
    options.unix_socket = "@hawser";
    script(redirect(302, "/there"), redirect(302, "ws://b.example/"));
    must_open("ws://a.example/");
    BOOST_TEST_REQUIRE(network.lines.size() == 3u);
    BOOST_TEST(network.lines[0]->target.unix_path == "@hawser");
    BOOST_TEST(network.lines[1]->target.unix_path == "@hawser");
    BOOST_TEST(network.lines[2]->target.unix_path == "");
    BOOST_TEST(network.lines[2]->target.host == "b.example");
}

// --- cookies

BOOST_AUTO_TEST_CASE(cookies_of_every_answer_are_kept)
{
    options.credentials = ClientCredentials{.user = "u", .password = "p"};
    script(redirect(307, "/there\r\nSet-Cookie: r=1; Path=/\r\nSet-Cookie: s=2; Path=/"),
           answer(401, "WWW-Authenticate: Basic realm=r\r\nSet-Cookie: t=3; Path=/\r\n"),
           "HTTP/1.1 101 Wrong\r\nUpgrade: h2c\r\nSet-Cookie: u=4; Path=/\r\n\r\n");
    must_fail("ws://a.example/here", error::handshake_no_upgrade);
    BOOST_TEST(sent(0, "Cookie") == "");
    BOOST_TEST(sent(1, "Cookie") == "r=1; s=2");
    BOOST_TEST(sent(2, "Cookie") == "r=1; s=2; t=3");
    network.lines.clear();
    script();
    must_open("ws://a.example/again");
    BOOST_TEST(sent(0, "Cookie") == "r=1; s=2; t=3; u=4");
    network.lines.clear();
    network.on_upgrade = [](const std::string& request) {
        return accepted(request, "Set-Cookie: v=5; Path=/x\r\n");
    };
    must_open("ws://a.example/");
    must_open("ws://a.example/x?y=/z");
    BOOST_TEST(sent(1, "Cookie") == "v=5; r=1; s=2; t=3; u=4");
}

BOOST_AUTO_TEST_CASE(cookies_are_for_their_host_and_scheme)
{
    memory->cookies.get()->set("b.example", "/", true, {.name = "b", .value = "2", .secure = true});
    memory->cookies.get()->set("a.example", "/", false, {.name = "a", .value = "1"});
    script(redirect(302, "ws://b.example/"), redirect(302, "wss://b.example/"));
    must_open("ws://a.example/");
    BOOST_TEST(sent(0, "Cookie") == "a=1");
    BOOST_TEST(sent(1, "Cookie") == "");
    BOOST_TEST(sent(2, "Cookie") == "b=2");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connect_redirect_test
