// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/tls_transport.hpp"

#include "support/connection_fixture.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tls_transport_test {

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

/// A connection that begins TLS with the first bytes that come, and a client on its far side.
struct Session {
    TestLoop& loop;
    std::shared_ptr<FakePeer> peer = loop.make_peer();
    std::shared_ptr<ScriptedProtocol> first = std::make_shared<ScriptedProtocol>();
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>(); ///< inside TLS
    PlainTls client;
    std::shared_ptr<Connection> connection;
    std::optional<error_code> done;

    explicit Session(TestLoop& loop_) : loop{loop_}
    {
        first->when_bytes = [this](Connection& c, std::string_view bytes) {
            transport(c).start_tls(tls::Engine::accept(hawser::test::server_context()), bytes,
                                   [this, &c](error_code ec) { handshake_done(c, ec); });
            return bytes.size();
        };
    }
    ~Session()
    {
        if (connection)
            connection->close();
        connection.reset();
        loop.run();
    }

    static TlsTransport& transport(Connection& c) { return static_cast<TlsTransport&>(c.transport()); }

    void handshake_done(Connection& c, error_code ec)
    {
        BOOST_TEST(!done.has_value());
        done = ec;
        if (ec)
            c.finish();
        else
            c.replace_protocol(protocol);
    }

    void open(const ConnectionSettings& settings = {})
    {
        auto made = std::make_unique<TlsTransport>(*loop.loop, std::make_unique<FakeTransport>(peer));
        connection = std::make_shared<Connection>(loop.loop, std::move(made), settings);
        connection->start(first);
        loop.run();
    }

    /// Ciphertext that the client has made goes to the connection, and what comes back to the client.
    void exchange()
    {
        for (int quiet = 0; quiet < 2;) {
            const auto out = client.take_output();
            if (!out.empty())
                peer->send(out);
            loop.run();
            const auto in = std::exchange(peer->sent, {});
            if (!in.empty())
                client.feed(in);
            quiet = out.empty() && in.empty() ? quiet + 1 : 0;
        }
    }
    /// Up to where the client is done, and the server has not heard of it: returns what it has to hear.
    std::string connect_up_to_the_last_flight()
    {
        open();
        client.start();
        peer->send(client.take_output());
        loop.run();
        client.feed(std::exchange(peer->sent, {}));
        BOOST_REQUIRE(client.is_open());
        return client.take_output();
    }
    void connect(const ConnectionSettings& settings = {})
    {
        open(settings);
        client.start();
        exchange();
    }
    void send(std::string_view text)
    {
        peer->send(client.encrypt(text));
        exchange();
    }
    template <class Work>
    void in_batch(Work work)
    {
        {
            hawser::net::Batch batch{*loop.loop, connection.get()};
            work();
        }
        loop.run();
    }
};

struct Fixture : TestLoop {
    Session session{*this};
};

