// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/client_session_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace session_sent_test {

// `send` with a handler: it is told, once, when the system has taken the message, or why it never will.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;
using Strings = std::vector<std::string>;

std::string told(std::string_view name, error why)
{
    return std::string{name} + ": " + make_error_code(why).message();
}

struct Fixture : ClientSessionFixture {
    Strings dones;

    Fixture()
    {
        options.max_queue_size = 10'000;
        options.queue_high_mark = 5000;
        options.queue_low_mark = 1000;
    }
    ~Fixture() { close(); } // whose handlers use `dones`

    SendHandler note(std::string_view name)
    {
        return [this, name = std::string{name}](error_code ec) {
            dones.push_back(name + (ec ? ": " + ec.message() : ""));
        };
    }
    // From elsewhere.
    void send(std::string_view name, std::size_t size = 100)
    {
        session->send(MessageType::binary, std::string(size, name[0]), Compression::automatic, note(name));
    }
    // From a callback of the session's.
    void send_here(std::string_view name, std::size_t size = 100)
    {
        within_callback([=, this](NotingSession&) { send(name, size); });
    }
    void must_be_told(const Strings& expected)
    {
        run();
        BOOST_TEST(dones == expected, per_element());
        dones.clear();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_sent_test, Fixture)

BOOST_AUTO_TEST_CASE(when_it_has_been_written)
{
    open();
    send("a");
    BOOST_TEST(dones.empty()); // not from within
    must_be_told({"a"});
    within_callback([this](NotingSession&) {
        send("b");
        send("c", 200'000);
        BOOST_TEST(dones.empty());
    });
    must_be_told({"b", "c"});
    BOOST_TEST(take_messages().size() == 3u);
}

BOOST_AUTO_TEST_CASE(each_when_its_own_last_byte_has_gone)
{
    for (const bool is_here : {false, true}) {
        open();
        peer->room = 0;
        for (const std::string name : {"a", "b", "c"})
            is_here ? send_here(name) : send(name);
        must_be_told({});
        peer->take(105); // a frame has 106
        must_be_told({});
        peer->take(1);
        must_be_told({"a"});
        peer->take(107);
        must_be_told({"b"});
        peer->take(104);
        must_be_told({});
        peer->take(1);
        must_be_told({"c"});
    }
}

// Nobody waits longer for what others send behind.
BOOST_AUTO_TEST_CASE(with_other_messages_around)
{
    open();
    peer->room = 0;
    session->send(MessageType::binary, std::string(50, 'x'));
    send("a");
    session->send(MessageType::binary, std::string(50, 'y'));
    session->ping("p");
    must_be_told({});
    peer->take(56 + 106);
    must_be_told({"a"});
    peer->take();
    must_be_told({});
    BOOST_TEST(take_messages().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_message_of_many_frames)
{
    options.fragment_size = 100;
    options.max_queue_size = 1'000'000;
    open();
    peer->room = 1000;
    send_here("a", 100'000);
    must_be_told({});
    while (session->buffered_amount() > 0) {
        BOOST_TEST(dones.empty());
        peer->take(5000);
        run();
    }
    must_be_told({"a"});
}

BOOST_AUTO_TEST_CASE(behind_a_message_in_pieces)
{
    open();
    const auto writer = std::make_shared<session::WriterSource>(MessageType::text);
    session->stream(MessageType::text, writer, note("stream"), Compression::automatic);
    session->append(writer, "one ");
    send("a");
    must_be_told({});
    session->append(writer, "two");
    session->end(writer);
    must_be_told({"stream", "a"});
    BOOST_TEST(take_messages() == (Strings{"one two", std::string(100, 'a')}), per_element());
}

// --- the connection goes

BOOST_AUTO_TEST_CASE(lost_while_it_is_queued)
{
    open();
    peer->room = 0;
    send_here("a");
    send("b");
    run();
    send("c"); // on its way to the session
    peer->fail_at = peer->operations;
    peer->take();
    run();
    const std::string why = make_error_code(boost::asio::error::broken_pipe).message();
    must_be_told({"a: " + why, "b: " + why, "c: " + why});
    BOOST_TEST(session->events == (Strings{"error " + why, "close 1006"}), per_element());
    send("d");
    must_be_told({told("d", error::not_open)});
}

BOOST_AUTO_TEST_CASE(lost_behind_a_message_in_pieces)
{
    open();
    const auto writer = std::make_shared<session::WriterSource>(MessageType::text);
    session->stream(MessageType::text, writer, {}, Compression::automatic);
    session->append(writer, "one ");
    send("a");
    run();
    loop->cut_all(error::connection_cut);
    must_be_told({told("a", error::connection_cut)});
}

BOOST_AUTO_TEST_CASE(closed_before_and_behind)
{
    open();
    peer->room = 0;
    send_here("a");
    session->close(CloseCode::normal, {});
    run();
    send("b");
    send_here("c");
    must_be_told({told("b", error::not_open), told("c", error::not_open)});
    peer->take();
    must_be_told({"a"}); // it went before the Close frame
    receive(server_frame(8, close_payload(1000)));
    peer->end();
    must_be_told({});
    session->send(MessageType::text, "x", Compression::automatic, note("d"));
    must_be_told({told("d", error::not_open)});
}

// The io_context goes with all that waits in it.
BOOST_AUTO_TEST_CASE(the_loop_goes)
{
    for (const bool has_orders : {false, true}) // on their way to the session
        BOOST_TEST_CONTEXT((has_orders ? "with orders" : "without orders"))
        {
            auto dying = std::make_unique<ClientSessionFixture>();
            dying->open();
            dying->peer->room = 0;
            dying->session->send(MessageType::text, "x", Compression::automatic, note("a"));
            dying->run();
            if (has_orders)
                dying->session->send(MessageType::text, "x", Compression::automatic, [](error_code) {});
            dying->loop->abandon(error::connection_cut);
            dying->peer->reader.reset();
            dying->peer->writer.reset();
            dying->runs_at_end = false;
            const std::weak_ptr<NotingSession> watch = dying->session;
            dying->session.reset();
            dying.reset();
            BOOST_TEST(watch.expired());
            BOOST_TEST(dones == Strings{told("a", error::connection_cut)}, per_element());
            dones.clear();
        }
}

// --- no room

BOOST_AUTO_TEST_CASE(no_room_and_the_newest_is_dropped)
{
    options.queue_policy = QueuePolicy::drop_newest;
    for (const bool is_here : {false, true}) {
        open();
        peer->room = 0;
        const auto send_one = [&](std::string_view name, std::size_t size) {
            is_here ? send_here(name, size) : send(name, size);
            run();
        };
        send_one("a", 6000);
        send_one("b", 6000);
        must_be_told({told("b", error::queue_full)});
        peer->take();
        must_be_told({"a"});
        BOOST_TEST(take_messages() == Strings{std::string(6000, 'a')}, per_element());
    }
}

BOOST_AUTO_TEST_CASE(no_room_and_the_session_is_closed)
{
    for (const bool is_here : {false, true}) {
        open();
        peer->room = 0;
        is_here ? send_here("a", 6000) : send("a", 6000);
        run();
        is_here ? send_here("b", 6000) : send("b", 6000);
        run();
        BOOST_TEST_REQUIRE(dones.size() == 1u);
        BOOST_TEST((dones[0] == told("b", error::queue_full) || dones[0] == told("b", error::not_open)));
        dones.clear();
        peer->take();
        must_be_told({"a"});
    }
}

// The oldest that is held back gives way: it is never sent, and whoever waits for it has to know.
BOOST_AUTO_TEST_CASE(no_room_and_the_oldest_give_way)
{
    options.queue_policy = QueuePolicy::drop_oldest;
    for (const bool is_here : {false, true}) {
        open();
        peer->room = 0;
        for (const std::string name : {"a", "b", "c", "d", "e"}) {
            is_here ? send_here(name, 3000) : send(name, 3000);
            run();
        }
        const auto dropped = dones;
        dones.clear();
        peer->take();
        run();
        Strings sent;
        for (const auto& message : take_messages())
            sent.emplace_back(1, message[0]);
        BOOST_TEST(sent.size() == 3u);
        BOOST_TEST(dones == sent, per_element()); // these, and no others, were sent
        BOOST_TEST(dropped == (Strings{told("c", error::queue_full), told("d", error::queue_full)}),
                   per_element());
        dones.clear();
    }
}

// --- handlers that do more

BOOST_AUTO_TEST_CASE(a_handler_that_sends)
{
    open();
    int count = 0;
    std::function<void(error_code)> again = [&](error_code ec) {
        BOOST_TEST(!ec);
        if (++count < 1000)
            session->send(MessageType::text, std::to_string(count), Compression::automatic, again);
    };
    session->send(MessageType::text, "0", Compression::automatic, again);
    run();
    BOOST_TEST(count == 1000);
    const auto messages = take_messages();
    BOOST_TEST(messages.size() == 1000u);
    BOOST_TEST(messages.back() == "999");
}

BOOST_AUTO_TEST_CASE(a_handler_that_closes_or_cuts)
{
    for (const bool cuts : {false, true}) {
        open();
        peer->room = 0;
        session->send(MessageType::text, "x", Compression::automatic, [&](error_code ec) {
            note("a")(ec);
            cuts ? session->cut(error::connection_cut) : session->close(CloseCode::normal, {});
        });
        send("b");
        run();
        peer->take();
        run();
        BOOST_TEST(dones.size() == 2u);
        BOOST_TEST(dones.at(0) == "a");
        BOOST_TEST((dones.at(1) == "b" || (cuts && dones.at(1) == told("b", error::connection_cut))));
        dones.clear();
    }
}

BOOST_AUTO_TEST_CASE(a_handler_that_sends_when_all_is_over)
{
    open();
    peer->room = 0;
    session->send(MessageType::text, "x", Compression::automatic, [&](error_code ec) {
        note("a")(ec);
        send("b");
    });
    run();
    loop->cut_all(error::connection_cut);
    must_be_told({told("a", error::connection_cut), told("b", error::not_open)});
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_sent_test
