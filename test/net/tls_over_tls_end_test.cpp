// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// How TLS inside TLS ends, or fails.

#include "net/tls_transport.hpp"

#include "support/tunnel_session.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tls_over_tls_end_test {

namespace {

using hawser::error;
using hawser::error_code;
using hawser::net::Connection;
using hawser::test::FakePeer;
using hawser::test::TestLoop;
using Session = hawser::test::TunnelSession;
namespace tls = hawser::tls;

struct Fixture : TestLoop {
    Session session{*this};
};

const std::string large = [] {
    std::string text(300'000, '\0');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>('a' + i * 31 % 26);
    return text;
}();

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_over_tls_end, Fixture)

// The last words, from the inside to the outside, and then the end of the stream.
BOOST_AUTO_TEST_CASE(the_end_is_announced_to_both)
{
    for (const std::size_t room : {FakePeer::unlimited, std::size_t{0}}) {
        Session each{*this};
        each.connect();
        each.peer->room = room;
        each.in_batch([&] {
            each.connection->write("bye");
            each.connection->finish();
        });
        while (room == 0 && !each.peer->send_ended && each.steps < 10'000) {
            BOOST_TEST(!each.proxy.is_ended());
            each.peer->take(1);
            each.step();
        }
        each.exchange();
        BOOST_TEST(each.server.received() == "bye");
        BOOST_TEST(each.server.is_ended());
        BOOST_TEST(each.proxy.is_ended());
        BOOST_TEST(each.peer->send_ended);
        each.peer->send(each.proxy.encrypt(each.server.close()));
        each.peer->send(each.proxy.close());
        each.exchange();
        BOOST_TEST(each.protocol->closings == 1);
        BOOST_TEST(!each.protocol->reason);
    }
}

BOOST_AUTO_TEST_CASE(the_servers_end)
{
    session.connect();
    const auto last_words = session.server.encrypt("last words");
    session.peer->send(session.proxy.encrypt(last_words + session.server.close()));
    session.exchange();
    BOOST_TEST(session.protocol->taken == "last words");
    BOOST_TEST(session.protocol->eofs == 1);
    BOOST_TEST(!session.connection->transport().is_truncated());
    session.in_batch([&] { session.connection->write("answered all the same"); });
    session.exchange();
    BOOST_TEST(session.server.received() == "answered all the same");
}

// Whatever the proxy says: the server has not said that this was all.
BOOST_AUTO_TEST_CASE(the_proxys_end)
{
    for (const bool is_announced : {true, false}) {
        Session each{*this};
        each.connect();
        const auto last_words = each.server.encrypt("last words");
        const auto cut = each.server.encrypt("never all of it");
        each.peer->send(each.proxy.encrypt(last_words + cut.substr(0, cut.size() / 2)));
        if (is_announced)
            each.peer->send(each.proxy.close());
        each.peer->end();
        each.exchange();
        BOOST_TEST(each.protocol->taken == "last words");
        BOOST_TEST(each.protocol->eofs == 1);
        BOOST_TEST(each.connection->transport().is_truncated());
        BOOST_TEST(each.outer->is_truncated() == !is_announced);
    }
}

BOOST_AUTO_TEST_CASE(the_proxys_end_before_there_is_an_inner_one)
{
    for (const bool is_announced : {true, false}) {
        Session each{*this};
        each.tunnel->when_start = nullptr;
        each.open();
        each.exchange();
        if (is_announced)
            each.peer->send(each.proxy.close());
        each.peer->end();
        each.loop.run();
        BOOST_TEST(each.tunnel->eofs == 1);
        BOOST_TEST(each.connection->transport().is_truncated() == !is_announced);
        BOOST_TEST(each.connection->transport().has_last_word());
    }
}

BOOST_AUTO_TEST_CASE(an_end_in_the_middle_of_the_inner_handshake)
{
    for (const bool is_announced : {true, false}) {
        Session each{*this};
        each.open();
        while (each.server.received().empty() && !each.is_tunnel && each.steps < 100)
            each.step();
        each.loop.run();
        if (is_announced)
            each.peer->send(each.proxy.close());
        each.peer->end();
        each.loop.run();
        BOOST_TEST((each.inner_done == error::end_of_stream));
        BOOST_TEST(each.tunnel->closings == 1);
    }
}

BOOST_AUTO_TEST_CASE(an_inner_handshake_that_fails)
{
    SSL_CTX_set_max_proto_version(session.server.context(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(session.server.context(), 0);
    SSL_CTX_set_cipher_list(session.server.context(), "ALL:@SECLEVEL=0");
    session.open();
    session.exchange();
    BOOST_TEST((session.outer_done == error_code{}));
    BOOST_REQUIRE(session.inner_done.has_value());
    BOOST_TEST(session.inner_done->failed());
    BOOST_TEST(session.server.has_failed());
    BOOST_TEST(session.proxy.is_ended()); // in good order
    BOOST_TEST(session.peer->send_ended);
    session.peer->send(session.proxy.encrypt("whatever still comes"));
    session.peer->send(session.proxy.close());
    session.peer->end();
    run();
    BOOST_TEST(session.tunnel->closings == 1);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_the_inner_one_refuses)
{
    session.tunnel->when_bytes = [this](Connection& c, std::string_view bytes) {
        session.inner->start_tls(tls::Engine::connect(tls::Context::for_client({}), "localhost"), {},
                                 [this, &c](error_code ec) {
                                     session.inner_done = ec;
                                     c.finish();
                                 });
        return bytes.size();
    };
    session.open();
    session.exchange();
    BOOST_TEST((session.inner_done == error::certificate_self_signed));
    BOOST_TEST(session.server.has_failed()); // by the alert
    BOOST_TEST(session.proxy.is_ended());
}

BOOST_AUTO_TEST_CASE(a_corrupt_record)
{
    for (const bool is_outer : {true, false}) {
        Session each{*this};
        each.connect();
        auto record = each.server.encrypt("a secret");
        if (!is_outer)
            record.back() = static_cast<char>(record.back() ^ 1);
        record = each.proxy.encrypt(record);
        if (is_outer)
            record.back() = static_cast<char>(record.back() ^ 1);
        each.peer->send(record);
        each.loop.run();
        BOOST_TEST(each.protocol->taken.empty());
        BOOST_TEST((each.protocol->reason == error::tls_protocol_error));
        BOOST_TEST(each.peer->closed);
    }
}

// As in tls_transport_test.cpp: a bit of everything, and each operation fails once.
BOOST_AUTO_TEST_CASE(whichever_operation_fails_the_connection_ends_once)
{
    std::size_t operations = 0;
    const auto play = [&](std::size_t fail_at) {
        TestLoop fresh;
        Session each{fresh};
        each.peer->fail_at = fail_at;
        each.peer->read_limit = 1000;
        each.protocol->when_bytes = [](Connection& c, std::string_view bytes) {
            c.write(bytes);
            return bytes.size();
        };
        each.protocol->when_eof = [](Connection& c) {
            c.write("bye");
            c.finish();
        };
        each.open();
        each.exchange();
        const std::string text = "hello" + large.substr(0, 10'000);
        if (each.server.is_open() && !each.peer->closed) {
            each.send(text);
            each.peer->send(each.proxy.encrypt(each.server.close()));
            each.exchange();
        }
        each.peer->send(each.proxy.close());
        each.peer->end();
        each.exchange();
        operations = std::max(operations, each.peer->operations);
        BOOST_TEST(each.peer->closed);
        BOOST_TEST(each.tunnel->closings + each.protocol->closings <= 1);
        BOOST_TEST((text + "bye").starts_with(each.server.received()));
        const std::weak_ptr watch = std::exchange(each.connection, nullptr);
        BOOST_TEST(watch.expired());
        return each.server.received() == text + "bye";
    };
    BOOST_TEST(play(FakePeer::unlimited));
    const auto count = operations;
    BOOST_TEST(count > 20u);
    for (std::size_t fail_at = 0; fail_at < count; ++fail_at)
        static_cast<void>(play(fail_at)); // which of them still bring everything does not matter
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_over_tls_end_test
