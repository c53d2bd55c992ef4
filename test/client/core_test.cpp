// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace core_test {

// The life of a client with one connection. Its close is in core_close_test.cpp, what its peer must not do in
// core_protocol_test.cpp, further connections in core_reconnect_test.cpp, its end in core_lifetime_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;

struct Fixture : ClientFixture {
    // How an attempt to connect that fails is told, with its reason.
    static Lines failed(const std::string& why, unsigned code = 1006)
    {
        return {"error " + why, "close " + std::to_string(code), "connected: " + why};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_test, Fixture)

BOOST_AUTO_TEST_CASE(states)
{
    make();
    BOOST_TEST((core->state() == ReadyState::idle));
    BOOST_TEST(!core->close_info().has_value());
    BOOST_TEST(core->result() == nullptr);
    network.holds = true;
    connect();
    BOOST_TEST((core->state() == ReadyState::connecting));
    BOOST_TEST(events.empty());
    network.connect(network.last());
    network.talk();
    BOOST_TEST((core->state() == ReadyState::open));
    BOOST_TEST(take_events() == (Lines{"open", "connected"}), per_element());
    BOOST_TEST(core->session()->is_open());
    BOOST_TEST(core->result()->response->status == 101u);
    close();
    BOOST_TEST(!core->session()->is_open()); // closing
    server_closes(1000);
    server_ends();
    BOOST_TEST((core->state() == ReadyState::closed));
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000"}), per_element());
    BOOST_TEST(core->close_info()->was_clean);
    BOOST_TEST(core->session() == nullptr);
}

BOOST_AUTO_TEST_CASE(connecting_fails)
{
    make();
    network.refusals = {make_error_code(boost::asio::error::connection_refused)};
    connect();
    BOOST_TEST(take_events() == failed("Connection refused"), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
    network.on_upgrade = [](const std::string&) { return answer(403); };
    connect();
    BOOST_TEST(take_events() == failed(make_error_code(error::handshake_declined).message()), per_element());
    BOOST_TEST(core->result()->response->status == 403u);
    network.on_upgrade = [](const std::string& request) { return accepted(request); };
    open();
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_trusted)
{
    options.tls.ca_pem = CertificateAuthority{"Stranger CA"}.pem();
    network.way = [](const net::ConnectTarget&) { return Way{Way::Proxy::none, true}; };
    make("wss://a.example/");
    connect();
    BOOST_TEST(take_events() == failed(make_error_code(error::certificate_unknown_issuer).message(), 1015),
               per_element());
}

BOOST_AUTO_TEST_CASE(only_one_connection_at_a_time)
{
    make();
    network.holds = true;
    connect();
    connect();
    BOOST_TEST(take_events() == Lines{"connected: " + make_error_code(error::already_running).message()},
               per_element());
    network.connect(network.last());
    network.talk();
    take_events();
    connect();
    BOOST_TEST(take_events() == Lines{"connected: " + make_error_code(error::already_running).message()},
               per_element());
    BOOST_TEST(network.lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(callbacks_are_set_at_rest_only)
{
    make();
    network.holds = true;
    connect();
    const auto change = [](client::Callbacks&) {};
    BOOST_CHECK_THROW(core->set(change), std::logic_error);
    network.connect(network.last());
    network.talk();
    BOOST_CHECK_THROW(core->set(change), std::logic_error);
    when_message = [&](const Message&) { BOOST_CHECK_THROW(core->set(change), std::logic_error); };
    server_sends(server_frame(1, "x"));
    close();
    BOOST_CHECK_THROW(core->set(change), std::logic_error);
    server_closes(1000);
    server_ends();
    core->set(change);
}

// The one that is running must not go while it does.
BOOST_AUTO_TEST_CASE(callbacks_are_replaced_in_the_last_of_them)
{
    make();
    std::string seen;
    core->set([&](client::Callbacks& all) {
        all.on_close = [&, own = std::string(100, 'x')](const CloseInfo&) {
            core->set([&](client::Callbacks& others) {
                others.on_close = [&](const CloseInfo&) { seen += " another"; };
            });
            seen = own;
        };
    });
    open();
    server_resets();
    BOOST_TEST(seen == std::string(100, 'x'));
    take_events();
    open();
    server_resets();
    BOOST_TEST(seen == std::string(100, 'x') + " another");
}

BOOST_AUTO_TEST_CASE(messages_both_ways)
{
    open();
    server_sends(server_frame(1, "hello") + server_frame(2, "bytes") + server_frame(1, ""));
    BOOST_TEST(take_events() == (Lines{"text hello", "binary bytes", "text "}), per_element());
    server_sends(server_frame(1, "in ", {.fin = false}) + server_frame(9, "p") + server_frame(0, "pieces"));
    BOOST_TEST(take_events() == (Lines{"ping p", "text in pieces"}), per_element());
    BOOST_TEST(take_sent() == Lines{"10:p"}, per_element());
    BOOST_TEST(core->send(MessageType::text, "one", Compression::automatic) == SendResult::sent);
    BOOST_TEST(core->send(MessageType::binary, "two", Compression::automatic) == SendResult::sent);
    BOOST_TEST(take_sent() == (Lines{"1:one", "2:two"}), per_element());
    send("three");
    BOOST_TEST(take_events() == Lines{"sent"}, per_element());
    BOOST_TEST(take_sent() == Lines{"1:three"}, per_element());
}

BOOST_AUTO_TEST_CASE(what_comes_with_the_answer)
{
    network.on_upgrade = [](const std::string& request) {
        return accepted(request) + server_frame(1, "first") + server_frame(9, "p") +
               server_frame(1, "second");
    };
    make();
    when_open = [this] { core->send(MessageType::text, "from on_open", Compression::automatic); };
    connect();
    BOOST_TEST(take_events() == (Lines{"open", "connected", "text first", "ping p", "text second"}),
               per_element());
    BOOST_TEST(take_sent() == (Lines{"1:from on_open", "10:p"}), per_element());
}

// The Close frame, and the end, come in the same packet as the last messages.
BOOST_AUTO_TEST_CASE(all_messages_are_delivered_before_the_end)
{
    std::string all;
    Lines expected{"open", "connected"};
    for (int i = 0; i < 500; ++i) {
        all += server_frame(1, std::to_string(i));
        expected.push_back("text " + std::to_string(i));
    }
    expected.push_back("close 1001 bye clean");
    all += server_frame(8, close_payload(1001, "bye"));
    for (const auto limit : {FakePeer::unlimited, std::size_t{1}, std::size_t{1000}}) {
        network.on_line = [&](FakeNetwork::Line& line) { line.peer->read_limit = limit; };
        network.on_upgrade = [&](const std::string& request) {
            network.last().peer->ended = true;
            return accepted(request) + all;
        };
        make();
        connect();
        BOOST_TEST(take_events() == expected, per_element());
        BOOST_TEST(take_sent() == Lines{"8:1001"}, per_element());
    }
}

BOOST_AUTO_TEST_CASE(pieces_in_place_of_messages)
{
    options.deliver_fragments = true;
    open();
    server_sends(server_frame(1, "one ", {.fin = false}) + server_frame(0, "two"));
    BOOST_TEST(take_events() == (Lines{"piece one ", "piece two last"}), per_element());
}

// RFC 6455 §5.3: a key that nobody can foretell, for every frame.
BOOST_AUTO_TEST_CASE(every_frame_is_masked_with_a_key_of_its_own)
{
    options.fragment_size = 100;
    open();
    for (int i = 0; i < 300; ++i)
        core->send(MessageType::text, "same", Compression::automatic);
    core->send(MessageType::text, std::string(1000, 'x'), Compression::automatic);
    server_sends(server_frame(9, "a") + server_frame(9, "b"));
    ping("p");
    close();
    std::set<websocket::MaskKey> keys;
    const auto frames = take_frames(); // which looks whether they are masked
    for (const auto& frame : frames)
        keys.insert(frame.key);
    BOOST_TEST(frames.size() == 314u);
    BOOST_TEST(keys.size() == frames.size());
    BOOST_TEST(!keys.contains(websocket::MaskKey{}));
}

BOOST_AUTO_TEST_CASE(pings_and_pongs)
{
    open();
    ping("mine");
    const auto sent = take_frames();
    BOOST_TEST_REQUIRE(sent.size() == 1u);
    BOOST_TEST(sent[0].payload == "mine");
    server_sends(server_frame(10, "other") + server_frame(10, "mine"));
    BOOST_TEST(take_events() == (Lines{"pong other", "ponged", "pong mine"}), per_element());
    BOOST_TEST(core->session()->round_trip().has_value());
    ping(); // with a payload of our own
    const auto payload = take_frames().at(0).payload;
    BOOST_TEST(payload != "");
    server_sends(server_frame(10, payload));
    BOOST_TEST(take_events() == (Lines{"ponged", "pong " + payload}), per_element());
    ping("lost");
    server_resets();
    BOOST_TEST(take_events() == (Lines{"ponged: Connection reset by peer", "error Connection reset by peer",
                                       "close 1006"}),
               per_element());
    ping("none");
    BOOST_TEST(take_events() == Lines{"ponged: " + make_error_code(error::not_open).message()},
               per_element());
}

BOOST_AUTO_TEST_CASE(a_silent_server_is_noticed)
{
    using namespace std::chrono_literals;
    options.ping_interval = 10s;
    options.pong_timeout = 10s;
    open();
    pass(11s);
    BOOST_TEST(take_frames().size() == 1u);
    server_sends(server_frame(1, "x")); // any sign of life will do
    take_events();
    pass(11s);
    BOOST_TEST(core->session()->is_alive());
    pass(6s);
    BOOST_TEST(!core->session()->is_alive());
    pass(6s);
    BOOST_TEST(take_events() == (Lines{error_event(error::pong_timeout), "close 1006"}), per_element());
}

BOOST_AUTO_TEST_CASE(sending_without_a_connection)
{
    make();
    const auto not_open = make_error_code(error::not_open).message();
    const auto must_not_send = [&] {
        BOOST_TEST(send_now("x") == SendResult::dropped);
        send("x");
        BOOST_TEST(take_events() == Lines{"sent: " + not_open}, per_element());
        core->stream(
            MessageType::text, std::make_shared<session::WriterSource>(MessageType::text),
            [this](error_code ec) { events.push_back(ec.message()); }, Compression::automatic);
        BOOST_TEST(events.empty()); // not from within
        run();
        BOOST_TEST(take_events() == Lines{not_open}, per_element());
        BOOST_TEST(core->kept_bytes() == 0u);
    };
    must_not_send();
    network.holds = true;
    connect();
    must_not_send();
    network.connect(network.last());
    network.talk();
    take_events();
    server_closes(1000);
    server_ends();
    take_events();
    must_not_send();
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_take_what_is_sent)
{
    options.max_queue_size = 10'000;
    options.queue_high_mark = 5000;
    options.queue_low_mark = 1000;
    open();
    far().peer().room = 0;
    const std::string kilobyte(1000, 'x');
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(send_now(kilobyte) == SendResult::sent);
    when_message = [&](const Message&) {
        BOOST_TEST(core->send(MessageType::text, kilobyte, Compression::automatic) == SendResult::queued);
    };
    server_sends(server_frame(1, "go"));
    send("last");
    BOOST_TEST(take_events() == Lines{"text go"}, per_element());
    far().peer().take();
    network.talk();
    BOOST_TEST(take_events() == (Lines{"sent", "drain"}), per_element());
    BOOST_TEST(take_frames().size() == 6u);

    far().peer().room = 0;
    for (int i = 0; i < 12; ++i)
        send_now(kilobyte);
    send("too much");
    BOOST_TEST(take_events() == (Lines{error_event(error::queue_full),
                                       "sent: " + make_error_code(error::not_open).message()}),
               per_element());
    far().peer().take();
    network.talk();
    BOOST_TEST(take_sent().back() == "8:1008 send queue full");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_test
