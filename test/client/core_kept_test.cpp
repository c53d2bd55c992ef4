// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

namespace core_kept_test {

// Messages that wait for the next connection.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;

const std::string not_open = make_error_code(error::not_open).message();
const std::string queue_full = make_error_code(error::queue_full).message();

struct Fixture : ClientFixture {
    Fixture() { options.reconnect = at_once(); }

    // An open client whose connection is lost, with its next one held up.
    void lose()
    {
        if (!core || core->state() != ReadyState::open)
            open();
        network.holds = true;
        server_resets();
        BOOST_REQUIRE(wait_until([this] { return network.last().done != nullptr; }));
        take_events();
    }
    void let_connect(std::size_t room = FakePeer::unlimited)
    {
        network.on_line = [room](FakeNetwork::Line& line) {
            line.far->on_upgrade = [peer = line.peer, room](const std::string& request) {
                peer->room = room;
                return accepted(request);
            };
        };
        network.holds = false;
        network.connect(network.last());
        network.talk();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_kept_test, Fixture)

BOOST_AUTO_TEST_CASE(they_go_out_in_order_behind_what_on_open_sends)
{
    lose();
    BOOST_TEST(send_now("one") == SendResult::sent);
    BOOST_TEST(core->send(MessageType::binary, "two", Compression::automatic) == SendResult::sent);
    send("three");
    BOOST_TEST(core->kept_bytes() == 11u);
    BOOST_TEST(events.empty());
    when_open = [this] { core->send(MessageType::text, "hello", Compression::automatic); };
    let_connect();
    BOOST_TEST(take_sent() == (Lines{"1:hello", "1:one", "2:two", "1:three"}), per_element());
    BOOST_TEST(take_events() == (Lines{"open", "sent"}), per_element());
    BOOST_TEST(core->kept_bytes() == 0u);
    BOOST_TEST(send_now("four") == SendResult::sent);
    BOOST_TEST(take_sent() == Lines{"1:four"}, per_element());
}

// What another thread sends while on_open runs comes behind what it sent before.
BOOST_AUTO_TEST_CASE(sent_by_another_thread_during_on_open)
{
    lose();
    send_now("one");
    when_open = [this] {
        std::thread{[this] { core->send(MessageType::text, "two", Compression::automatic); }}.join();
        core->send(MessageType::text, "hello", Compression::automatic);
    };
    let_connect();
    BOOST_TEST(take_sent() == (Lines{"1:hello", "1:one", "1:two"}), per_element());
}

BOOST_AUTO_TEST_CASE(over_several_losses)
{
    lose();
    send_now("one");
    network.holds = false;
    network.refusals = {make_error_code(boost::asio::error::connection_refused),
                        make_error_code(boost::asio::error::connection_refused)};
    network.connect(network.last());
    send_now("two");
    BOOST_TEST(wait_until([this] { return core->state() == ReadyState::open; }));
    BOOST_TEST(take_sent() == (Lines{"1:one", "1:two"}), per_element());
}

BOOST_AUTO_TEST_CASE(between_the_close_frame_and_the_end)
{
    open();
    network.holds = true;
    server_closes(1001);
    BOOST_TEST(send_now("late") == SendResult::sent); // the session is closing, and there will be another
    server_ends();
    BOOST_REQUIRE(wait_until([this] { return network.last().done != nullptr; }));
    let_connect();
    BOOST_TEST(take_sent() == Lines{"1:late"}, per_element());
}

BOOST_AUTO_TEST_CASE(none_are_kept_if_they_should_not)
{
    options.reconnect->keep_queued = false;
    lose();
    BOOST_TEST(send_now("x") == SendResult::dropped);
    send("x");
    BOOST_TEST(take_events() == Lines{"sent: " + not_open}, per_element());
    let_connect();
    BOOST_TEST(take_frames().empty());
}

BOOST_AUTO_TEST_CASE(before_the_first_connection)
{
    make();
    network.holds = true;
    connect();
    BOOST_TEST(send_now("x") == SendResult::dropped);
    options.reconnect->retry_first = true;
    make();
    BOOST_TEST(send_now("x") == SendResult::dropped); // nobody has begun
    connect();
    BOOST_TEST(send_now("x") == SendResult::sent);
    let_connect();
    BOOST_TEST(take_sent() == Lines{"1:x"}, per_element());
}

BOOST_AUTO_TEST_CASE(when_the_client_gives_up)
{
    options.reconnect->max_attempts = 1;
    lose();
    send("one");
    send_now("two");
    network.refusals = {make_error_code(boost::asio::error::connection_refused)};
    network.connect(network.last());
    network.talk();
    BOOST_TEST(take_events() == (Lines{"error Connection refused", "sent: Connection refused", "close 1006"}),
               per_element());
    BOOST_TEST(core->kept_bytes() == 0u);
    BOOST_TEST(send_now("x") == SendResult::dropped);
    network.holds = false;
    open(); // what was dropped does not come back
    BOOST_TEST(take_frames().empty());
}

BOOST_AUTO_TEST_CASE(when_it_is_closed)
{
    lose();
    send("one");
    close();
    BOOST_TEST(take_events() == (Lines{"sent: Operation canceled", "close 1006", "closed 1006"}),
               per_element());
    network.holds = false;
    open();
    close(); // there is no next connection that it could wait for
    BOOST_TEST(send_now("late") == SendResult::dropped);
    send("late");
    BOOST_TEST(take_events() == Lines{"sent: " + not_open}, per_element());
}

BOOST_AUTO_TEST_CASE(cancelled)
{
    lose();
    const auto id = send("one");
    core->cancel(id);
    BOOST_TEST(take_events() == Lines{"sent: Operation canceled"}, per_element());
    let_connect();
    BOOST_TEST(take_sent() == Lines{"1:one"}, per_element()); // the message goes all the same
    BOOST_TEST(take_events() == Lines{"open"}, per_element());
}

// --- when there are too many

BOOST_AUTO_TEST_CASE(the_limits)
{
    options.max_queue_size = 1000;
    options.queue_high_mark = 500;
    options.queue_low_mark = 100;
    for (const auto policy : {QueuePolicy::close, QueuePolicy::drop_newest}) {
        options.queue_policy = policy;
        make();
        lose();
        for (const char name : {'a', 'b', 'c', 'd'})
            BOOST_TEST(send_now(std::string(136, name)) ==
                       (name < 'c' ? SendResult::sent : SendResult::queued));
        BOOST_TEST(core->kept_bytes() == 4u * 136);
        BOOST_TEST(send_now(std::string(137, 'e')) == SendResult::dropped); // each costs 64 more than it has
        send(std::string(137, 'f'));
        BOOST_TEST(take_events() == Lines{"sent: " + queue_full}, per_element());
        BOOST_TEST(send_now(std::string(136, 'g')) == SendResult::queued);
        let_connect();
        BOOST_TEST(take_events() == (Lines{"open", "drain"}), per_element());
        const auto frames = take_frames();
        std::string names;
        for (const auto& frame : frames)
            names += frame.payload[0];
        BOOST_TEST(names == "abcdg");
    }
}

BOOST_AUTO_TEST_CASE(the_oldest_give_way)
{
    options.max_queue_size = 1000;
    options.queue_high_mark = 500;
    options.queue_low_mark = 100;
    options.queue_policy = QueuePolicy::drop_oldest;
    lose();
    send(std::string(400, 'a'), "a");
    send_now(std::string(400, 'b'));
    BOOST_TEST(send_now(std::string(400, 'c')) == SendResult::queued);
    BOOST_TEST(take_events() == Lines{"a: " + queue_full}, per_element());
    send(std::string(2000, 'd'), "d"); // larger than all, but alone
    send(std::string(10, 'e'), "e");
    BOOST_TEST(take_events() == Lines{"d: " + queue_full}, per_element());
    let_connect();
    BOOST_TEST(take_sent() == Lines{"1:eeeeeeeeee"}, per_element());
    BOOST_TEST(take_events() == (Lines{"open", "drain", "e"}), per_element());
}

// What was kept was promised: it fits the queue of the session, though frames take a little more.
BOOST_AUTO_TEST_CASE(a_server_that_takes_nothing_at_first)
{
    options.max_queue_size = 500'000;
    options.queue_high_mark = 250'000;
    options.queue_low_mark = 50'000;
    lose();
    std::size_t count = 0;
    while (core->send(MessageType::text, std::to_string(count), Compression::automatic) !=
           SendResult::dropped)
        ++count;
    BOOST_TEST(count > 5000u);
    let_connect(0);
    BOOST_TEST(take_events() == Lines{"open"}, per_element());
    far().peer().take();
    network.talk();
    BOOST_TEST((core->state() == ReadyState::open));
    BOOST_TEST(take_events() == Lines{"drain"}, per_element());
    const auto frames = take_frames();
    BOOST_TEST_REQUIRE(frames.size() == count);
    for (std::size_t i = 0; i < count; ++i)
        BOOST_REQUIRE(frames[i].payload == std::to_string(i));
}

// Each takes memory, however little it says.
BOOST_AUTO_TEST_CASE(empty_messages_have_a_limit_too)
{
    options.max_queue_size = 10'000;
    options.queue_high_mark = 5000;
    options.queue_low_mark = 1000;
    lose();
    int count = 0;
    while (count < 100'000 &&
           core->send(MessageType::text, "", Compression::automatic) != SendResult::dropped)
        ++count;
    BOOST_TEST(count < 10'000);
    let_connect();
    BOOST_TEST(take_frames().size() == static_cast<std::size_t>(count));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_kept_test
