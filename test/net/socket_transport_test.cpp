// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_transport.hpp"

#include "net/epoll_set.hpp"
#include "support/scripted_protocol.hpp"
#include "support/socket_pair.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socket_transport_test {

namespace {

namespace asio = boost::asio;
using hawser::error_code;
using hawser::Logger;
using hawser::net::Connection;
using hawser::net::EpollSet;
using hawser::net::Loop;
using hawser::net::make_socket_transport;
using hawser::net::SocketTransport;
using hawser::net::Transport;
using hawser::test::run_until;
using hawser::test::ScriptedProtocol;
using hawser::test::SocketPair;

// Transports for all kinds of loops: what holds for one over Asio holds for one over an epoll set.
struct Fixture {
    asio::io_context context;
    asio::io_context peers;
    std::shared_ptr<Loop> watching; // its set must not go before its handlers

    std::shared_ptr<Loop> make_loop(Loop::Threading threading)
    {
        return std::make_shared<Loop>(context.get_executor(), threading, Logger{});
    }

    template <class Test>
    void for_each_kind(Test test)
    {
        watching = make_loop(Loop::Threading::single);
        watching->epoll_set(std::make_unique<EpollSet>(context));
        for (const auto& loop :
             {make_loop(Loop::Threading::single), make_loop(Loop::Threading::shared), watching}) {
            SocketPair pair{loop, peers};
            test(pair, pair.connection->transport());
        }
    }
};

std::string read(Transport& transport, error_code& ec, std::size_t size = 100)
{
    std::string buffer(size, ' ');
    buffer.resize(transport.read_some(buffer, ec));
    return buffer;
}

std::size_t write(Transport& transport, const std::vector<std::string_view>& pieces, error_code& ec)
{
    return transport.write_some(pieces, ec);
}

std::string read(SocketPair::Peer& peer, std::size_t size)
{
    std::string buffer(size, ' ');
    asio::read(peer, asio::buffer(buffer));
    return buffer;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(socket_transport, Fixture)

BOOST_AUTO_TEST_CASE(reads_what_is_there_and_never_blocks)
{
    for_each_kind([](SocketPair& pair, Transport& transport) {
        error_code ec;
        BOOST_TEST(read(transport, ec) == "");
        BOOST_TEST((ec == asio::error::would_block));
        asio::write(pair.peer, asio::buffer("hello", 5));
        BOOST_TEST(read(transport, ec, 3) == "hel");
        BOOST_TEST(!ec);
        BOOST_TEST(read(transport, ec) == "lo");
        pair.peer.shutdown(SocketPair::Peer::shutdown_send);
        BOOST_TEST(read(transport, ec) == "");
        BOOST_TEST((ec == asio::error::eof));
    });
}

BOOST_AUTO_TEST_CASE(writes_pieces_in_order)
{
    for_each_kind([](SocketPair& pair, Transport& transport) {
        error_code ec;
        BOOST_TEST(write(transport, {"one"}, ec) == 3U);
        BOOST_TEST(write(transport, {"", "two", "", "three"}, ec) == 8U);
        BOOST_TEST(!ec);
        BOOST_TEST(read(pair.peer, 11) == "onetwothree");
        // No more than sixteen at a time; the rest counts as not taken.
        const std::vector<std::string_view> many(20, "ab");
        const auto written = write(transport, many, ec);
        BOOST_TEST(written == 32U);
        BOOST_TEST(read(pair.peer, written).substr(28) == "abab");
    });
}

BOOST_AUTO_TEST_CASE(writes_what_is_taken_and_never_blocks)
{
    for_each_kind([](SocketPair& pair, Transport& transport) {
        const std::string large(1 << 20, 'x');
        error_code ec;
        std::size_t written = 0;
        while (!ec)
            written += write(transport, {large, large}, ec);
        BOOST_TEST((ec == asio::error::would_block));
        BOOST_TEST(written > 0U);
        BOOST_TEST((read(pair.peer, written) == std::string(written, 'x')));
    });
}

BOOST_AUTO_TEST_CASE(the_ends_of_both_directions_are_separate)
{
    for_each_kind([](SocketPair& pair, Transport& transport) {
        error_code ec;
        write(transport, {"bye"}, ec);
        transport.shutdown_send();
        std::string heard;
        asio::read(pair.peer, asio::dynamic_buffer(heard), ec);
        BOOST_TEST((ec == asio::error::eof));
        BOOST_TEST(heard == "bye");
        asio::write(pair.peer, asio::buffer("late", 4));
        BOOST_TEST(read(transport, ec) == "late");
        transport.close();
        transport.close();
        transport.shutdown_send();
        BOOST_TEST(read(transport, ec) == "");
        BOOST_TEST(ec);
    });
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_gone_is_an_error_and_no_signal)
{
    for_each_kind([](SocketPair& pair, Transport& transport) {
        pair.peer.close();
        error_code ec;
        write(transport, {"x"}, ec);
        BOOST_TEST((ec == asio::error::broken_pipe));
    });
}

BOOST_AUTO_TEST_CASE(waits_complete_when_there_is_something_to_do)
{
    for_each_kind([&](SocketPair& pair, Transport&) {
        auto& connection = *pair.connection;
        auto protocol = std::make_shared<ScriptedProtocol>();
        const std::string large(3 << 20, 'x');
        protocol->when_bytes = [&](Connection& c, std::string_view bytes) {
            c.write("large: ", large);
            return bytes.size();
        };
        pair.start(protocol);
        asio::write(pair.peer, asio::buffer("ask", 3));
        BOOST_TEST(run_until(context, [&] { return connection.queued_bytes() > 0; }));
        BOOST_TEST(protocol->taken == "ask");
        std::string heard;
        pair.peer.non_blocking(true);
        BOOST_TEST(run_until(context, [&] {
            std::string buffer(1 << 16, ' ');
            error_code ec;
            while (const auto count = pair.peer.read_some(asio::buffer(buffer), ec))
                heard.append(buffer, 0, count);
            return heard.size() == 7 + large.size();
        }));
        BOOST_TEST((heard == "large: " + large));
        pair.peer.close();
        BOOST_TEST(run_until(context, [&] { return protocol->eofs == 1; }));
        connection.post([&] { connection.close(); });
        BOOST_TEST(run_until(context, [&] { return protocol->closings == 1; }));
    });
}

BOOST_AUTO_TEST_CASE(pending_waits_end_when_the_transport_is_closed)
{
    for_each_kind([&](SocketPair& pair, Transport&) {
        auto protocol = std::make_shared<ScriptedProtocol>();
        pair.start(protocol);
        BOOST_TEST(run_until(context, [&] { return protocol->starts == 1; }));
        const std::weak_ptr watch = pair.connection;
        pair.connection->post([c = pair.connection.get()] { c->close(); });
        pair.connection.reset();
        BOOST_TEST(run_until(context, [&] { return watch.expired(); }));
        BOOST_TEST(protocol->closings == 1);
    });
}

BOOST_AUTO_TEST_CASE(a_reset_is_told)
{
    asio::ip::tcp::acceptor acceptor{peers, {asio::ip::address_v4::loopback(), 0}};
    asio::ip::tcp::socket peer{peers};
    peer.connect(acceptor.local_endpoint());
    const auto loop = make_loop(Loop::Threading::single);
    auto transport = make_socket_transport(*loop, acceptor.accept(context.get_executor()));
    peer.set_option(asio::socket_base::linger{true, 0});
    peer.close();
    error_code ec;
    BOOST_TEST(read(*transport, ec) == "");
    BOOST_TEST((ec == asio::error::connection_reset));
}

BOOST_AUTO_TEST_CASE(a_socket_that_is_not_open_is_an_error_and_no_crash)
{
    SocketTransport transport{SocketTransport::Socket{context}};
    error_code ec;
    BOOST_TEST(read(transport, ec) == "");
    BOOST_TEST(ec);
    BOOST_TEST(write(transport, {"x"}, ec) == 0U);
    BOOST_TEST(ec);
    transport.shutdown_send();
    transport.close();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace socket_transport_test
