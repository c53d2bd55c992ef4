// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/websocket_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace websocket_session_send_test {

namespace {

using namespace hawser::test;
using hawser::error;
using hawser::Message;
using hawser::SendResult;

using Events = std::vector<std::string>;

/// Sends so many bytes for each message, whose text is the number.
struct Fixture : WebSocketFixture {
    std::vector<SendResult> results;

    Fixture()
    {
        record.when_message = [this](Recorder& self, const Message& message) {
            results.push_back(self.send(std::string(std::stoul(std::string{message.text()}), 'x')));
        };
    }

    void ask(FakePeer& peer, std::size_t bytes) { send(peer, frame(text_opcode, std::to_string(bytes))); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_send_test, Fixture)

BOOST_AUTO_TEST_CASE(text_binary_and_ping)
{
    record.when_open = [](Recorder& self) {
        const std::string bytes{"\0\xff", 2};
        BOOST_TEST((self.send("text") == SendResult::sent));
        BOOST_TEST((self.send(std::as_bytes(std::span{bytes})) == SendResult::sent));
        BOOST_TEST((self.send(Message{hawser::MessageType::binary, "echo"}) == SendResult::sent));
        BOOST_TEST((self.ping("p") == SendResult::sent));
        BOOST_TEST((self.session().send("by handle") == SendResult::sent));
        BOOST_TEST(
            (self.send(std::string(70'000, 'y')) == SendResult::sent)); // more than the cork buffer takes
        BOOST_TEST((self.send("end") == SendResult::sent));
    };
    const auto peer = open();
    BOOST_TEST((peer->sent == server_frame(text_opcode, "text") + server_frame(binary_opcode, {"\0\xff", 2}) +
                                  server_frame(binary_opcode, "echo") + server_frame(ping_opcode, "p") +
                                  server_frame(text_opcode, "by handle") +
                                  server_frame(text_opcode, std::string(70'000, 'y')) +
                                  server_frame(text_opcode, "end")));
    send(*peer, frame(pong_opcode, "p"));
    BOOST_TEST(record.events == (Events{"open", "pong p"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent)
{
    record.when_open = [](Recorder& self) {
        BOOST_CHECK_THROW(self.send("\xff"), std::invalid_argument);
        BOOST_CHECK_THROW(self.session().send("a\xe2\x82"), std::invalid_argument);
        BOOST_CHECK_THROW(self.sessions().broadcast("\xff"), std::invalid_argument);
        BOOST_CHECK_THROW(self.sessions().send_to(self.id(), "\xff"), std::invalid_argument);
        BOOST_CHECK_THROW(self.ping(std::string(126, 'x')), std::invalid_argument);
        BOOST_TEST((self.ping(std::string(125, 'x')) == SendResult::sent));
    };
    const auto peer = open();
    BOOST_TEST((peer->sent == server_frame(ping_opcode, std::string(125, 'x'))));
}

BOOST_AUTO_TEST_CASE(a_slow_reader_is_told_of)
{
    const auto peer = open();
    peer->room = 0;
    ask(*peer, 6000);
    const auto session = sessions().find(sessions().ids().front());
    BOOST_TEST(session->buffered_amount() == 6004);
    ask(*peer, 6000);
    BOOST_TEST((results == std::vector{SendResult::sent, SendResult::queued}));
    BOOST_TEST(session->buffered_amount() == 12'008);
    take(*peer, 11'000);
    BOOST_TEST(record.events.back() == "text 6000");
    take(*peer, 10);
    BOOST_TEST(record.events.back() == "drain");
    take(*peer);
    BOOST_TEST(session->buffered_amount() == 0);
    BOOST_TEST(std::count(record.events.begin(), record.events.end(), "drain") == 1);
    BOOST_TEST((peer->sent == server_frame(text_opcode, std::string(6000, 'x')) +
                                  server_frame(text_opcode, std::string(6000, 'x'))));
}

BOOST_AUTO_TEST_CASE(sending_in_on_drain_keeps_the_pipe_full)
{
    record.when_drain = [](Recorder& self) {
        while (self.send(std::string(3000, 'x')) == SendResult::sent) {}
    };
    const auto peer = open();
    peer->room = 0;
    ask(*peer, 12'000);
    ask(*peer, 1);
    for (int i = 0; i < 50; ++i) {
        take(*peer, 5000);
    }
    BOOST_TEST(peer->sent.size() > 200'000);
    BOOST_TEST(std::count(record.events.begin(), record.events.end(), "drain") > 3);
}

BOOST_AUTO_TEST_CASE(a_queue_that_overflows_ends_the_session)
{
    const auto peer = open();
    peer->room = 0;
    for (std::size_t size : {9000u, 9000u, 9000u, 10u}) {
        ask(*peer, size);
    }
    BOOST_TEST((results ==
                std::vector{SendResult::sent, SendResult::queued, SendResult::dropped, SendResult::dropped}));
    BOOST_TEST(record.events == (Events{"open", "text 9000", "text 9000", "text 9000",
                                        error_event(error::queue_full), "text 10"}),
               boost::test_tools::per_element());
    BOOST_TEST(sessions().count() == 1);
    BOOST_TEST(logged("its send queue is full"));
    take(*peer);
    BOOST_TEST((peer->sent == server_frame(text_opcode, std::string(9000, 'x')) +
                                  server_frame(text_opcode, std::string(9000, 'x')) +
                                  our_close(1008, "send queue full")));
    send(*peer, peer_close(1008));
    end(*peer);
    BOOST_TEST(record.events.back() == "close 1008 clean");
    BOOST_TEST(record.closes == 1);
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_reads_is_cut_after_the_close_timeout)
{
    const auto peer = open();
    peer->room = 0;
    for (int i = 0; i < 5; ++i) {
        ask(*peer, 9000);
    }
    tick(9);
    BOOST_TEST(!peer->closed);
    tick(3);
    BOOST_TEST(peer->closed);
    BOOST_TEST(record.events.back() == "close 1006");
    BOOST_TEST(sessions().count() == 0);
}

BOOST_AUTO_TEST_CASE(one_message_may_be_larger_than_the_queue)
{
    const auto peer = open();
    peer->room = 0;
    ask(*peer, 90'000);
    BOOST_TEST((results == std::vector{SendResult::queued}));
    take(*peer);
    BOOST_TEST((peer->sent == server_frame(text_opcode, std::string(90'000, 'x'))));
}

BOOST_AUTO_TEST_CASE(a_flood_of_pings_from_a_peer_that_does_not_read)
{
    const auto peer = open();
    const auto session = sessions().find(sessions().ids().front());
    peer->room = 0;
    const std::string payload(100, 'p');
    std::string pings;
    for (int i = 0; i < 1000; ++i) {
        pings += frame(ping_opcode, payload);
    }
    for (int i = 0; i < 10; ++i) {
        send(*peer, pings);
        BOOST_TEST(session->buffered_amount() <= 64 * 1024 + 20'000);
    }
    send(*peer, frame(ping_opcode, "newest"));
    take(*peer);
    BOOST_TEST(session->is_open());
    BOOST_TEST(peer->sent.ends_with(server_frame(pong_opcode, "newest")));
    BOOST_TEST(peer->sent.starts_with(server_frame(pong_opcode, payload)));
    send(*peer, frame(ping_opcode, "after"));
    BOOST_TEST(
        peer->sent.ends_with(server_frame(pong_opcode, "newest") + server_frame(pong_opcode, "after")));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_send_test
