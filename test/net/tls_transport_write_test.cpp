// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Writing while a message about the connection itself has come in part.

#include "net/tls_transport.hpp"

#include "support/connection_fixture.hpp"
#include "support/split_tickets.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tls_transport_write_test {

namespace {

using hawser::error;
using hawser::error_code;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::net::TlsTransport;
using hawser::test::FakePeer;
using hawser::test::FakeTransport;
using hawser::test::PlainTls;
using hawser::test::ScriptedProtocol;
using hawser::test::TestLoop;
namespace tls = hawser::tls;

/// A client's connection, and a server whose tickets come in several records.
struct Fixture : TestLoop {
    std::shared_ptr<FakePeer> peer = make_peer();
    std::shared_ptr<ScriptedProtocol> first = std::make_shared<ScriptedProtocol>();
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>(); ///< inside TLS
    PlainTls server{PlainTls::Role::server};
    std::shared_ptr<Connection> connection;
    std::string tickets;      ///< not sent yet
    std::size_t half_way = 0; ///< bytes of the tickets up to where the client has begun with one of them

    Fixture()
    {
        hawser::test::certify(server);
        hawser::test::split_tickets(server);
        first->when_start = [this](Connection& c) {
            static const auto trust = tls::Context::for_client({.verify = hawser::TlsVerify::none});
            transport().start_tls(tls::Engine::connect(trust, ""), {}, [this, &c](error_code ec) {
                BOOST_TEST(!ec);
                c.replace_protocol(protocol);
            });
        };
    }
    ~Fixture()
    {
        if (connection)
            connection->close();
    }

    TlsTransport& transport() const { return static_cast<TlsTransport&>(connection->transport()); }

    /// Up to where the tickets would come.
    void connect(const ConnectionSettings& settings = {})
    {
        connection = std::make_shared<Connection>(
            loop, std::make_unique<TlsTransport>(*loop, std::make_unique<FakeTransport>(peer)), settings);
        server.start();
        connection->start(first);
        run();
        server.feed(std::exchange(peer->sent, {}));
        peer->send(server.take_output());
        run();
        server.feed(std::exchange(peer->sent, {}));
        BOOST_REQUIRE(server.is_open());
        tickets = server.take_output();
        half_way = 3 * tickets.size() / 4;
    }
    void connect_half_way(const ConnectionSettings& settings = {})
    {
        connect(settings);
        peer->send(tickets.substr(0, half_way));
        run();
        BOOST_REQUIRE(transport().wants_input());
    }
    void send_rest() { send(tickets.substr(half_way)); }

    void send(std::string_view ciphertext)
    {
        peer->send(ciphertext);
        run();
        deliver();
    }
    void deliver() { server.feed(std::exchange(peer->sent, {})); }

