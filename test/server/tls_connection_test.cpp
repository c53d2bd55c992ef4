// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/tls_connection.hpp"

#include "server/http_connection.hpp"
#include "server/proxy_connection.hpp"
#include "support/server_fixture.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace tls_connection_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

/// A server for HTTPS without sockets.
struct Fixture : ServerFixture {
    std::shared_ptr<server::TlsSettings> settings;
    std::shared_ptr<FakePeer> peer;
    std::shared_ptr<net::Connection> connection;
    PlainTls client;

    Fixture() : Fixture{TlsOptions{.certificates = {Certificate::self_signed({"localhost"})}}} {}
    explicit Fixture(TlsOptions options)
        : settings{std::make_shared<server::TlsSettings>(std::move(options))}, peer{loop.make_peer()}
    {
        settings->load();
        site->add_route(Method::get, "/", [](const Request& request, Response& response) {
            const auto* const tls = request.tls();
            response.text((tls ? "tls " + tls->server_name : "plain") +
                          (request.is_secure() ? " secure " : " open ") +
                          request.remote_endpoint().to_string());
        });
    }
    ~Fixture()
    {
        if (connection)
            connection->close();
        connection.reset();
        loop.run();
    }

    std::shared_ptr<net::Protocol> first_protocol()
    {
        auto next = [this](net::Connection&, std::shared_ptr<const TlsInfo> info) {
            return std::make_shared<server::HttpConnection>(site, local, remote, true, std::move(info));
        };
        return std::make_shared<server::TlsConnection>(settings, remote, site->logger(), site->counters(),
                                                       next);
    }
    void open(std::shared_ptr<net::Protocol> protocol)
    {
        connection = std::make_shared<net::Connection>(
            loop.loop, std::make_unique<net::TlsTransport>(*loop.loop, std::make_unique<FakeTransport>(peer)),
            server::HttpConnection::connection_settings(site->options()));
        connection->start(std::move(protocol));
        loop.run();
    }
    void open() { open(first_protocol()); }

    void exchange()
    {
        for (int quiet = 0; quiet < 2;) {
            const auto out = client.take_output();
            if (!out.empty())
                send(*peer, out);
            loop.run();
            const auto in = std::exchange(peer->sent, {});
            if (!in.empty())
                client.feed(in);
            quiet = out.empty() && in.empty() ? quiet + 1 : 0;
        }
    }
    std::string ask(std::string_view request)
    {
        send(*peer, client.encrypt(request));
        exchange();
        return client.take_received();
    }
    ServerStatistics statistics() const
    {
        ServerStatistics result;
        site->counters().read(result);
        return result;
    }
    bool is_gone() const { return peer->closed || peer->send_ended; }
};

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_connection, Fixture)

BOOST_AUTO_TEST_CASE(a_request_over_tls)
{
    open();
    client.start(nullptr, "localhost");
    exchange();
    BOOST_TEST(ask(get).ends_with("tls localhost secure 192.0.2.7:50000"));
    BOOST_TEST(ask(get + get).ends_with("tls localhost secure 192.0.2.7:50000"));
    BOOST_TEST(statistics().tls_handshakes == 1u);
    BOOST_TEST(statistics().tls_failures == 0u);
    BOOST_TEST(statistics().requests == 3u);
}

BOOST_AUTO_TEST_CASE(plain_http_is_told_so)
{
    open();
    send(*peer, get);
    BOOST_TEST(peer->sent.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    BOOST_TEST(peer->sent.find("https://") != std::string::npos);
    BOOST_TEST(peer->send_ended);
    BOOST_TEST(statistics().tls_failures == 1u);
    BOOST_TEST(logged("the peer does not speak TLS (plain HTTP)"));
}

BOOST_AUTO_TEST_CASE(noise_gets_no_answer)
{
    open();
    send(*peer, std::string{"\0\1\2\3", 4});
    BOOST_TEST(peer->sent.empty());
    BOOST_TEST(is_gone());
    BOOST_TEST(logged("the peer does not speak TLS"));
}

BOOST_AUTO_TEST_CASE(the_handshake_has_a_deadline)
{
    open();
    client.start();
    const auto hello = client.take_output();
    for (int tick = 0; tick < 30 && !is_gone(); ++tick) { // each byte in time, and no end of it
        send(*peer, hello.substr(static_cast<std::size_t>(tick), 1));
        this->tick();
    }
    BOOST_TEST(is_gone());
    BOOST_TEST(logged("time-out in the TLS handshake"));
}

BOOST_AUTO_TEST_CASE(who_says_nothing_is_cut_too)
{
    open();
    tick(19);
    BOOST_TEST(!is_gone());
    tick(3);
    BOOST_TEST(is_gone());
}

BOOST_AUTO_TEST_CASE(behind_the_handshake_the_header_has_its_own)
{
    open();
    tick(15);
    client.start();
    exchange();
    BOOST_REQUIRE(client.is_open());
    tick(15);
    BOOST_TEST(!is_gone());
    tick(10);
    BOOST_TEST(is_gone());
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_wait_for_handshakes)
{
    open();
    client.start();
    send(*peer, client.take_output().substr(0, 50));
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(peer->closed);
}

BOOST_AUTO_TEST_CASE(an_end_in_the_middle)
{
    open();
    client.start();
    send(*peer, client.take_output().substr(0, 50));
    end(*peer);
    BOOST_TEST(is_gone());
    BOOST_TEST(statistics().tls_failures == 1u);
}

BOOST_AUTO_TEST_CASE(a_header_of_the_proxy_protocol_comes_first)
{
    for (const std::size_t limit : {FakePeer::unlimited, std::size_t{1}}) {
        peer = loop.make_peer();
        peer->read_limit = limit;
        client = PlainTls{};
        open(std::make_shared<server::ProxyConnection>(
            server::ConnectionEnds{local, remote}, 10s, site->logger(),
            [this](net::Connection&, const server::ConnectionEnds& told) {
                remote = told.remote;
                return first_protocol();
            }));
        client.start();
        send(*peer, "PROXY TCP4 203.0.113.9 198.51.100.9 1234 443\r\n" + client.take_output());
        exchange();
        BOOST_TEST(ask(get).ends_with("tls  secure 203.0.113.9:1234"));
    }
}

BOOST_AUTO_TEST_CASE(certificates_change_for_new_handshakes_only)
{
    const auto shown = [](const PlainTls& peer_of) {
        const tls::X509Ptr certificate{SSL_get1_peer_certificate(peer_of.ssl())};
        return tls::X509Ptr{X509_dup(certificate.get())};
    };
    open();
    client.start();
    exchange();
    const auto before = shown(client);
    settings->load({.certificates = {Certificate::self_signed({"localhost"})}});
    BOOST_TEST(ask(get).starts_with("HTTP/1.1 200"));
    BOOST_CHECK_THROW(settings->load({.certificates = {{.chain_file = "/no/such/file"}}}),
                      boost::system::system_error);

    Fixture fresh;
    fresh.settings = settings;
    fresh.open();
    fresh.client.start();
    fresh.exchange();
    BOOST_TEST(X509_cmp(shown(fresh.client).get(), before.get()) != 0);
    BOOST_TEST(fresh.ask(get).starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_connection_test
