// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/connect_operation.hpp"

#include "support/connect_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace connect_operation_test {

// The ways that are chosen, and how the operation ends. Redirects are in connect_redirect_test.cpp,
// credentials in connect_auth_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

struct Fixture : ConnectFixture {
    void expect_way(Way way_)
    {
        network.way = [way_](const net::ConnectTarget&) { return way_; };
    }
    const net::ConnectTarget& target() const { return network.last().target; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connect_operation_test, Fixture)

BOOST_AUTO_TEST_CASE(what_a_connection_is_told_about)
{
    options.subprotocols = {"chat"};
    options.timeouts.resolve = 1234ms;
    options.timeouts.connect = 2345ms;
    options.local_address = "192.0.2.9";
    network.on_upgrade = [](const std::string& request) {
        return accepted(request, "Sec-WebSocket-Protocol: chat\r\nX: y\r\n") + "behind";
    };
    connect("ws://a.example:8080/chat");
    BOOST_TEST_REQUIRE(opens == 1);
    BOOST_TEST(target().host == "a.example");
    BOOST_TEST(target().port == 8080);
    BOOST_TEST(target().local_address == "192.0.2.9");
    BOOST_TEST(target().unix_path == "");
    BOOST_TEST((network.last().timeouts.resolve == 1234ms));
    BOOST_TEST((network.last().timeouts.connect == 2345ms));
    BOOST_TEST(!result.url); // the one that was asked for
    BOOST_TEST(result.remote.to_string() == "192.0.2.1:8080");
    BOOST_TEST(result.local.to_string() == "192.0.2.2:50000");
    BOOST_TEST(!result.tls);
    BOOST_TEST_REQUIRE(result.subprotocol);
    BOOST_TEST(*result.subprotocol == "chat");
    BOOST_TEST_REQUIRE(result.response.has_value());
    BOOST_TEST(result.response->status == 101u);
    BOOST_TEST(result.response->fields["X"] == "y");
    BOOST_TEST(successor->starts == 1);
    BOOST_TEST(successor->taken == "behind");
}

BOOST_AUTO_TEST_CASE(tls_tells_who_the_server_is)
{
    expect_way({Way::Proxy::none, true});
    must_open("wss://localhost/");
    BOOST_TEST(target().port == 443);
    BOOST_TEST_REQUIRE(result.tls);
    BOOST_TEST(result.tls->peer->verified);
    must_open("wss://127.0.0.1/"); // by its address
    must_fail("wss://127.0.0.2/", error::certificate_wrong_host);
    BOOST_TEST(result.detail);
    BOOST_TEST(!result.tls);
    options.tls.ca_pem = CertificateAuthority{"Stranger CA"}.pem();
    must_fail("wss://localhost/", error::certificate_unknown_issuer);
    options.tls.ca_pem = "nonsense";
    must_fail("wss://localhost/", error::unusable_certificate);
}

// --- proxies

BOOST_AUTO_TEST_CASE(proxies_of_each_kind)
{
    const auto goes_through = [this](const std::string& proxy, Way way_, std::uint16_t port) {
        for (const bool is_secure : {false, true})
            BOOST_TEST_CONTEXT(proxy << (is_secure ? " wss" : " ws"))
            {
                expect_way({way_.proxy, is_secure});
                options.proxy.url = proxy;
                network.lines.clear();
                must_open(is_secure ? "wss://a.example/x" : "ws://a.example/x");
                BOOST_TEST(target().host == "proxy.example");
                BOOST_TEST(target().port == port);
                BOOST_TEST(!result.url);
                const auto requests = network.requests();
                BOOST_TEST(requests.back().starts_with("GET /x HTTP/1.1\r\nHost: a.example\r\n"));
                if (way_.proxy != Way::Proxy::socks)
                    BOOST_TEST(request_line(0) == (is_secure ? "CONNECT a.example:443 HTTP/1.1"
                                                             : "CONNECT a.example:80 HTTP/1.1"));
            }
    };
    goes_through("http://proxy.example:3128", {Way::Proxy::http, false}, 3128);
    goes_through("https://proxy.example", {Way::Proxy::https, false}, 443);
    goes_through("socks5h://proxy.example", {Way::Proxy::socks, false}, 1080);
}

BOOST_AUTO_TEST_CASE(the_proxy_s_certificate_is_the_proxy_s)
{
    options.proxy.url = "https://proxy.example";
    for (const bool is_secure : {false, true}) {
        expect_way({Way::Proxy::https, is_secure});
        const std::string url = is_secure ? "wss://a.example/" : "ws://a.example/";
        options.proxy.tls.ca_pem = CertificateAuthority{"Stranger CA"}.pem();
        must_fail(url, error::certificate_unknown_issuer);
        BOOST_TEST(request_count() == 0u);
        options.proxy.tls.ca_pem = far_authority().pem();
        options.proxy.tls.server_name = "c.example";
        must_fail(url, error::certificate_wrong_host);
        options.proxy.tls.server_name.clear();
        must_open(url);
        network.lines.clear();
    }
    options.tls.ca_pem = CertificateAuthority{"Stranger CA"}.pem();
    must_fail("wss://a.example/", error::certificate_unknown_issuer);
    BOOST_TEST(request_count() == 1u); // the tunnel
}

// The proxy gets an address where it is not to resolve names; an address in the URL needs no resolver.
BOOST_AUTO_TEST_CASE(socks_with_and_without_names)
{
    options.proxy.url = "socks5://proxy.example";
    for (const std::string url : {"ws://127.0.0.1/", "ws://[::1]/"}) {
        connect(url);
        BOOST_TEST_REQUIRE(network.last().far);
        BOOST_TEST(network.last().far->received.substr(0, 3) == (std::string{"\5\1\0", 3}));
        end_connections();
    }
    options.proxy.url = "socks5h://nobita:secret@proxy.example";
    connect("ws://a.example/");
    BOOST_TEST(network.last().far->received == (std::string{"\5\2\0\2", 4}));
    network.last().peer->send(std::string{"\5\2", 2});
    network.talk();
    BOOST_TEST(network.last().far->received.substr(4) == "\1\6nobita\6secret");
    end_connections();
    options.proxy.url = "socks5h://proxy.example";
    options.proxy.credentials = ClientCredentials{.user = "suneo", .password = "rich"};
    connect("ws://a.example/");
    network.last().peer->send(std::string{"\5\2", 2});
    network.talk();
    BOOST_TEST(network.last().far->received.substr(4) == "\1\5suneo\4rich");
}

BOOST_AUTO_TEST_CASE(hosts_without_a_proxy)
{
    options.proxy.url = "http://proxy.example:3128";
    options.proxy.no_proxy = "localhost, .a.example";
    must_open("ws://a.example/");
    BOOST_TEST(target().host == "a.example");
    must_open("ws://b.a.example:81/");
    BOOST_TEST(target().host == "b.a.example");
    expect_way({Way::Proxy::http, false});
    must_open("ws://b.example/");
    BOOST_TEST(target().host == "proxy.example");
    // Also for a server that a redirect leads to.
    options.max_redirects = 1;
    network.way = [](const net::ConnectTarget& t) {
        return Way{t.host == "proxy.example" ? Way::Proxy::http : Way::Proxy::none, false};
    };
    script(answer(302, "Location: ws://a.example/\r\n"));
    must_open("ws://b.example/");
    BOOST_TEST(target().host == "a.example");
    options.proxy.url.clear();
    options.unix_socket = "/run/socket";
    must_open("ws://b.example/");
    BOOST_TEST(target().unix_path == "/run/socket");
}

// --- what fails

BOOST_AUTO_TEST_CASE(no_connection)
{
    network.refusals = {make_error_code(boost::asio::error::connection_refused)};
    must_fail("ws://user:pass@a.example/", boost::asio::error::connection_refused);
    BOOST_TEST(detail() == "cannot connect to ws://a.example/");
    options.proxy.url = "http://user:pass@proxy.example:3128";
    network.refusals = {make_error_code(error::resolve_timeout)};
    must_fail("ws://a.example/", error::resolve_timeout);
    BOOST_TEST(detail() == "cannot connect to http://proxy.example:3128");
}

BOOST_AUTO_TEST_CASE(an_option_that_cannot_be_used)
{
    options.tls.server_name = "not a name";
    expect_way({Way::Proxy::none, true});
    must_fail("wss://a.example/", error::bad_option);
    options.proxy.url = "socks5h://proxy.example";
    options.proxy.credentials = ClientCredentials{.user = std::string(256, 'u'), .password = "p"};
    must_fail("ws://a.example/", error::bad_option);
}

BOOST_AUTO_TEST_CASE(the_time_of_all_together)
{
    options.timeouts.total = 20ms;
    network.holds = true;
    connect("ws://a.example/");
    wait_for_the_end();
    BOOST_TEST(failures == 1);
    BOOST_TEST(result.error == error::connect_timeout);
    BOOST_TEST(network.last().is_stopped);
    BOOST_TEST(operation.expired());

    network.holds = false;
    for (const std::size_t step : {0u, 1u, 2u, 3u}) { // a far end that is silent
        expect_way({Way::Proxy::https, true});
        options.proxy.url = "https://proxy.example";
        network.on_line = [step](FakeNetwork::Line& line) { line.far->steps_to_answer = step; };
        connect("wss://a.example/");
        wait_for_the_end();
        BOOST_TEST(result.error == error::connect_timeout);
        BOOST_TEST(operation.expired());
        BOOST_TEST(loop->size() == 0u);
    }
    // Redirects do not put it off.
    network.on_line = nullptr;
    options.proxy.url.clear();
    options.max_redirects = 50;
    expect_way({});
    options.timeouts.total = 5ms;
    const auto end = std::chrono::steady_clock::now() + 2 * options.timeouts.total;
    network.on_upgrade = [end, answers = 0](const std::string&) mutable {
        while (++answers > 10 && std::chrono::steady_clock::now() < end)
            ; // and now it is over
        return answer(302, "Location: /\r\n");
    };
    failures = 0;
    start("ws://a.example/");
    while (failures == 0)
        network.talk();
    BOOST_TEST(result.error == error::connect_timeout);
}

// The status says more than that it took too long.
BOOST_AUTO_TEST_CASE(the_time_of_all_together_ends_in_the_middle_of_an_answer)
{
    options.timeouts.total = 200ms;
    script("HTTP/1.1 403 No\r\nX-Why: not you\r\nContent-Length: 100\r\n\r\nGo aw");
    connect("ws://a.example/");
    BOOST_TEST(failures == 0); // the rest of the body may come
    wait_for_the_end();
    BOOST_TEST(result.error == error::connect_timeout);
    BOOST_TEST(detail() == "the server began to answer 403");
    BOOST_TEST_REQUIRE(result.response.has_value());
    BOOST_TEST(result.response->status == 403u);
    BOOST_TEST(result.response->fields["X-Why"] == "not you");
    BOOST_TEST(result.response->body == "Go aw");
    BOOST_TEST(!result.response->is_of_proxy);
    BOOST_TEST(operation.expired());

    options.proxy.url = "http://proxy.example";
    expect_way({Way::Proxy::http, false});
    network.on_connect = [](const std::string&) {
        return std::string{"HTTP/1.1 502 Bad\r\nContent-Length: 100\r\n\r\n"};
    };
    connect("ws://a.example/");
    wait_for_the_end();
    BOOST_TEST(result.error == error::connect_timeout);
    BOOST_TEST(detail() == "the proxy began to answer 502");
    BOOST_TEST_REQUIRE(result.response.has_value());
    BOOST_TEST(result.response->is_of_proxy);

    network.on_connect = [](const std::string&) { return std::string{"HTTP/1.1 50"}; };
    connect("ws://a.example/");
    wait_for_the_end();
    BOOST_TEST(result.error == error::connect_timeout);
    BOOST_TEST(detail() == "");
    BOOST_TEST(!result.response.has_value());
}

BOOST_AUTO_TEST_CASE(cancelled_at_each_stage)
{
    const Way way_{Way::Proxy::https, true};
    expect_way(way_);
    options.proxy.url = "https://proxy.example";
    for (std::size_t stage = 0; stage < way_.steps().size() + 2; ++stage)
        BOOST_TEST_CONTEXT("stage " << stage)
        {
            opens = failures = 0;
            network.holds = stage == 0;
            network.on_line = [stage](FakeNetwork::Line& line) { line.far->steps_to_answer = stage - 1; };
            auto kept = start("wss://a.example/");
            if (stage > 0)
                network.talk();
            const bool is_open = stage == way_.steps().size() + 1;
            BOOST_TEST(opens == (is_open ? 1 : 0));
            kept->cancel(boost::asio::error::operation_aborted);
            BOOST_TEST(failures == (is_open ? 0 : 1)); // at once
            kept->cancel(error::connection_cut);
            BOOST_TEST((is_open || result.error == boost::asio::error::operation_aborted));
            kept.reset();
            network.talk();
            BOOST_TEST(failures == (is_open ? 0 : 1));
            BOOST_TEST(network.last().is_stopped == (stage == 0));
            BOOST_TEST(operation.expired());
            BOOST_TEST(loop->size() == (is_open ? 1u : 0u)); // an open one is its owner's
            end_connections();
        }
}

BOOST_AUTO_TEST_CASE(a_connection_that_comes_after_the_end)
{
    network.holds = true;
    auto kept = start("ws://a.example/");
    auto& line = network.last();
    const auto late = std::exchange(line.done, nullptr);
    kept->cancel(error::connection_cut);
    run();
    client::Dialed dialed;
    line.peer = make_peer();
    dialed.transport = std::make_unique<FakeTransport>(line.peer);
    late(std::move(dialed));
    run();
    BOOST_TEST(failures == 1);
    BOOST_TEST(line.peer->sent == "");
    BOOST_TEST(loop->size() == 0u);
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail)
{
    options.max_redirects = 1;
    options.credentials = ClientCredentials{.user = "u", .password = "p"};
    for (std::size_t connection = 0; connection < 3; ++connection) {
        bool failed = true;
        for (std::size_t n = 0; failed; ++n)
            BOOST_TEST_CONTEXT("connection " << connection << ", operation " << n)
            {
                BOOST_REQUIRE(n < 100);
                network.lines.clear();
                memory->server.forget();
                network.on_line = [&, connection, n](FakeNetwork::Line& line) {
                    line.peer->read_limit = 30;
                    if (network.lines.size() == connection + 1)
                        line.peer->fail_at = n;
                };
                script(answer(302, "Location: /there\r\n"),
                       answer(401, "WWW-Authenticate: Basic realm=r\r\n"));
                connect("ws://a.example/");
                BOOST_TEST(opens + failures == 1);
                BOOST_TEST_REQUIRE(network.lines.size() > connection);
                failed = network.lines[connection]->peer->operations > n;
                BOOST_TEST((opens == 1 || failed));
                BOOST_TEST(operation.expired());
                end_connections();
            }
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connect_operation_test
