// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_manager.hpp>

#include "support/named_sessions.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace session_manager_test {

namespace {

using namespace hawser::test;
using hawser::CloseCode;
using hawser::Message;
using hawser::SendResult;
using hawser::Session;

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_manager_test, NamedSessions)

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

BOOST_AUTO_TEST_CASE(all_but_one)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    const auto session = session_of("a");
    const std::string bytes{"\0\1", 2};
    in_callback_of("a", *a, [&](Recorder& self) {
        self.sessions().broadcast_except(self.session(), "own");
        self.sessions().broadcast_except(session_of("b"), "not b");
    });
    sessions().broadcast_except(session, "others");
    sessions().broadcast_except(session, std::as_bytes(std::span{bytes}));
    loop.run();
    BOOST_TEST(a->sent == texts({"not b"}));
    BOOST_TEST(b->sent == texts({"own", "others"}) + server_frame(binary_opcode, bytes));
    leave_for_good(*a);
    sessions().broadcast_except(session, "is gone anyway");
    loop.run();
    BOOST_TEST(b->sent.ends_with(texts({"is gone anyway"})));
    leave_for_good(*b);
    sessions().broadcast_except(session, "to nobody");
}

BOOST_AUTO_TEST_CASE(those_that_a_filter_chooses)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    const std::string bytes{"\0\1", 2};
    int asked = 0;
    const auto is_b = [&](const Session& session) {
        ++asked;
        return session.id() == id_of("b");
    };
    sessions().broadcast_if(is_b, "from outside");
    BOOST_TEST(asked == 2); // before it returned
    in_callback_of("a", *a, [&](Recorder& self) {
        self.send("before");
        self.sessions().broadcast_if([](const Session&) { return true; }, "from a callback");
    });
    sessions().broadcast_if(is_b, std::as_bytes(std::span{bytes}));
    sessions().broadcast_if([](const Session&) { return false; }, "to nobody");
    loop.run();
    BOOST_TEST(a->sent == texts({"before", "from a callback"}));
    BOOST_TEST(b->sent == texts({"from outside", "from a callback"}) + server_frame(binary_opcode, bytes));
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_if_the_filter_throws)
{
    const auto a = open_named("a");
    const auto b = open_named("b");
    int asked = 0;
    const auto second_throws = [&](const Session&) {
        return ++asked == 2 ? throw std::runtime_error{"filter"} : true;
    };
    BOOST_CHECK_THROW(sessions().broadcast_if(second_throws, "x"), std::runtime_error);
    in_callback_of("a", *a, [&](Recorder& self) {
        asked = 0;
        BOOST_CHECK_THROW(self.sessions().broadcast_if(second_throws, "x"), std::runtime_error);
    });
    BOOST_TEST(a->sent.empty());
    BOOST_TEST(b->sent.empty());
}

BOOST_AUTO_TEST_CASE(text_is_checked_before_anything_is_sent)
{
    const auto a = open_named("a");
    BOOST_CHECK_THROW(sessions().broadcast("\xff"), std::invalid_argument);
    BOOST_CHECK_THROW(sessions().broadcast_except(session_of("a"), "\xff"), std::invalid_argument);
    BOOST_CHECK_THROW(sessions().broadcast_if([](const Session&) { return true; }, "\xff"),
                      std::invalid_argument);
    BOOST_CHECK_THROW(sessions().group("room").broadcast("\xff"), std::invalid_argument);
    loop.run();
    BOOST_TEST(a->sent.empty());
}

BOOST_AUTO_TEST_CASE(those_that_are_alive_and_those_that_are_not)
{
    using Strings = std::vector<std::string>;
    const auto a = open_named("a");
    const auto b = open_named("b");
    const auto c = open_named("c");
    BOOST_TEST(sessions().active_ids().size() == 3);
    BOOST_TEST(sessions().inactive_ids().empty());
    BOOST_TEST(sessions().sweep() == 0);
    for (const auto* name : {"a", "b"}) {
        static_cast<void>(session_of(name).ping("x"));
    }
    loop.run();
    send(*a, frame(pong_opcode, "x"));
    session_of("c").close();
    loop.run();
    tick(12);
    BOOST_TEST(sessions().active_ids() == Strings{id_of("a")}, boost::test_tools::per_element());
    BOOST_TEST(sessions().inactive_ids().size() == sessions().count() - 1);
    BOOST_TEST(sessions().sweep() == 1); // not `c`, which is closing
    loop.run();
    BOOST_TEST(b->closed);
    const std::vector<std::string> end{error_event(hawser::error::pong_timeout), "close 1006"};
    const auto& events = records["b"].events;
    BOOST_TEST(std::vector(events.end() - 2, events.end()) == end, boost::test_tools::per_element());
    BOOST_TEST(!sessions().find(id_of("b")));
    BOOST_TEST(!a->closed);
    BOOST_TEST(sessions().sweep() == 0);
}

BOOST_AUTO_TEST_CASE(a_sweep_in_a_callback)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    static_cast<void>(session_of("b").ping("x"));
    loop.run();
    tick(12);
    in_callback_of("a", *a, [](Recorder& self) {
        BOOST_TEST(self.sessions().sweep() == 1);
        self.sessions().group("room").broadcast("the living");
    });
    BOOST_TEST(a->sent == texts({"the living"}));
    BOOST_TEST(b->closed);
    BOOST_TEST(sessions().group("room").count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_manager_test