const std::string large = [] {
    std::string text(300'000, '\0');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>('a' + i * 31 % 26);
    return text;
}();

void echo(ScriptedProtocol& protocol)
{
    protocol.when_bytes = [](Connection& c, std::string_view bytes) {
        c.write(bytes);
        return bytes.size();
    };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_transport, Fixture)

BOOST_AUTO_TEST_CASE(before_tls_bytes_pass_as_they_are)
{
    session.first->when_bytes = nullptr;
    session.open();
    session.peer->send("in the clear");
    run();
    session.in_batch([&] { session.connection->write("so is ", "the answer"); });
    BOOST_TEST(session.first->taken == "in the clear");
    BOOST_TEST(session.peer->sent == "so is the answer");
    BOOST_TEST((Session::transport(*session.connection).engine() == nullptr));
}

BOOST_AUTO_TEST_CASE(handshake_and_echo)
{
    for (const std::size_t limit : {FakePeer::unlimited, std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
        Session each{*this};
        each.peer->read_limit = limit;
        echo(*each.protocol);
        each.connect();
        BOOST_TEST((each.done == error_code{}));
        BOOST_TEST(each.client.is_open());
        BOOST_TEST(each.protocol->starts == 1);
        each.send("hello");
        BOOST_TEST(each.client.take_received() == "hello");
        each.send(large);
        BOOST_TEST((each.client.take_received() == large));
    }
}

BOOST_AUTO_TEST_CASE(data_behind_the_handshake_in_the_same_packet)
{
    const auto finished = session.connect_up_to_the_last_flight();
    session.peer->send(finished + session.client.encrypt("first words"));
    run();
    BOOST_TEST(session.protocol->taken == "first words");
    BOOST_TEST(session.protocol->starts == 1);
}

BOOST_AUTO_TEST_CASE(a_flight_that_finds_no_room)
{
    session.peer->room = 0;
    session.open();
    session.client.start();
    session.exchange();
    BOOST_TEST(!session.done.has_value());
    for (int i = 0; i < 10'000 && !session.done; ++i) {
        session.peer->take(10);
        session.exchange();
    }
    BOOST_TEST((session.done == error_code{}));
    echo(*session.protocol);
    session.peer->take();
    session.send("hello");
    BOOST_TEST(session.client.received() == "hello");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_gets_everything_in_order)
{
    session.connect();
    session.peer->room = 1000;
    session.in_batch([&] {
        session.connection->write("head", large);
        session.connection->write("tail");
    });
    auto& transport = Session::transport(*session.connection);
    BOOST_TEST(transport.has_unsent());
    BOOST_TEST(transport.unacknowledged() <= 20'000u); // not all of it is encrypted ahead
    for (int i = 0; i < 1000; ++i) {
        session.peer->take(1000);
        session.exchange();
    }
    BOOST_TEST((session.client.received() == "head" + large + "tail"));
    BOOST_TEST(!transport.has_unsent());
    BOOST_TEST(session.connection->queued_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(writes_go_on_while_ciphertext_waits)
{
    session.connect();
    session.peer->room = 100;
    const auto shared = std::make_shared<const std::string>(30'000, 'S');
    session.in_batch([&] { session.connection->write(large); });
    session.in_batch([&] { session.connection->write("between"); });
    session.in_batch([&] { session.connection->write(shared); });
    session.peer->take();
    session.exchange();
    BOOST_TEST((session.client.received() == large + "between" + *shared));
}

BOOST_AUTO_TEST_CASE(a_buffer_smaller_than_a_record)
{
    ConnectionSettings settings;
    settings.read_size = 100;
    session.connect(settings);
    session.send(large);
    BOOST_TEST((session.protocol->taken == large));
}

BOOST_AUTO_TEST_CASE(reading_that_is_paused_loses_nothing)
{
    session.protocol->when_bytes = [](Connection& c, std::string_view bytes) -> std::size_t {
        c.pause_reading();
        return std::min<std::size_t>(bytes.size(), 10);
    };
    session.connect();
    session.send(large.substr(0, 40'000));
    for (int i = 0; i < 5000 && session.protocol->taken.size() < 40'000; ++i)
        session.in_batch([&] { session.connection->resume_reading(); });
    BOOST_TEST((session.protocol->taken == large.substr(0, 40'000)));
}

BOOST_AUTO_TEST_CASE(the_end_is_announced)
{
    session.connect();
    session.in_batch([&] {
        session.connection->write("bye");
        session.connection->finish();
    });
    session.exchange();
    BOOST_TEST(session.client.received() == "bye");
    BOOST_TEST(session.client.is_ended());
    BOOST_TEST(session.peer->send_ended);
    session.peer->send(session.client.close()); // awaited
    run();
    BOOST_TEST(session.protocol->closings == 1);
    BOOST_TEST(!session.protocol->reason);
}

BOOST_AUTO_TEST_CASE(the_end_is_announced_when_there_is_room)
{
    session.connect();
    session.peer->room = 0;
    session.in_batch([&] { session.connection->finish(); });
    BOOST_TEST(!session.peer->send_ended);
    session.peer->take();
    session.exchange();
    BOOST_TEST(session.client.is_ended());
    BOOST_TEST(session.peer->send_ended);
}

BOOST_AUTO_TEST_CASE(the_last_word_waits_for_a_slow_reader_and_not_for_ever)
{
    for (const bool reads : {true, false}) {
        Session each{*this};
        ConnectionSettings settings;
        settings.write_ticks = 20;
        each.connect(settings);
        each.peer->room = 0;
        each.in_batch([&] { each.connection->finish(); });
        pass_ticks(15); // longer than what is waited for the peer's end
        BOOST_TEST(!each.peer->closed);
        if (reads) {
            each.peer->take();
            each.exchange();
            BOOST_TEST(each.client.is_ended());
        }
        pass_ticks(10);
        BOOST_TEST(each.peer->closed);
        BOOST_TEST(each.client.is_ended() == reads);
    }
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_reads_is_cut)
{
    ConnectionSettings settings;
    settings.write_ticks = 4;
    session.connect(settings);
    session.peer->room = 100;
    session.in_batch([&] { session.connection->write(large); });
    pass_ticks(3);
    BOOST_TEST(!session.peer->closed);
    session.in_batch([&] { session.connection->write("more"); }); // no progress of the peer's
    pass_ticks(2);
    BOOST_TEST(session.peer->closed);
    BOOST_TEST((session.protocol->reason == error::write_timeout));
}

BOOST_AUTO_TEST_CASE(the_peers_end)
{
    session.connect();
    session.peer->send(session.client.encrypt("last words"));
    session.peer->send(session.client.close());
    run();
    BOOST_TEST(session.protocol->taken == "last words");
    BOOST_TEST(session.protocol->eofs == 1);
    BOOST_TEST(!session.connection->transport().is_truncated());
    session.in_batch([&] { session.connection->write("answered all the same"); });
    session.exchange();
    BOOST_TEST(session.client.received() == "answered all the same");
}

// As health checks do.
BOOST_AUTO_TEST_CASE(the_peers_end_together_with_its_handshake)
{
    session.protocol->when_eof = [](Connection& c) { c.finish(); };
    const auto finished = session.connect_up_to_the_last_flight();
    session.peer->send(finished + session.client.close());
    run();
    BOOST_TEST(session.protocol->starts == 1);
    BOOST_TEST(session.protocol->eofs == 1);
    BOOST_TEST(session.protocol->closings == 1);
    session.client.feed(session.peer->sent);
    BOOST_TEST(session.client.is_ended()); // by a word in return
}

BOOST_AUTO_TEST_CASE(an_end_that_nobody_vouches_for)
{
    session.connect();
    session.send("last words");
    session.peer->end();
    run();
    BOOST_TEST(session.protocol->eofs == 1);
    BOOST_TEST(session.connection->transport().is_truncated());
}

BOOST_AUTO_TEST_CASE(a_handshake_that_fails_is_explained)
{
    SSL_CTX_set_max_proto_version(session.client.context(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(session.client.context(), 0);
    SSL_CTX_set_cipher_list(session.client.context(), "ALL:@SECLEVEL=0");
    session.connect();
    BOOST_TEST((session.done == error::tls_handshake_failed));
    BOOST_TEST(session.client.has_failed()); // by the alert
    BOOST_TEST(session.peer->send_ended);
    session.peer->send("whatever still comes");
    session.peer->end();
    run();
    BOOST_TEST(session.first->closings == 1);
    BOOST_TEST(session.first->eofs == 0);
}

BOOST_AUTO_TEST_CASE(a_handshake_that_ends_in_the_middle)
{
    session.open();
    session.client.start();
    session.peer->send(session.client.take_output().substr(0, 100));
    session.peer->end();
    run();
    BOOST_TEST((session.done == error::end_of_stream));
    BOOST_TEST(session.first->closings == 1);
}

BOOST_AUTO_TEST_CASE(a_corrupt_record_ends_the_connection)
{
    session.connect();
    auto record = session.client.encrypt("a secret");
    record.back() = static_cast<char>(record.back() ^ 1);
    session.peer->sent.clear();
    session.peer->send(record);
    run();
    BOOST_TEST(session.protocol->taken.empty());
    BOOST_TEST((session.protocol->reason == error::tls_protocol_error));
    BOOST_TEST(!session.peer->sent.empty()); // an alert
    BOOST_TEST(session.peer->closed);
}

BOOST_AUTO_TEST_CASE(what_came_before_a_corrupt_record_is_shown)
{
    session.connect();
    auto records = session.client.encrypt("a whole request");
    records += session.client.encrypt("a secret");
    records.back() = static_cast<char>(records.back() ^ 1);
    session.peer->send(records);
    run();
    BOOST_TEST(session.protocol->taken == "a whole request");
    BOOST_TEST((session.protocol->reason == error::tls_protocol_error));
}

// The test is that `run` returns.
BOOST_AUTO_TEST_CASE(bytes_behind_a_handshake_that_failed_keep_nobody_busy)
{
    session.open();
    session.peer->send(std::string{"\x16\x03\x01\x00\x05\x7f\x00\x00\x01\x00", 10} + "extra");
    run();
    BOOST_TEST(session.done.has_value());
    BOOST_TEST(session.peer->send_ended);
    session.peer->send("and more");
    session.peer->end();
    run();
    BOOST_TEST(session.first->closings == 1);
}

BOOST_AUTO_TEST_CASE(a_peer_that_asks_and_never_reads)
{
    session.connect();
    session.peer->room = 0;
    for (int i = 0; i < 100'000 && !session.peer->closed; ++i) {
        SSL_key_update(session.client.ssl(), SSL_KEY_UPDATE_REQUESTED);
        session.peer->send(session.client.encrypt("x"));
        run();
        session.in_batch([&] { session.connection->write("y"); }); // which the answer waits for
        if (Session::transport(*session.connection).unacknowledged() > 1'000'000)
            break;
    }
    BOOST_TEST(Session::transport(*session.connection).unacknowledged() <= 300'000u);
}

BOOST_AUTO_TEST_CASE(closing_from_within_the_handshake)
{
    session.first->when_bytes = [this](Connection& c, std::string_view bytes) {
        Session::transport(c).start_tls(tls::Engine::accept(hawser::test::server_context()), bytes,
                                        [&](error_code ec) {
                                            session.done = ec;
                                            c.close();
                                        });
        return bytes.size();
    };
    session.connect();
    BOOST_TEST((session.done == error_code{}));
    BOOST_TEST(session.first->closings == 1);
}

// As in connection_failure_test.cpp: a bit of everything, and each operation fails once.
BOOST_AUTO_TEST_CASE(whichever_operation_fails_the_connection_ends_once)
{
    std::size_t operations = 0;
    const auto play = [&](std::size_t fail_at) {
        TestLoop fresh;
        Session each{fresh};
        each.peer->fail_at = fail_at;
        each.peer->read_limit = 500;
        echo(*each.protocol);
        each.protocol->when_eof = [](Connection& c) {
            c.write("bye");
            c.finish();
        };
        each.connect();
        const bool is_open = each.client.is_open() && !each.client.has_failed();
        if (is_open)
            each.send("hello");
        if (is_open && !each.client.has_failed())
            each.send(large.substr(0, 20'000));
        if (is_open && !each.peer->closed)
            each.peer->send(each.client.close());
        each.peer->end();
        each.exchange();
        fresh.run();
        operations = std::max(operations, each.peer->operations);
        BOOST_TEST(each.first->closings + each.protocol->closings == 1);
        const std::string expected = "hello" + large.substr(0, 20'000) + "bye";
        BOOST_TEST(expected.starts_with(each.client.received()));
        const std::weak_ptr watch = std::exchange(each.connection, nullptr);
        BOOST_TEST(watch.expired());
        return each.client.received() == expected;
    };
    BOOST_TEST(play(FakePeer::unlimited));
    const auto count = operations;
    BOOST_TEST(count > 20u);
    for (std::size_t fail_at = 0; fail_at < count; ++fail_at)
        BOOST_TEST_CONTEXT("operation " << fail_at)
    static_cast<void>(play(fail_at)); // which of them still bring everything does not matter
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_transport_test
