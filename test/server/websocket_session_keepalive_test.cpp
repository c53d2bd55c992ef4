// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/websocket_fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace websocket_session_keepalive_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

using Events = std::vector<std::string>;

// A service with the default Pings, and a peer that answers or does not.
struct Fixture : WebSocketFixture {
    static ServerOptions options()
    {
        auto options = small_options();
        options.websocket.ping_interval = WebSocketOptions{}.ping_interval;
        return options;
    }
    explicit Fixture(ServerOptions options = Fixture::options()) : WebSocketFixture{std::move(options)} {}

    // Passes half a second at a time until a frame has been sent; how long that took.
    std::chrono::milliseconds until_sent(FakePeer& peer, std::chrono::milliseconds patience)
    {
        auto passed = 0ms;
        for (peer.sent.clear(); peer.sent.empty() && !peer.closed && passed < patience; passed += 500ms)
            tick();
        return passed;
    }

    // Answers the Ping that is the only frame sent.
    void answer(FakePeer& peer)
    {
        const auto payload = peer.sent.substr(2);
        BOOST_TEST((peer.sent == server_frame(ping_opcode, payload)));
        peer.sent.clear();
        send(peer, frame(pong_opcode, payload));
    }

    Session only() { return sessions().sessions().front(); }
};

struct NoPings : Fixture {
    static ServerOptions options()
    {
        auto options = small_options();
        options.websocket.ping_interval = 0ms;
        return options;
    }
    NoPings() : Fixture{options()} {}
};

struct Idle : Fixture {
    static ServerOptions options()
    {
        auto options = Fixture::options();
        options.websocket.idle_timeout = 60s;
        return options;
    }
    Idle() : Fixture{options()} {}
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_keepalive, Fixture)

