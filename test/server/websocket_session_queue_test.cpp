// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/print_send_result.hpp"
#include "support/websocket_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace websocket_session_queue_test {

// The policies of a queue that is full, and messages in pieces.

namespace {

using namespace hawser;
using namespace hawser::test;
using Events = std::vector<std::string>;

struct Fixture : WebSocketFixture {
    using Change = void (*)(WebSocketOptions&);

    static ServerOptions options(Change change)
    {
        auto options = small_options();
        change(options.websocket);
        return options;
    }
    explicit Fixture(Change change = [](WebSocketOptions&) {}) : WebSocketFixture{options(change)}
    {
        record.when_open = [this](Recorder& self) { session = self.session(); };
    }

    // Sends as a callback of the session does.
    SendResult send_here(std::string_view text)
    {
        auto result = SendResult::sent;
        record.when_pong = [&](Recorder& self) { result = self.send(text); };
        send(*peer, frame(pong_opcode, ""));
        record.when_pong = {};
        return result;
    }
    SendResult send_from_elsewhere(std::string_view text)
    {
        const auto result = session->send(text);
        loop.run();
        return result;
    }

    std::shared_ptr<FakePeer> connect_peer()
    {
        peer = open();
        peer->room = 0;
        return peer;
    }

    static std::string message(char name, std::size_t size = 3000) { return std::string(size, name); }
    static std::string text_frame(const std::string& text) { return server_frame(text_opcode, text); }

    // Letters of the messages that have been sent, in order.
    std::string letters() const
    {
        std::string result;
        for (std::size_t at = 0; at < peer->sent.size();) {
            const auto length = static_cast<unsigned char>(peer->sent[at + 1]);
            const std::size_t header = length < 126 ? 2 : 4;
            const std::size_t size = length < 126 ? length
                                                  : static_cast<unsigned char>(peer->sent[at + 2]) * 256u +
                                                        static_cast<unsigned char>(peer->sent[at + 3]);
            result += peer->sent.substr(at + header, std::min<std::size_t>(size, 1));
            at += header + size;
        }
        return result;
    }

