// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/websocket_fixture.hpp"
#include "websocket/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace websocket_session_threads_test {

namespace {

using namespace hawser::test;
using hawser::error;
using hawser::Message;
using hawser::SendResult;
using hawser::Session;

/// The payloads of the frames that the server sent.
std::vector<std::string> payloads(std::string_view bytes)
{
    std::vector<std::string> found;
    while (!bytes.empty()) {
        hawser::websocket::FrameHeader header;
        hawser::error_code ec;
        hawser::websocket::FrameRules rules;
        rules.reader = hawser::websocket::Role::client;
        const auto size =
            hawser::websocket::read_frame_header({bytes.data(), bytes.size()}, rules, header, ec);
        BOOST_REQUIRE((size > 0 && !ec && bytes.size() >= size + header.length));
        found.emplace_back(bytes.substr(size, header.length));
        bytes.remove_prefix(size + header.length);
    }
    return found;
}

struct Fixture : WebSocketFixture {
    static hawser::ServerOptions large_queue()
    {
        auto options = small_options();
        options.websocket.max_queue_size = 100'000'000;
        options.websocket.queue_high_mark = 50'000'000;
        return options;
    }

    Fixture() : WebSocketFixture{large_queue()} {}

    Session the_session() const { return *sessions().find(sessions().ids().front()); }

