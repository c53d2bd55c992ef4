// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace core_read_test {

// Messages that wait for `read`, and operations that are cancelled.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;

const std::string aborted = make_error_code(boost::asio::error::operation_aborted).message();

struct Fixture : ClientFixture {
    Fixture() { takes_messages = false; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_read_test, Fixture)

BOOST_AUTO_TEST_CASE(messages_wait_and_are_waited_for)
{
    open();
    server_sends(server_frame(1, "one") + server_frame(1, "two"));
    read();
    read();
    BOOST_TEST(take_events() == (Lines{"read one", "read two"}), per_element());
    read();
    BOOST_TEST(events.empty());
    server_sends(server_frame(1, "three"));
    BOOST_TEST(take_events() == Lines{"read three"}, per_element());
}

BOOST_AUTO_TEST_CASE(what_came_before_the_end_can_be_read_behind_it)
{
    open();
    server_sends(server_frame(1, "one") + server_frame(1, "two") + server_frame(8, close_payload(1000)));
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1000 clean"}, per_element());
    for (int i = 0; i < 4; ++i)
        read();
    BOOST_TEST(take_events() == (Lines{"read one", "read two", "read nothing", "read nothing"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(the_end_wakes_who_waits)
{
    open();
    read();
    server_resets();
    BOOST_TEST(take_events() == (Lines{"error Connection reset by peer", "read nothing", "close 1006"}),
               per_element());
    open(); // and it may be read again
    read();
    server_sends(server_frame(1, "x"));
    BOOST_TEST(take_events() == Lines{"read x"}, per_element());
}

BOOST_AUTO_TEST_CASE(reading_without_a_connection)
{
    make();
    read();
    BOOST_TEST(take_events() == Lines{"read: " + make_error_code(error::not_open).message()}, per_element());
    network.holds = true;
    connect();
    read();
    read();
    BOOST_TEST(take_events() == Lines{"read: " + make_error_code(error::already_running).message()},
               per_element());
    network.connect(network.last());
    network.talk();
    server_sends(server_frame(1, "x"));
    BOOST_TEST(take_events() == (Lines{"open", "connected", "read x"}), per_element());
}

BOOST_AUTO_TEST_CASE(a_server_has_to_wait_for_who_does_not_read)
{
    options.receive_queue_size = 10'000;
    open();
    const auto message = server_frame(2, std::string(2000, 'x'));
    far().peer().read_limit = 1000;
    std::string all;
    for (int i = 0; i < 100; ++i)
        all += message;
    server_sends(all);
    // It has stopped in time, and takes nothing more until half of it is read.
    BOOST_TEST(far().peer().incoming.size() > all.size() - 20'000);
    const auto left = far().peer().incoming.size();
    read();
    BOOST_TEST(far().peer().incoming.size() == left);
    read();
    read();
    BOOST_TEST(far().peer().incoming.size() < left);
    for (int i = 3; i < 100; ++i)
        read();
    BOOST_TEST(take_events() == Lines(100, "read 2000 bytes"), per_element());
    BOOST_TEST(far().peer().incoming.empty());
}

BOOST_AUTO_TEST_CASE(many_messages_of_one_read)
{
    options.receive_queue_size = 100;
    open();
    std::string all;
    for (int i = 0; i < 1000; ++i)
        all += server_frame(1, std::to_string(i));
    server_sends(all + server_frame(8, close_payload(1000)));
    for (int i = 0; i < 1000; ++i)
        read();
    BOOST_TEST(events.size() == 1000u);
    BOOST_TEST(events.back() == "read 999");
    take_events();
    read();
    server_ends();
    BOOST_TEST(take_events() == (Lines{"read nothing", "close 1000 clean"}), per_element());
}

// A client that reads nothing any more still has to get the server's Close frame.
BOOST_AUTO_TEST_CASE(closing_while_it_is_full)
{
    options.receive_queue_size = 1000;
    open();
    far().peer().read_limit = 500;
    std::string all;
    for (int i = 0; i < 1000; ++i)
        all += server_frame(2, std::string(100, 'x'));
    server_sends(all);
    BOOST_TEST(far().peer().incoming.size() > 50'000u);
    close();
    BOOST_TEST(far().peer().incoming.empty()); // it was taken, and for the most part dropped
    server_closes(1000);
    server_ends();
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000"}), per_element());
    int count = 0;
    for (read(); events.back() != "read nothing"; read())
        ++count;
    BOOST_TEST(count > 5);
    BOOST_TEST(count < 30);
    // The next connection is not held up by what is gone.
    take_events();
    open();
    read();
    server_sends(server_frame(1, "x"));
    BOOST_TEST(take_events() == Lines{"read x"}, per_element());
}

BOOST_AUTO_TEST_CASE(what_nobody_has_read_holds_up_the_next_connection)
{
    options.receive_queue_size = 1000;
    open();
    for (int i = 0; i < 20; ++i)
        server_sends(server_frame(2, std::string(100, 'x')));
    loop->cut_all(error::connection_cut); // what the server does is not seen meanwhile
    run();
    take_events();
    open();
    server_sends(server_frame(1, "x"));
    BOOST_TEST(!far().peer().incoming.empty());
    while (events.empty() || events.back() == "read 100 bytes")
        read();
    BOOST_TEST(take_events().back() == "read x");
    BOOST_TEST(far().peer().incoming.empty());
}

BOOST_AUTO_TEST_CASE(paused_by_the_application)
{
    open();
    core->pause_receiving();
    network.talk();
    server_sends(server_frame(1, "x"));
    read();
    BOOST_TEST(events.empty());
    core->resume_receiving();
    network.talk();
    BOOST_TEST(take_events() == Lines{"read x"}, per_element());
}

// --- operations that are cancelled: each is told so at once, and once

BOOST_AUTO_TEST_CASE(cancel_read)
{
    open();
    const auto id = read();
    core->cancel(id + 100);
    BOOST_TEST(events.empty());
    core->cancel(id);
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"read: " + aborted}, per_element());
    server_sends(server_frame(1, "kept"));
    read();
    BOOST_TEST(take_events() == Lines{"read kept"}, per_element());
    core->cancel(id + 1); // it is over
    BOOST_TEST(events.empty());
}

BOOST_AUTO_TEST_CASE(cancel_connect)
{
    make();
    network.holds = true;
    const auto id = connect();
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"connected: " + aborted}, per_element());
    network.talk();
    BOOST_TEST(take_events() == Lines{"close 1006"}, per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
    network.holds = false;
    open();
    core->cancel(id);
    core->cancel(id + 1); // it has succeeded
    network.talk();
    BOOST_TEST((core->state() == ReadyState::open));
    BOOST_TEST(events.empty());
}

BOOST_AUTO_TEST_CASE(cancel_send)
{
    open();
    far().peer().room = 0;
    const auto id = send("waits", "first");
    send("too", "second");
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"first: " + aborted}, per_element());
    far().peer().take();
    network.talk();
    BOOST_TEST(take_events() == Lines{"second"}, per_element());
    BOOST_TEST(take_sent() == (Lines{"1:waits", "1:too"}), per_element()); // the message goes all the same
}

BOOST_AUTO_TEST_CASE(cancel_ping)
{
    open();
    const auto id = ping("x");
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"ponged: " + aborted}, per_element());
    server_sends(server_frame(10, "x"));
    BOOST_TEST(take_events() == Lines{"pong x"}, per_element());
}

BOOST_AUTO_TEST_CASE(cancel_close)
{
    open();
    const auto id = close();
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"closed 1006: " + aborted}, per_element());
    server_closes(1000);
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1000 clean"}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_read_test
