// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace core_close_test {

// How a client is closed, from either side.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_close_test, ClientFixture)

BOOST_AUTO_TEST_CASE(the_client_begins)
{
    open();
    close(CloseCode{4001}, "enough");
    BOOST_TEST(take_sent() == Lines{"8:4001 enough"}, per_element());
    BOOST_TEST(events.empty());
    server_sends(server_frame(1, "still under way"));
    server_closes(4001, "fine");
    BOOST_TEST(take_events() == Lines{"text still under way"}, per_element());
    BOOST_TEST(!far().peer().send_ended); // the server ends first (RFC 6455 §7.1.1)
    server_ends();
    BOOST_TEST(take_events() == (Lines{"close 4001 fine clean", "closed 4001"}), per_element());
    BOOST_TEST(take_frames().empty());
    BOOST_TEST(loop->size() == 0u);
}

BOOST_AUTO_TEST_CASE(the_server_begins)
{
    open();
    server_closes(3000, "bye");
    BOOST_TEST(take_sent() == Lines{"8:3000"}, per_element());
    BOOST_TEST(send_now("late") == SendResult::dropped);
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 3000 bye clean"}, per_element());
    BOOST_TEST(take_frames().empty());
    open();
    server_sends(server_frame(8, "")); // without a code
    BOOST_TEST(take_frames().at(0).payload == "");
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1005 clean"}, per_element());
}

BOOST_AUTO_TEST_CASE(both_begin)
{
    open();
    core->close(CloseCode::normal, "mine");
    far().send(server_frame(8, close_payload(1001, "theirs")));
    network.talk();
    BOOST_TEST(take_sent() == Lines{"8:1000 mine"}, per_element());
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1001 theirs clean"}, per_element());
}

BOOST_AUTO_TEST_CASE(many_times)
{
    open();
    close(CloseCode::normal, "first");
    close(CloseCode::going_away, "second");
    close();
    BOOST_TEST(take_sent() == Lines{"8:1000 first"}, per_element());
    server_closes(1000);
    server_ends();
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000", "closed 1000", "closed 1000"}),
               per_element());
    close();
    BOOST_TEST(take_events() == Lines{"closed 1000"}, per_element()); // it is long closed
}

BOOST_AUTO_TEST_CASE(before_it_was_ever_connected)
{
    make();
    close();
    BOOST_TEST(take_events() == Lines{"closed 1006"}, per_element());
    BOOST_TEST((core->state() == ReadyState::idle));
    open();
}