    /// Runs the loop here while `threads` run, and what they left behind.
    void run_beside(const std::vector<std::function<void()>>& work)
    {
        std::atomic<std::size_t> running{work.size()};
        std::vector<std::thread> threads;
        for (const auto& each : work) {
            threads.emplace_back([&] {
                each();
                --running;
            });
        }
        while (running > 0) {
            loop.context.restart();
            loop.context.run_one_for(std::chrono::milliseconds{10});
        }
        for (auto& thread : threads) {
            thread.join();
        }
        loop.run();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_threads_test, Fixture)

BOOST_AUTO_TEST_CASE(many_threads_send_to_one_session)
{
    record.when_message = [](Recorder& self, const Message& m) { self.send(m); };
    const auto peer = open();
    const auto session = the_session();
    constexpr int count = 500;
    std::vector<std::function<void()>> work;
    for (int t = 0; t < 4; ++t) {
        work.emplace_back([&, t] {
            for (int i = 0; i < count; ++i) {
                const auto text = std::to_string(t) + ' ' + std::to_string(i) + ' ' +
                                  std::string(static_cast<std::size_t>(i), 'x');
                const auto result =
                    i % 3 == 0 ? session.send(std::as_bytes(std::span{text})) : session.send(text);
                if (result != SendResult::sent) {
                    std::abort();
                }
                if (i % 50 == 0) {
                    static_cast<void>(session.ping("p"));
                    static_cast<void>(session.buffered_amount());
                    static_cast<void>(session.is_open());
                }
            }
        });
    }
    run_beside(work);
    send(*peer, frame(text_opcode, "9 0 "));
    std::map<char, int> next;
    for (const auto& text : payloads(peer->sent)) {
        if (text == "p") {
            continue;
        }
        const auto number = std::stoi(text.substr(2));
        BOOST_REQUIRE(number == next[text[0]]++);
        BOOST_REQUIRE(text.substr(text.rfind(' ') + 1) ==
                      (text[0] == '9' ? "" : std::string(static_cast<std::size_t>(number), 'x')));
    }
    BOOST_TEST(next.size() == 5);
    BOOST_TEST(next['0'] == count);
    BOOST_TEST(next['3'] == count);
}

BOOST_AUTO_TEST_CASE(broadcasts_from_threads_while_sessions_come_and_go)
{
    const auto stays = open("/ws?name=stays");
    std::atomic<bool> over{false};
    std::thread sender{[&] {
        for (int i = 0; i < 1000; ++i) {
            sessions().broadcast(std::to_string(i));
            for (const auto& id : sessions().ids()) {
                static_cast<void>(sessions().send_to(id, "to one"));
            }
            static_cast<void>(sessions().count());
        }
        over = true;
    }};
    std::vector<std::shared_ptr<FakePeer>> peers;
    for (int i = 0; !over; ++i) {
        auto peer = peers.emplace_back(open("/ws?name=goes"));
        if (peers.size() > 5) {
            peers.front()->send(i % 2 ? peer_close(1000) : "");
            end(*peers.front());
            peers.erase(peers.begin());
        }
    }
    sender.join();
    loop.run();
    std::vector<std::string> broadcasts = payloads(stays->sent);
    std::erase(broadcasts, "to one");
    BOOST_REQUIRE(broadcasts.size() == 1000);
    for (std::size_t i = 0; i < broadcasts.size(); ++i) {
        BOOST_REQUIRE(broadcasts[i] == std::to_string(i));
    }
    BOOST_TEST(records["goes"].opens == records["goes"].closes + static_cast<int>(peers.size()));
}

BOOST_AUTO_TEST_CASE(close_from_another_thread)
{
    const auto peer = open();
    const auto session = the_session();
    run_beside({[&] {
        static_cast<void>(session.send("last"));
        session.close(hawser::CloseCode{4000}, "over");
        static_cast<void>(session.send("too late"));
    }});
    BOOST_TEST(hex(peer->sent) == hex(server_frame(text_opcode, "last") + our_close(4000, "over")));
    send(*peer, peer_close(4000));
    end(*peer);
    BOOST_TEST(record.events.back() == "close 4000 clean");
    BOOST_TEST((session.send("x") == SendResult::dropped));
}

// The test itself is a thread that is not the loop's.
BOOST_AUTO_TEST_CASE(broadcasts_and_sends_of_one_thread_stay_in_order)
{
    const auto peer = open();
    const auto session = the_session();
    record.when_message = [](Recorder& self, const Message&) { self.send("own"); };
    peer->send(frame(text_opcode, "go")); // its callback takes its turn among the others
    static_cast<void>(session.send("1"));
    sessions().broadcast("2");
    static_cast<void>(session.send("3"));
    sessions().broadcast("4");
    static_cast<void>(session.ping("5"));
    sessions().broadcast("6");
    session.close(hawser::CloseCode::normal);
    loop.run();
    auto sent = payloads(peer->sent);
    BOOST_TEST(std::erase(sent, "own") == 1);
    const std::vector<std::string> expected{"1", "2", "3", "4", "5", "6", close_payload(1000)};
    BOOST_TEST(sent == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(websocket_session_foreign_queue_test, WebSocketFixture)

BOOST_AUTO_TEST_CASE(queued_is_followed_by_on_drain)
{
    for (const bool reads : {true, false}) {
        record = {};
        const auto peer = open();
        const auto session = *sessions().find(sessions().ids().front());
        if (!reads) {
            peer->room = 0;
        }
        BOOST_TEST(
            (session.send(std::string(6000, 'x')) == SendResult::sent)); // the test is no thread of the loop
        BOOST_TEST((session.send(std::string(6000, 'x')) == SendResult::queued));
        BOOST_TEST(record.events.back() == "open");
        loop.run();
        BOOST_TEST(record.events.back() == (reads ? "drain" : "open"));
        take(*peer);
        BOOST_TEST(record.events.back() == "drain");
        BOOST_TEST(std::count(record.events.begin(), record.events.end(), "drain") == 1);
        send(*peer, peer_close(1000));
        end(*peer);
    }
}

BOOST_AUTO_TEST_CASE(an_inbox_that_overflows_ends_the_session)
{
    const auto peer = open();
    const auto session = *sessions().find(sessions().ids().front());
    peer->room = 0;
    BOOST_TEST((session.send(std::string(9000, 'x')) == SendResult::sent));
    BOOST_TEST((session.send(std::string(9000, 'x')) == SendResult::queued));
    BOOST_TEST((session.send(std::string(9000, 'x')) == SendResult::dropped));
    BOOST_TEST((session.send("small") == SendResult::dropped));
    loop.run();
    take(*peer);
    BOOST_TEST((peer->sent == server_frame(text_opcode, std::string(9000, 'x')) +
                                  server_frame(text_opcode, std::string(9000, 'x')) +
                                  our_close(1008, "send queue full")));
    BOOST_TEST(std::count(record.events.begin(), record.events.end(), error_event(error::queue_full)) == 1);
    send(*peer, peer_close(1008));
    end(*peer);
    BOOST_TEST(record.events.back() == "close 1008 clean");
}

BOOST_AUTO_TEST_CASE(orders_for_a_session_that_ends)
{
    const auto peer = open();
    const auto session = *sessions().find(sessions().ids().front());
    peer->send(peer_close(1000));
    peer->end();
    static_cast<void>(session.send("x"));
    static_cast<void>(session.ping("x"));
    session.close();
    loop.run();
    BOOST_TEST(record.closes == 1);
    BOOST_TEST(record.events.back() == "close 1000 clean");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_threads_test
