// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_manager.hpp>

#include "server/session_registry.hpp"
#include "support/websocket_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace hawser::test;
using hawser::CloseCode;
using hawser::Message;
using hawser::SendResult;

struct Fixture : WebSocketFixture {
    std::string id_of(std::string_view name)
    {
        for (const auto& id : sessions().ids()) {
            if (names[id] == name) {
                return id;
            }
        }
        return {};
    }

    std::shared_ptr<FakePeer> open_named(const std::string& name)
    {
        records[name].when_open = [this, name](Recorder& self) { names[self.id()] = name; };
        return open("/ws?name=" + name);
    }

    std::map<std::string, std::string> names;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_manager_test, Fixture)

BOOST_AUTO_TEST_CASE(sessions_come_and_go)
{
    BOOST_TEST(sessions().count() == 0);
    const auto a = open_named("a");
    const auto b = open_named("b");
    const auto c = open_named("c");
    BOOST_TEST(sessions().count() == 3);
    auto ids = sessions().ids();
    std::sort(ids.begin(), ids.end());
    BOOST_TEST((std::unique(ids.begin(), ids.end()) == ids.end()));
    for (const auto& id : ids) {
        const auto found = sessions().find(id);
        BOOST_REQUIRE(found);
        BOOST_TEST(found->id() == id);
    }
    const auto id_of_a = id_of("a");
    send(*a, peer_close(1000)); // the first goes: the last takes its place
    end(*a);
    BOOST_TEST(sessions().count() == 2);
    BOOST_TEST(!sessions().find(id_of_a));
    sessions().broadcast("x");
    loop.run();
    BOOST_TEST(b->sent == server_frame(text_opcode, "x"));
    BOOST_TEST(c->sent == server_frame(text_opcode, "x"));
    for (const auto& peer : {c, b}) {
        send(*peer, peer_close(1000));
        end(*peer);
    }
    BOOST_TEST(sessions().count() == 0);
    sessions().broadcast("to nobody");
    const auto d = open_named("d");
    BOOST_TEST(sessions().count() == 1);
}