    std::shared_ptr<FakePeer> peer;
    std::optional<Session> session;
};

struct DropNewest : Fixture {
    DropNewest() : Fixture{[](WebSocketOptions& o) { o.queue_policy = QueuePolicy::drop_newest; }} {}
};
struct DropOldest : Fixture {
    DropOldest() : Fixture{[](WebSocketOptions& o) { o.queue_policy = QueuePolicy::drop_oldest; }} {}
};
struct TryLater : Fixture {
    TryLater() : Fixture{[](WebSocketOptions& o) { o.queue_close_code = CloseCode::try_again_later; }} {}
};
struct Fragments : Fixture {
    Fragments() : Fixture{[](WebSocketOptions& o) { o.fragment_size = 1000; }} {}
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_queue, Fixture)

BOOST_FIXTURE_TEST_CASE(the_close_code_of_a_full_queue_is_an_option, TryLater)
{
    connect_peer();
    for (int i = 0; i < 7; ++i)
        send_here(message('a'));
    BOOST_TEST(!session->is_open());
    take(*peer);
    BOOST_TEST(peer->sent.ends_with(our_close(1013, "send queue full")));
}

BOOST_AUTO_TEST_CASE(what_waits_for_the_end_of_the_batch_only_does_not_count)
{
    peer = open();
    sessions().broadcast(message('a', 15'000));
    sessions().broadcast(message('b', 15'000));
    sessions().broadcast(message('c', 25'000));
    loop.run();
    BOOST_TEST(session->is_open());
    BOOST_TEST(letters() == "abc");
}

BOOST_FIXTURE_TEST_CASE(drop_newest_keeps_the_session_and_the_order, DropNewest)
{
    connect_peer();
    std::string sent;
    for (char name = 'a'; name <= 'z'; ++name)
        if (const auto result = name % 2 ? send_here(message(name)) : send_from_elsewhere(message(name));
            result != SendResult::dropped)
            sent += name;
    BOOST_TEST(sent == "abcdef");
    BOOST_TEST(session->is_open());
    BOOST_TEST(session->buffered_amount() <= 20'000);
    BOOST_TEST(std::count(record.events.begin(), record.events.end(), "drain") == 0);
    take(*peer);
    BOOST_TEST(letters() == sent);
    BOOST_TEST(record.events.back() == "drain");
    BOOST_TEST(send_here("more") == SendResult::sent);
}

BOOST_FIXTURE_TEST_CASE(two_that_write_and_do_not_read_are_ended_by_the_write_deadline, DropNewest)
{
    connect_peer();
    echo(record);
    for (int i = 0; i < 70; ++i) {
        send(*peer, frame(text_opcode, message('a')));
        tick();
    }
    BOOST_TEST(peer->closed);
    BOOST_TEST(record.events.back() == "close 1006");
    BOOST_TEST(*(record.events.end() - 2) == error_event(error::write_timeout));
}

BOOST_FIXTURE_TEST_CASE(drop_oldest_sends_the_newest, DropOldest)
{
    connect_peer();
    for (char name = 'a'; name <= 'z'; ++name)
        BOOST_TEST((name % 2 ? send_here(message(name)) : send_from_elsewhere(message(name)))
                   != SendResult::dropped);
    BOOST_TEST(session->buffered_amount() <= 20'000);
    BOOST_TEST(session->is_open());
    for (int i = 0; i < 100; ++i)
        take(*peer, 1000);
    take(*peer);
    BOOST_TEST(letters() == "abcdyz"); // those up to the high mark were on their way already
    BOOST_TEST(session->buffered_amount() == 0);
    BOOST_TEST(std::count(record.events.begin(), record.events.end(), "drain") == 1);
}

BOOST_FIXTURE_TEST_CASE(drop_oldest_drops_in_the_inbox_of_other_threads_too, DropOldest)
{
    connect_peer();
    for (char name = 'a'; name <= 'z'; ++name)
        BOOST_TEST(session->send(message(name)) != SendResult::dropped); // carried out by none
    loop.run();
    take(*peer);
    BOOST_TEST(letters().ends_with("xyz"));
    BOOST_TEST(session->is_open());
}

BOOST_FIXTURE_TEST_CASE(a_message_that_can_never_fit_beside_what_is_on_its_way, DropOldest)
{
    connect_peer();
    send_here(message('a'));
    BOOST_TEST(send_here(message('b', 50'000)) == SendResult::dropped);
    BOOST_TEST(send_here(message('c')) != SendResult::dropped);
    take(*peer);
    BOOST_TEST(letters() == "ac");
}

BOOST_FIXTURE_TEST_CASE(close_waits_for_what_drop_oldest_holds_back, DropOldest)
{
    connect_peer();
    for (char name = 'a'; name <= 'f'; ++name)
        send_here(message(name));
    session->close();
    loop.run();
    BOOST_TEST(!session->is_open());
    take(*peer);
    BOOST_TEST((peer->sent.ends_with(text_frame(message('f')) + our_close(1000))));
    BOOST_TEST(letters().starts_with("abcdef"));
}

BOOST_AUTO_TEST_CASE(who_takes_what_came_before_the_close_frame_gets_all_of_it)
{
    connect_peer();
    send_here(message('a', 90'000));
    session->close();
    loop.run();
    for (int i = 0; i < 3; ++i) {
        tick(9);
        take(*peer, 20'000);
        BOOST_TEST(!peer->closed);
    }
    take(*peer);
    tick(9);
    BOOST_TEST((peer->sent == text_frame(message('a', 90'000)) + our_close(1000)));
    tick(20);
    BOOST_TEST(peer->closed);
}

BOOST_FIXTURE_TEST_CASE(messages_go_out_in_fragments_of_the_size_asked_for, Fragments)
{
    peer = open();
    FrameShape first, middle;
    first.fin = middle.fin = false;
    const auto text = message('x', 1000) + message('y', 1000) + message('z', 500);
    const auto frames = server_frame(text_opcode, message('x', 1000), first) +
                        server_frame(0, message('y', 1000), middle) + server_frame(0, message('z', 500));
    for (const bool here : {true, false}) {
        peer->sent.clear();
        here ? send_here(text) : send_from_elsewhere(text);
        BOOST_TEST((peer->sent == frames));
    }
    peer->sent.clear();
    send_here(message('x', 1000));
    sessions().broadcast(message('x', 1000));
    loop.run();
    BOOST_TEST((peer->sent == text_frame(message('x', 1000)) + text_frame(message('x', 1000))));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_queue_test
