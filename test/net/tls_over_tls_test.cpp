// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// TLS to a server inside TLS to a proxy.

#include "net/tls_transport.hpp"

#include "support/tunnel_session.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace tls_over_tls_test {

namespace {

using hawser::error_code;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::test::FakePeer;
using hawser::test::TestLoop;
using Session = hawser::test::TunnelSession;

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

BOOST_FIXTURE_TEST_SUITE(tls_over_tls, Fixture)

BOOST_AUTO_TEST_CASE(data_both_ways)
{
    for (const std::size_t limit : {FakePeer::unlimited, std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
        Session each{*this};
        each.peer->read_limit = limit;
        each.connect();
        BOOST_TEST((each.outer_done == error_code{}));
        BOOST_TEST((each.inner_done == error_code{}));
        BOOST_TEST(each.protocol->starts == 1);
        each.in_batch([&] { each.connection->write("question"); });
        each.exchange();
        BOOST_TEST(each.server.take_received() == "question");
        each.send("answer");
        BOOST_TEST(each.protocol->taken == "answer");
        const auto text = large.substr(0, limit < 1000 ? 20'000 : large.size());
        each.in_batch([&] { each.connection->write("and", text); });
        each.send(text);
        BOOST_TEST((each.server.received() == "and" + text));
        BOOST_TEST((each.protocol->taken == "answer" + text));
        BOOST_TEST(!each.connection->transport().has_unsent());
        BOOST_TEST(!each.connection->transport().wants_input());
    }
}

// Each of the two keeps what has found no room.
BOOST_AUTO_TEST_CASE(small_reads)
{
    for (const std::size_t size : {1u, 10u, 100u, 5000u}) {
        Session each{*this};
        ConnectionSettings settings;
        settings.read_size = size;
        each.connect(settings);
        const auto text = large.substr(0, 20'000);
        each.send(text);
        BOOST_TEST((each.protocol->taken == text));
    }
}

BOOST_AUTO_TEST_CASE(reading_that_is_paused_loses_nothing)
{
    session.protocol->when_bytes = [](Connection& c, std::string_view bytes) -> std::size_t {
        c.pause_reading();
        return std::min<std::size_t>(bytes.size(), 10);
    };
    ConnectionSettings settings;
    settings.read_size = 100;
    session.connect(settings);
    const auto text = large.substr(0, 20'000);
    session.send(text);
    for (int i = 0; i < 5000 && session.protocol->taken.size() < text.size(); ++i)
        session.in_batch([&] { session.connection->resume_reading(); });
    BOOST_TEST((session.protocol->taken == text));
}

BOOST_AUTO_TEST_CASE(a_slow_reader_gets_everything_in_order)
{
    session.connect();
    session.peer->room = 1000;
    session.in_batch([&] {
        session.connection->write("head", large);
        session.connection->write("tail");
    });
    auto& transport = session.connection->transport();
    BOOST_TEST(transport.has_unsent());
    BOOST_TEST(transport.unacknowledged() <= 20'000u); // not all of it is encrypted ahead
    for (int i = 0; i < 1000; ++i) {
        session.peer->take(1000);
        session.exchange();
    }
    BOOST_TEST((session.server.received() == "head" + large + "tail"));
    BOOST_TEST(!transport.has_unsent());
    BOOST_TEST(session.connection->queued_bytes() == 0u);
}

// The outer one took all of it, and the system none: nobody else would send it.
BOOST_AUTO_TEST_CASE(what_the_outer_one_keeps_is_sent)
{
    for (const std::string_view text : {"a word", "", "CONNECT"}) {
        Session each{*this};
        if (text == "CONNECT") { // before there is an inner one
            each.tunnel->when_start = [&](Connection& c) {
                each.peer->room = 0;
                c.write(text);
            };
            each.open();
            each.exchange();
            BOOST_TEST(each.asked.empty());
        } else {
            each.connect();
            each.peer->room = 0;
            each.in_batch([&] {
                each.connection->write(text);
                if (text.empty())
                    each.connection->finish();
            });
        }
        BOOST_TEST(each.outer->has_unsent());
        BOOST_TEST(each.inner->has_unsent());
        error_code ec;
        const std::string_view more{"more"};
        BOOST_TEST(each.inner->write_some({&more, 1}, ec) == 0u);
        BOOST_TEST((ec == boost::asio::error::would_block));
        each.peer->take(1);
        each.exchange();
        each.peer->take();
        each.exchange();
        BOOST_TEST(each.server.received() == (text == "CONNECT" ? "" : text));
        BOOST_TEST(each.server.is_open());
        BOOST_TEST(each.server.is_ended() == text.empty());
        BOOST_TEST(each.proxy.is_ended() == text.empty());
        BOOST_TEST(!each.inner->has_unsent());
    }
}

// A message in part stops writing, in whichever of the two.
BOOST_AUTO_TEST_CASE(tickets_in_several_records)
{
    for (const std::size_t limit : {FakePeer::unlimited, std::size_t{1}, std::size_t{300}})
        for (const bool is_paused : {false, true}) {
            Session each{*this};
            split_tickets(each.proxy);
            split_tickets(each.server);
            each.protocol->when_start = [is_paused](Connection& c) {
                c.write("question");
                if (is_paused)
                    c.pause_reading();
            };
            each.peer->read_limit = limit;
            each.connect();
            BOOST_TEST(each.server.received() == "question");
            each.in_batch([&] { each.connection->resume_reading(); });
            each.send("answer");
            BOOST_TEST(each.protocol->taken == "answer");
            BOOST_TEST(each.protocol->closings == 0);
        }
}

BOOST_AUTO_TEST_CASE(a_late_ticket_while_reading_is_paused)
{
    for (const bool is_outer : {true, false}) {
        Session each{*this};
        auto& talker = is_outer ? each.proxy : each.server;
        split_tickets(talker);
        each.connect();
        SSL_new_session_ticket(talker.ssl());
        const auto inner_part = each.server.encrypt("answer");
        const auto late = is_outer ? each.proxy.encrypt(inner_part) : inner_part;
        const auto send = [&](std::string_view part) {
            each.peer->send(is_outer ? std::string{part} : each.proxy.encrypt(part));
            each.exchange();
        };
        send(std::string_view{late}.substr(0, late.size() / 2));
        BOOST_TEST(each.connection->transport().wants_input());
        each.in_batch([&] {
            each.connection->write("question");
            each.connection->pause_reading();
        });
        each.exchange();
        BOOST_TEST(each.server.received().empty());
        send(std::string_view{late}.substr(late.size() / 2));
        BOOST_TEST(each.server.received() == "question");
        BOOST_TEST(each.protocol->taken.empty());
        each.in_batch([&] { each.connection->resume_reading(); });
        BOOST_TEST(each.protocol->taken == "answer");
    }
}

// The inner one has something to show, which nobody wants to see; the outer one must read on.
BOOST_AUTO_TEST_CASE(a_late_ticket_while_data_is_held)
{
    split_tickets(session.proxy);
    ConnectionSettings settings;
    settings.read_size = 1000;
    session.connect(settings);
    const auto first = session.server.encrypt(large.substr(0, 900));
    const auto second = session.server.encrypt(large.substr(900, 300));
    const auto third = session.server.encrypt(large.substr(1200, 300));
    session.peer->send(session.proxy.encrypt(first.substr(0, 900)));
    session.exchange();
    BOOST_TEST(session.protocol->taken.empty());
    session.protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        c.write("question");
        c.pause_reading();
        return bytes.size();
    };
    const auto data = session.proxy.encrypt(first.substr(900) + second);
    SSL_new_session_ticket(session.proxy.ssl());
    const auto late = session.proxy.encrypt(third);
    const std::size_t some = 600; // one record of the ticket, and a bit
    session.peer->send(data + late.substr(0, some));
    session.exchange();
    BOOST_TEST((session.protocol->taken == large.substr(0, 1000)));
    BOOST_TEST(session.server.received().empty());
    BOOST_TEST(session.inner->wants_input());
    session.protocol->when_bytes = nullptr;
    session.peer->send(late.substr(some));
    session.exchange();
    BOOST_TEST(session.server.received() == "question");
    session.in_batch([&] { session.connection->resume_reading(); });
    BOOST_TEST((session.protocol->taken == large.substr(0, 1500)));
}

BOOST_AUTO_TEST_CASE(keys_may_be_changed)
{
    session.connect();
    for (int i = 0; i < 20; ++i) {
        SSL_key_update(session.proxy.ssl(), SSL_KEY_UPDATE_REQUESTED);
        SSL_key_update(session.server.ssl(), SSL_KEY_UPDATE_REQUESTED);
        session.send("new keys");
        session.in_batch([&] { session.connection->write("everywhere"); });
        session.exchange();
    }
    BOOST_TEST(session.protocol->taken.size() == 20u * 8);
    BOOST_TEST(session.server.received().size() == 20u * 10);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_over_tls_test
