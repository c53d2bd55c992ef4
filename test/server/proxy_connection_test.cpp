// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/proxy_connection.hpp"

#include "support/connection_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace proxy_connection_test {

namespace {

using namespace hawser::test;
using hawser::Endpoint;
using hawser::server::ConnectionEnds;
using hawser::server::ProxyConnection;
using namespace std::chrono_literals;

const std::string header = "PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\r\n";
const std::string request = "GET / HTTP/1.1\r\n\r\n";

struct Fixture : ConnectionFixture {
    ConnectionEnds ends; ///< as told to the protocol that came next
    int nexts = 0;
    bool refuses = false;

    void open()
    {
        const ConnectionEnds socket{Endpoint::ipv4({127, 0, 0, 1}, 80),
                                    Endpoint::ipv4({127, 0, 0, 1}, 40000)};
        connection = connect(
            peer, std::make_shared<ProxyConnection>(
                      socket, 10s, logger, [this](hawser::net::Connection&, const ConnectionEnds& told) {
                          ends = told;
                          ++nexts;
                          return refuses ? nullptr : protocol;
                      }));
    }

    /// The connection was closed, and the log says why.
    void check_refused(const std::string& why)
    {
        BOOST_TEST(peer->closed);
        BOOST_TEST(peer->sent == "");
        BOOST_TEST(nexts == 0);
        BOOST_TEST_REQUIRE(log.size() == 1U);
        BOOST_TEST(log[0] == "PROXY protocol from 127.0.0.1:40000 refused: " + why);
        BOOST_TEST(loop->size() == 0U);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(proxy_connection, Fixture)

BOOST_AUTO_TEST_CASE(the_next_protocol_gets_the_ends_and_the_bytes_behind_the_header)
{
    open();
    send(header + request);
    BOOST_TEST(nexts == 1);
    BOOST_TEST(ends.remote.to_string() == "192.0.2.7:50000");
    BOOST_TEST(ends.local.to_string() == "198.51.100.9:443");
    BOOST_TEST(!ends.secure);
    BOOST_TEST(protocol->starts == 1);
    BOOST_TEST(protocol->taken == request);
    BOOST_TEST(log.empty());
}

BOOST_AUTO_TEST_CASE(the_header_may_come_in_any_pieces)
{
    const auto bytes = header + request;
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        reset();
        open();
        send(bytes.substr(0, cut));
        send(bytes.substr(cut));
        BOOST_TEST(protocol->taken == request);
    }
    reset();
    peer->read_limit = 1;
    open();
    send(bytes);
    BOOST_TEST(protocol->taken == request);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_speaks_for_itself_is_the_peer)
{
    open();
    send("PROXY UNKNOWN\r\n" + request);
    BOOST_TEST(ends.remote.to_string() == "127.0.0.1:40000");
    BOOST_TEST(ends.local.to_string() == "127.0.0.1:80");
    BOOST_TEST(protocol->taken == request);
}

BOOST_AUTO_TEST_CASE(tls_at_the_proxy_is_told)
{
    open();
    const std::string ends_and_ssl{"\xc0\x00\x02\x07\xc6\x33\x64\x09\xc3\x50\x01\xbb\x20\x00\x05\x01\0\0\0\0",
                                   20};
    send(std::string{"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x14", 16} + ends_and_ssl + request);
    BOOST_TEST(ends.secure);
    BOOST_TEST(ends.remote.to_string() == "192.0.2.7:50000");
    BOOST_TEST(protocol->taken == request);
}

BOOST_AUTO_TEST_CASE(a_connection_without_a_header_is_closed)
{
    open();
    send(request);
    check_refused("no header of the PROXY protocol");
}

BOOST_AUTO_TEST_CASE(a_malformed_header_is_refused)
{
    open();
    send("PROXY TCP4 192.0.2.7\r\n");
    check_refused("malformed address or port");
}

BOOST_AUTO_TEST_CASE(a_header_has_to_come_in_time_and_bytes_do_not_extend_it)
{
    open();
    for (int second = 0; second < 9; ++second) {
        pass_ticks(2);
        send(header.substr(static_cast<std::size_t>(second), 1));
    }
    BOOST_TEST(!peer->closed);
    pass_ticks(4);
    check_refused("the header did not come in time");
}

BOOST_AUTO_TEST_CASE(the_deadline_is_over_with_the_header)
{
    open();
    send(header);
    pass(60s);
    BOOST_TEST(!peer->closed);
    BOOST_TEST(protocol->deadlines == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_that_ends_within_the_header_is_closed)
{
    open();
    send(header.substr(0, 10));
    end();
    check_refused("the connection ended before the header did");
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_connection)
{
    open();
    send(header.substr(0, 10));
    loop->stop_all();
    run();
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop->size() == 0U);
}

BOOST_AUTO_TEST_CASE(whoever_comes_next_may_refuse)
{
    refuses = true;
    open();
    send(header + request);
    BOOST_TEST(nexts == 1);
    BOOST_TEST(peer->closed);
    BOOST_TEST(peer->sent == "");
    BOOST_TEST(loop->size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace proxy_connection_test