BOOST_AUTO_TEST_CASE(one_of_them)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    const auto id = id_of("a");
    const std::string bytes{"\0\1", 2};
    BOOST_TEST((sessions().send_to(id, "text") == SendResult::sent));
    BOOST_TEST((sessions().send_to(id, std::as_bytes(std::span{bytes})) == SendResult::sent));
    BOOST_TEST((sessions().ping_to(id, "p") == SendResult::sent));
    sessions().close_session(id, CloseCode{4000}, "go");
    loop.run();
    BOOST_TEST(hex(a->sent) == hex(server_frame(text_opcode, "text") + server_frame(binary_opcode, bytes) +
                                   server_frame(ping_opcode, "p") + our_close(4000, "go")));
    BOOST_TEST(b->sent.empty());
    BOOST_TEST((sessions().send_to(id, "closing") == SendResult::dropped));
    for (const auto* unknown : {"", "x", "00112233445566778899aabbccddeeff"}) {
        BOOST_TEST(!sessions().find(unknown));
        BOOST_TEST((sessions().send_to(unknown, "x") == SendResult::dropped));
        BOOST_TEST((sessions().send_to(unknown, std::as_bytes(std::span{bytes})) == SendResult::dropped));
        BOOST_TEST((sessions().ping_to(unknown) == SendResult::dropped));
        sessions().close_session(unknown);
    }
    BOOST_CHECK_THROW(sessions().close_session(id_of("b"), CloseCode::abnormal), std::invalid_argument);
    BOOST_CHECK_THROW(sessions().ping_to(id_of("b"), std::string(126, 'x')), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_broadcast_keeps_its_place_among_what_is_sent)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    records["a"].when_message = [](Recorder& self, const Message&) {
        self.send("1");
        self.sessions().broadcast("2");
        self.send("3");
        const std::string large(15'000, 'x');
        self.sessions().broadcast(std::as_bytes(std::span{large}));
        self.send("4");
    };
    send(*a, frame(text_opcode, "go"));
    const auto large = server_frame(binary_opcode, std::string(15'000, 'x'));
    BOOST_TEST((a->sent == server_frame(text_opcode, "1") + server_frame(text_opcode, "2") +
                               server_frame(text_opcode, "3") + large + server_frame(text_opcode, "4")));
    BOOST_TEST((b->sent == server_frame(text_opcode, "2") + large));
}

BOOST_AUTO_TEST_CASE(a_full_receiver_does_not_disturb_the_others)
{
    const auto slow = open_named("slow");
    const auto a = open_named("a");
    const auto b = open_named("b");
    records["a"].when_message = [](Recorder& self, const Message& m) { self.sessions().broadcast(m.text()); };
    slow->room = 0;
    const std::string text(6000, 'x');
    for (int i = 0; i < 20; ++i) {
        send(*a, frame(text_opcode, text));
    }
    for (const auto& peer : {a, b}) {
        BOOST_TEST(peer->sent.size() == 20 * server_frame(text_opcode, text).size());
    }
    const auto& events = records["slow"].events;
    BOOST_TEST(std::count(events.begin(), events.end(), error_event(hawser::error::queue_full)) == 1);
    BOOST_TEST(sessions().find(id_of("slow"))->buffered_amount() <= 21'000);
    tick(12);
    BOOST_TEST(slow->closed);
    BOOST_TEST(records["slow"].closes == 1);
    BOOST_TEST(sessions().count() == 2);
}

BOOST_AUTO_TEST_CASE(broadcasts_in_on_open_and_on_close)
{
    const auto a = open_named("a");
    records["b"].when_open = [](Recorder& self) { self.sessions().broadcast("hello"); };
    records["b"].when_close = [](Recorder& self) { self.sessions().broadcast("bye"); };
    const auto b = open("/ws?name=b");
    BOOST_TEST(b->sent == server_frame(text_opcode, "hello"));
    send(*b, peer_close(1000));
    end(*b);
    BOOST_TEST(a->sent == server_frame(text_opcode, "hello") + server_frame(text_opcode, "bye"));
}

BOOST_AUTO_TEST_CASE(closing_all_in_a_callback)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    records["a"].when_message = [](Recorder& self, const Message&) {
        for (const auto& id : self.sessions().ids()) {
            self.sessions().close_session(id);
        }
    };
    send(*a, frame(text_opcode, "go"));
    for (const auto& peer : {a, b}) {
        BOOST_TEST(hex(peer->sent) == hex(our_close(1000)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(session_registry_test, Fixture)

BOOST_AUTO_TEST_CASE(a_service_that_is_removed_during_a_handshake)
{
    site->add_service("/removed",
                      [this](const hawser::Request&, hawser::Response&) {
                          const auto removed = site->remove_service("/removed");
                          removed->registry->close_all(CloseCode::going_away);
                          return std::make_unique<Recorder>(record);
                      },
                      {});
    const auto peer = open("/removed");
    BOOST_TEST(hex(peer->sent) == hex(our_close(1001)));
    send(*peer, peer_close(1001));
    end(*peer);
    BOOST_TEST(record.opens == 1);
    BOOST_TEST(record.closes == 1);
}

// A broadcast waits for its loop while the sessions there end, and a session of another loop takes their
// place in the registry: it belongs to another thread, and was not open when the message was sent.
BOOST_AUTO_TEST_CASE(a_broadcast_does_not_reach_the_sessions_of_another_loop)
{
    WebSocketFixture other;
    other.site = site;
    const auto a = open_named("a");
    loop.loop->cut_all(hawser::error::connection_cut); // posts the cut
    loop.context.restart();
    loop.context.run_one(); // the cut, which posts the end of the session
    sessions().broadcast("late");
    while (sessions().count() > 0) {
        BOOST_REQUIRE(loop.context.run_one() == 1);
    }
    const auto b = other.connect();
    other.send(*b, handshake("/ws?name=b"));
    BOOST_TEST(records["b"].opens == 1);
    loop.run();
    other.loop.run();
    BOOST_TEST(b->sent.ends_with(handshake_answer));
    other.close_all();
}

BOOST_AUTO_TEST_SUITE_END()