BOOST_AUTO_TEST_CASE(within_callbacks_and_twice)
{
    const auto close_twice = [this] {
        core->close(CloseCode::normal, {});
        core->close(CloseCode::normal, {});
    };
    make();
    when_open = close_twice;
    connect();
    BOOST_TEST(take_sent() == Lines{"8:1000"}, per_element());
    server_sends(server_frame(1, "under way") + server_frame(8, close_payload(1000)));
    server_ends();
    BOOST_TEST(take_events() == (Lines{"open", "connected", "text under way", "close 1000 clean"}),
               per_element());

    when_open = nullptr;
    open();
    when_message = [&](const Message&) { close_twice(); };
    server_sends(server_frame(1, "a") + server_frame(1, "b"));
    BOOST_TEST(take_sent() == Lines{"8:1000"}, per_element());
    server_closes(1000);
    server_ends();
    BOOST_TEST(take_events() == (Lines{"text a", "text b", "close 1000 clean"}), per_element());

    open();
    when_close = [&](const CloseInfo&) {
        close_twice();
        BOOST_TEST(core->send(MessageType::text, "x", Compression::automatic) == SendResult::dropped);
    };
    server_resets();
    BOOST_TEST(take_events() == (Lines{"error Connection reset by peer", "close 1006"}), per_element());
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_goes_out_first)
{
    open();
    far().peer().room = 0;
    send_now("one");
    send("two");
    close();
    BOOST_TEST(send_now("late") == SendResult::dropped);
    far().peer().take();
    BOOST_TEST(take_sent() == (Lines{"1:one", "1:two", "8:1000"}), per_element());
    BOOST_TEST(take_events() == Lines{"sent"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_answer)
{
    options.close_timeout = 3s;
    open();
    close();
    pass(2s);
    BOOST_TEST(events.empty());
    pass(2s);
    BOOST_TEST(take_events() == (Lines{error_event(error::close_timeout), "close 1006", "closed 1006"}),
               per_element());
    BOOST_TEST(far().peer().closed);
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_end_the_stream)
{
    options.close_timeout = 3s;
    open();
    close();
    server_closes(1000);
    pass(2s);
    BOOST_TEST(events.empty());
    pass(10s);
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000"}), per_element());
    BOOST_TEST(loop->size() == 0u);
}

// Behind it the connection ends as connections do, which takes two seconds at the most.
BOOST_AUTO_TEST_CASE(the_time_for_closing_counts_once)
{
    options.close_timeout = 10s;
    open();
    close();
    pass(8s);
    server_closes(1000);
    BOOST_TEST(events.empty());
    pass(5s);
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000"}), per_element());
    BOOST_TEST(loop->size() == 0u);
    // Of a server that closes first, all of it.
    open();
    server_closes(1000);
    pass(9s);
    BOOST_TEST(events.empty());
    pass(4s);
    BOOST_TEST(take_events() == Lines{"close 1000 clean"}, per_element());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_stream_without_a_close_frame)
{
    open();
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1006"}, per_element());
    BOOST_TEST(take_frames().empty());
    open();
    server_sends(server_frame(1, "half", {.fin = false}));
    server_ends();
    BOOST_TEST(take_events() == (Lines{error_event(error::end_of_stream), "close 1006"}), per_element());
}

BOOST_AUTO_TEST_CASE(closed_while_connecting)
{
    make();
    network.holds = true;
    connect();
    close();
    BOOST_TEST(take_events() == (Lines{"close 1006", "connected: Operation canceled", "closed 1006"}),
               per_element());
    BOOST_TEST(network.last().is_stopped);
    network.holds = false;
    for (const std::size_t step : {0u, 1u}) {
        network.way = [](const net::ConnectTarget&) { return Way{Way::Proxy::none, true}; };
        network.on_line = [=](FakeNetwork::Line& line) { line.far->steps_to_answer = step; };
        make("wss://a.example/");
        connect();
        close();
        BOOST_TEST(take_events() == (Lines{"close 1006", "connected: Operation canceled", "closed 1006"}),
                   per_element());
        BOOST_TEST(far().peer().closed);
        BOOST_TEST(loop->size() == 0u);
    }
}

// Asked for in one go: what comes first has its turn first.
BOOST_AUTO_TEST_CASE(closed_before_the_attempt_has_begun)
{
    make();
    core->connect(101, [this](error_code ec) { events.push_back("connected: " + ec.message()); });
    core->close(CloseCode::normal, {});
    network.talk();
    BOOST_TEST(take_events() == (Lines{"close 1006", "connected: Operation canceled"}), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
}

BOOST_AUTO_TEST_CASE(connected_again)
{
    std::string key;
    for (int i = 0; i < 3; ++i) {
        open();
        const auto request = far().requests.back();
        BOOST_TEST(field_of(request, "Sec-WebSocket-Key") != key);
        key = field_of(request, "Sec-WebSocket-Key");
        server_sends(server_frame(1, "x"));
        close();
        server_closes(1000);
        server_ends();
        BOOST_TEST(take_events() == (Lines{"text x", "close 1000 clean", "closed 1000"}), per_element());
        BOOST_TEST(network.lines.size() == static_cast<std::size_t>(i + 1));
    }
    // Within the last callback.
    when_close = [this](const CloseInfo&) {
        when_close = nullptr;
        core->connect(102, [this](error_code ec) { events.push_back(ec ? "failed" : "connected"); });
    };
    open();
    server_resets();
    BOOST_TEST(take_events() == (Lines{"error Connection reset by peer", "close 1006", "open", "connected"}),
               per_element());
    server_sends(server_frame(1, "again"));
    BOOST_TEST(take_events() == Lines{"text again"}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_close_test