BOOST_AUTO_TEST_CASE(a_silent_peer_is_pinged_and_an_answer_keeps_the_session)
{
    const auto peer = open();
    for (int i = 0; i < 10; ++i) {
        const auto passed = until_sent(*peer, 60s);
        BOOST_TEST((passed >= 25s && passed <= 26s));
        answer(*peer);
        BOOST_TEST(only().is_alive());
    }
    BOOST_TEST(record.events == Events{"open"}, boost::test_tools::per_element()); // not our Pongs
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_vanished_is_noticed_within_a_minute)
{
    const auto peer = open();
    tick(2 * 45);
    BOOST_TEST(!peer->closed);
    tick(2 * 14);
    BOOST_TEST(peer->closed);
    BOOST_TEST(record.events == (Events{"open", error_event(error::pong_timeout), "close 1006"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_alive_doubts_after_five_seconds_and_believes_any_sign)
{
    const auto peer = open();
    const auto session = only();
    until_sent(*peer, 60s);
    tick(2 * 4);
    BOOST_TEST(session.is_alive());
    BOOST_TEST(sessions().inactive_ids().empty());
    tick(4);
    BOOST_TEST(session.is_open());
    BOOST_TEST(!session.is_alive());
    BOOST_TEST(sessions().inactive_ids().size() == 1);
    BOOST_TEST(sessions().active_ids().empty());
    send(*peer, frame(text_opcode, "here"));
    BOOST_TEST(session.is_alive());
    tick(2 * 30); // the Ping has no Pong, but the peer was heard of
    BOOST_TEST(session.is_open());
}

BOOST_AUTO_TEST_CASE(sweep_ends_who_does_not_answer)
{
    const auto quiet = open("/ws?name=quiet");
    const auto lively = open("/ws?name=lively");
    BOOST_TEST(sessions().sweep() == 0);
    until_sent(*quiet, 60s);
    answer(*lively);
    tick(2 * 6);
    BOOST_TEST(sessions().sweep() == 1);
    loop.run();
    BOOST_TEST(quiet->closed);
    BOOST_TEST(!lively->closed);
    BOOST_TEST(records["quiet"].events.back() == "close 1006");
    BOOST_TEST(sessions().count() == 1);
}

BOOST_AUTO_TEST_CASE(a_peer_that_takes_a_long_queue_is_not_expected_to_answer)
{
    const auto peer = open();
    peer->room = 0;
    only().send(std::string(5000, 'x'));
    loop.run();
    tick(2 * 29); // the deadline of writes comes first, and has its own rule
    BOOST_TEST(!peer->closed);
    take(*peer);
    BOOST_TEST((peer->sent == server_frame(text_opcode, std::string(5000, 'x'))));
}

BOOST_AUTO_TEST_CASE(a_session_that_does_not_read_does_not_judge)
{
    const auto peer = open();
    const auto session = only();
    until_sent(*peer, 60s);
    session.pause_receiving();
    loop.run();
    send(*peer, frame(pong_opcode, "unseen"));
    tick(2 * 120);
    BOOST_TEST(session.is_alive());
    session.resume_receiving();
    loop.run();
    BOOST_TEST(record.events.back() == "pong unseen");
    until_sent(*peer, 60s);
    tick(2 * 21);
    BOOST_TEST(peer->closed);
}

BOOST_AUTO_TEST_CASE(round_trip_is_known_after_the_first_answer)
{
    const auto peer = open();
    BOOST_TEST(!only().round_trip().has_value());
    until_sent(*peer, 60s);
    BOOST_TEST(!only().round_trip().has_value());
    answer(*peer);
    BOOST_TEST_REQUIRE(only().round_trip().has_value());
    BOOST_TEST((*only().round_trip() >= 0ns));
}

BOOST_AUTO_TEST_CASE(pings_stop_with_the_closing_handshake)
{
    const auto peer = open();
    only().close();
    loop.run();
    BOOST_TEST((peer->sent == our_close(1000)));
    tick(2 * 4);
    BOOST_TEST((peer->sent == our_close(1000)));
    tick(2 * 3);
    BOOST_TEST(peer->closed);
    BOOST_TEST(record.events.back() == "close 1006");
}

BOOST_AUTO_TEST_CASE(a_pong_behind_our_close_frame_brings_no_ping)
{
    const auto peer = open();
    until_sent(*peer, 60s);
    const auto payload = peer->sent.substr(2);
    peer->room = 0; // the Close frame waits, and its deadline with it
    only().send(std::string(90'000, 'x'));
    only().close();
    loop.run();
    send(*peer, frame(pong_opcode, payload));
    for (int i = 0; i < 4; ++i) {
        take(*peer, 20'000);
        tick(9);
    }
    take(*peer);
    tick(2 * 40);
    BOOST_TEST(peer->sent.ends_with(our_close(1000)));
}

BOOST_AUTO_TEST_CASE(async_ping_completes_with_its_round_trip)
{
    const auto peer = open();
    std::optional<error_code> result;
    only().async_ping("mine", [&](error_code ec, std::chrono::nanoseconds time) {
        result = ec;
        BOOST_TEST((time >= 0ns));
    });
    loop.run();
    BOOST_TEST((peer->sent == server_frame(ping_opcode, "mine")));
    send(*peer, frame(pong_opcode, "another"));
    BOOST_TEST(!result.has_value());
    send(*peer, frame(pong_opcode, "mine"));
    BOOST_TEST_REQUIRE(result.has_value());
    BOOST_TEST(!*result);
    BOOST_TEST(record.events == (Events{"open", "pong another", "pong mine"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_pong_answers_the_pings_before_it)
{
    const auto peer = open();
    std::string done;
    for (const char* name : {"a", "b", "c"})
        only().async_ping(name, [&done, name](error_code ec, auto) { done += ec ? "!" : name; });
    loop.run();
    send(*peer, frame(pong_opcode, "b"));
    BOOST_TEST(done == "ab");
    close_all();
    BOOST_TEST(done == "ab!");
}

BOOST_AUTO_TEST_CASE(async_ping_without_a_payload_gets_one)
{
    const auto peer = open();
    bool done = false;
    only().async_ping("", [&](error_code ec, auto) { done = !ec; });
    loop.run();
    answer(*peer);
    BOOST_TEST(done);
}

BOOST_AUTO_TEST_CASE(async_ping_of_what_is_not_open)
{
    const auto peer = open();
    const auto session = only();
    session.close();
    loop.run();
    std::vector<error_code> results;
    const auto note = [&](error_code ec, auto) { results.push_back(ec); };
    session.async_ping("closing", boost::asio::bind_executor(loop.context, note));
    loop.run();
    close_all();
    session.async_ping("gone", boost::asio::bind_executor(loop.context, note));
    loop.run();
    BOOST_TEST((results == std::vector<error_code>{error::not_open, error::not_open}));
    BOOST_CHECK_THROW(session.async_ping(std::string(126, 'x'), note), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(without_an_interval_only_the_applications_pings_are_expected_back, NoPings)
{
    const auto peer = open();
    tick(2 * 1000);
    BOOST_TEST(peer->sent == "");
    bool failed = false;
    only().async_ping("x", [&](error_code ec, auto) { failed = ec == error::pong_timeout; });
    tick(2 * 22);
    BOOST_TEST(peer->closed);
    BOOST_TEST(failed);
}

BOOST_FIXTURE_TEST_CASE(an_idle_session_is_closed_though_its_peer_answers_pings, Idle)
{
    const auto peer = open();
    for (int i = 0; i < 2; ++i) {
        until_sent(*peer, 30s);
        answer(*peer);
    }
    send(*peer, frame(text_opcode, "not idle"));
    for (int i = 0; i < 2; ++i) {
        until_sent(*peer, 30s);
        answer(*peer);
    }
    BOOST_TEST(only().is_open());
    until_sent(*peer, 30s);
    BOOST_TEST((peer->sent == our_close(1001, "idle")));
    send(*peer, peer_close(1001));
    end(*peer);
    BOOST_TEST(record.events ==
                   (Events{"open", "text not idle", error_event(error::idle_timeout), "close 1001 clean"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(what_is_sent_counts_as_activity_too, Idle)
{
    const auto peer = open();
    for (int i = 0; i < 8; ++i) {
        tick(2 * 20);
        send(*peer, frame(pong_opcode, ""));
        only().send("tick");
        loop.run();
    }
    BOOST_TEST(only().is_open());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_keepalive_test