    template <class Work>
    void in_batch(Work work)
    {
        {
            hawser::net::Batch batch{*loop, connection.get()};
            work();
        }
        run(); // returns, which is a test by itself: nothing goes round and round
        deliver();
    }
    void write(std::string_view text)
    {
        in_batch([&] { connection->write(text); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_transport_write, Fixture)

BOOST_AUTO_TEST_CASE(a_write_waits_for_the_rest)
{
    connect_half_way();
    const auto writes = peer->writes;
    write("question");
    write(" and more");
    BOOST_TEST(server.received().empty());
    BOOST_TEST(peer->writes == writes);
    BOOST_TEST((peer->writer == nullptr)); // there is room already
    BOOST_TEST(connection->queued_bytes() == 17u);
    send_rest();
    BOOST_TEST(server.received() == "question and more");
    BOOST_TEST(connection->queued_bytes() == 0u);
    send(server.encrypt("answer"));
    BOOST_TEST(protocol->taken == "answer");
}

BOOST_AUTO_TEST_CASE(writes_between_any_two_bytes)
{
    for (const std::size_t piece : {1u, 2u, 100u}) {
        Fixture each;
        each.connect();
        std::string written;
        for (std::string_view rest{each.tickets}; !rest.empty();
             rest.remove_prefix(std::min(piece, rest.size()))) {
            each.send(rest.substr(0, piece));
            written += static_cast<char>('a' + written.size() % 26);
            each.write(written.substr(written.size() - 1));
        }
        BOOST_TEST(each.server.received() == written);
        BOOST_TEST(each.protocol->closings == 0);
    }
}

BOOST_AUTO_TEST_CASE(data_behind_the_rest)
{
    connect_half_way();
    write("question");
    send(tickets.substr(half_way) + server.encrypt("answer"));
    BOOST_TEST(server.received() == "question");
    BOOST_TEST(protocol->taken == "answer");
}

BOOST_AUTO_TEST_CASE(much_to_write_and_little_room)
{
    connect_half_way();
    const std::string large(200'000, 'l');
    peer->room = 1000;
    write(large);
    BOOST_TEST(server.received().empty());
    send_rest();
    for (int i = 0; i < 300; ++i) {
        peer->take(1000);
        run();
        deliver();
    }
    BOOST_TEST((server.received() == large));
}

BOOST_AUTO_TEST_CASE(what_was_encrypted_before_goes_out_meanwhile)
{
    connect();
    send(tickets);
    const std::string large(100'000, 'l');
    peer->room = 100;
    write(large);
    SSL_new_session_ticket(server.ssl());
    const auto late = server.encrypt("answer");
    send(std::string_view{late}.substr(0, late.size() / 2));
    BOOST_TEST(transport().has_unsent());
    BOOST_TEST(transport().wants_input());
    peer->take(50); // and wait again
    run();
    peer->take();
    run();
    deliver();
    BOOST_TEST(!transport().has_unsent());
    BOOST_TEST(!server.received().empty());
    BOOST_TEST(server.received().size() < large.size());
    send(std::string_view{late}.substr(late.size() / 2));
    BOOST_TEST((server.received() == large));
    BOOST_TEST(protocol->taken == "answer");
}

// Who waits with reading until what he has written is gone.
BOOST_AUTO_TEST_CASE(reading_is_paused_meanwhile)
{
    for (const bool is_paused_first : {true, false}) {
        Fixture each;
        ConnectionSettings settings;
        settings.queue_low_mark = 0;
        each.connect_half_way(settings);
        each.protocol->when_drain = [](Connection& c) { c.resume_reading(); };
        each.in_batch([&] {
            if (is_paused_first)
                each.connection->pause_reading();
            each.connection->write(std::string(100'000, 'q'));
            each.connection->want_drain();
            each.connection->pause_reading();
        });
        BOOST_TEST(each.protocol->drains == 0);
        const auto rest = each.tickets.substr(each.half_way) + each.server.encrypt("answer");
        for (const char& byte : rest)
            each.send({&byte, 1});
        BOOST_TEST((each.server.received() == std::string(100'000, 'q')));
        BOOST_TEST(each.protocol->drains == 1);
        BOOST_TEST(each.protocol->taken == "answer");
    }
}

BOOST_AUTO_TEST_CASE(what_is_behind_the_rest_stays_until_reading_resumes)
{
    connect_half_way();
    in_batch([&] {
        connection->pause_reading();
        connection->write("question");
    });
    send(tickets.substr(half_way) + server.encrypt("answer"));
    BOOST_TEST(server.received() == "question");
    send(server.encrypt(" and more"));
    BOOST_TEST(protocol->taken.empty());
    BOOST_TEST(!peer->incoming.empty()); // nobody reads it
    in_batch([&] { connection->resume_reading(); });
    BOOST_TEST(protocol->taken == "answer and more");
}

BOOST_AUTO_TEST_CASE(the_last_word_waits_behind_what_was_written)
{
    for (const std::string text : {"", "bye"}) {
        Fixture each;
        each.connect_half_way();
        each.in_batch([&] {
            each.connection->write(text);
            each.connection->finish();
        });
        BOOST_TEST(!each.server.is_ended());
        BOOST_TEST(!each.peer->send_ended);
        each.send_rest();
        BOOST_TEST(each.server.received() == text);
        BOOST_TEST(each.server.is_ended());
        BOOST_TEST(each.peer->send_ended);
        each.peer->send(each.server.close());
        each.run();
        BOOST_TEST(each.protocol->closings == 1);
        BOOST_TEST(!each.protocol->reason);
    }
}

BOOST_AUTO_TEST_CASE(a_rest_that_never_comes)
{
    ConnectionSettings settings;
    settings.write_ticks = 20;
    for (const bool finishes : {true, false}) {
        Fixture each;
        each.connect_half_way(settings);
        if (finishes)
            each.in_batch([&] { each.connection->finish(); });
        else
            each.write("question");
        each.pass_ticks(30);
        BOOST_TEST(each.protocol->closings == 1);
        BOOST_TEST((each.protocol->reason == (finishes ? error_code{} : error::write_timeout)));
    }
}

BOOST_AUTO_TEST_CASE(an_end_in_place_of_the_rest)
{
    for (const bool is_paused : {true, false}) {
        Fixture each;
        each.connect_half_way();
        each.in_batch([&] {
            each.connection->write("question");
            if (is_paused)
                each.connection->pause_reading();
        });
        each.peer->end();
        each.run();
        BOOST_TEST(each.protocol->closings == 1);
        BOOST_TEST((each.protocol->reason == error::end_of_stream));
    }
}

BOOST_AUTO_TEST_CASE(something_else_in_place_of_the_rest)
{
    for (const bool is_paused : {true, false}) {
        Fixture each;
        each.connect_half_way();
        each.in_batch([&] {
            each.connection->write("question");
            if (is_paused)
                each.connection->pause_reading();
        });
        auto rest = each.tickets.substr(each.half_way);
        rest.back() = static_cast<char>(rest.back() ^ 1);
        each.send(rest);
        BOOST_TEST(each.protocol->closings == 1);
        BOOST_TEST((each.protocol->reason == error::tls_protocol_error));
    }
}

BOOST_AUTO_TEST_CASE(closed_while_it_waits)
{
    connect_half_way();
    write("question");
    in_batch([&] { connection->close(); });
    send_rest();
    BOOST_TEST(protocol->closings == 1);
    const std::weak_ptr watch = std::exchange(connection, nullptr);
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(left_alone_while_it_waits)
{
    std::weak_ptr<Connection> watch;
    auto inside = std::make_shared<ScriptedProtocol>();
    {
        Fixture each;
        each.protocol = inside;
        each.connect_half_way();
        each.write("question");
        each.loop->abandon(error::connection_cut);
        each.runs_at_end = false;
        each.peer->reader = nullptr; // as the system would
        watch = std::exchange(each.connection, nullptr);
    }
    BOOST_TEST(watch.expired());
    BOOST_TEST(inside->closings == 1);
}

// The first flight as well.
BOOST_AUTO_TEST_CASE(no_room_from_the_beginning)
{
    peer->room = 0;
    connection = std::make_shared<Connection>(
        loop, std::make_unique<TlsTransport>(*loop, std::make_unique<FakeTransport>(peer)),
        ConnectionSettings{});
    server.start();
    connection->start(first);
    run();
    peer->take();
    run();
    deliver();
    send(server.take_output());
    BOOST_TEST(server.is_open());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_transport_write_test
