// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_group.hpp>

#include "support/named_sessions.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace session_group_test {

namespace {

using namespace hawser::test;
using hawser::CloseCode;
using hawser::Session;
using hawser::SessionGroup;
using Strings = std::vector<std::string>;

Strings sorted(Strings strings)
{
    std::sort(strings.begin(), strings.end());
    return strings;
}

struct Fixture : NamedSessions {
    SessionGroup room(std::string_view name = "room") const { return sessions().group(name); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_group_test, Fixture)

BOOST_AUTO_TEST_CASE(a_group_is_those_who_have_joined)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    const auto c = open_in("other", "c");
    BOOST_TEST(room().name() == "room");
    BOOST_TEST(room().count() == 2);
    BOOST_TEST(sorted(room().ids()) == sorted({id_of("a"), id_of("b")}), boost::test_tools::per_element());
    BOOST_TEST(room("other").ids() == Strings{id_of("c")}, boost::test_tools::per_element());
    BOOST_TEST((room("other").sessions() == std::vector<Session>{session_of("c")}));
    BOOST_TEST(sorted(sessions().group_names()) == (Strings{"other", "room"}),
               boost::test_tools::per_element());
    room().broadcast("to the room");
    room("other").broadcast("to the other");
    sessions().broadcast("to all");
    loop.run();
    for (const auto& peer : {a, b}) {
        BOOST_TEST(peer->sent == texts({"to the room", "to all"}));
    }
    BOOST_TEST(c->sent == texts({"to the other", "to all"}));
}

BOOST_AUTO_TEST_CASE(joining_twice_and_leaving_what_one_is_not_in)
{
    const auto a = open_in("room", "a");
    const auto b = open_named("b");
    in_callback_of("a", *a, [&](Recorder& self) {
        self.join("room");
        self.leave("other");
        self.session().leave("room ");
        room().broadcast("once");
    });
    BOOST_TEST(a->sent == texts({"once"}));
    BOOST_TEST(room().count() == 1);
    in_callback_of("b", *b, [](Recorder& self) { self.leave("room"); });
    BOOST_TEST(room().count() == 1);
}

BOOST_AUTO_TEST_CASE(in_several_groups)
{
    const auto a = open_in("1", "a");
    const auto b = open_named("b", [](Recorder& self) {
        for (const auto* group : {"1", "2", "3"}) {
            self.join(group);
        }
    });
    const auto c = open_in("3", "c");
    const auto session = session_of("b");
    BOOST_TEST(sorted(session.groups()) == (Strings{"1", "2", "3"}), boost::test_tools::per_element());
    in_callback_of("b", *b, [&](Recorder& self) {
        self.leave("1");
        BOOST_TEST(sorted(session.groups()) == (Strings{"2", "3"}), boost::test_tools::per_element());
    });
    for (const auto* group : {"1", "2", "3"}) {
        room(group).broadcast(group);
    }
    loop.run();
    BOOST_TEST(a->sent == texts({"1"}));
    BOOST_TEST(b->sent == texts({"2", "3"}));
    BOOST_TEST(c->sent == texts({"3"}));
    leave_for_good(*b);
    BOOST_TEST(session.groups().empty());
    BOOST_TEST(sorted(sessions().group_names()) == (Strings{"1", "3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gone_with_its_last_member)
{
    const auto handle = room();
    BOOST_TEST(handle.count() == 0);
    handle.broadcast("to nobody");
    const auto a = open_in("room", "a");
    BOOST_TEST(handle.count() == 1);
    in_callback_of("a", *a, [](Recorder& self) { self.leave("room"); });
    BOOST_TEST(handle.count() == 0);
    BOOST_TEST(sessions().group_names().empty());
    const auto b = open_in("room", "b");
    leave_for_good(*b);
    BOOST_TEST(handle.count() == 0);
    BOOST_TEST(sessions().group_names().empty());
    const auto c = open_in("room", "c");
    handle.broadcast("anew");
    loop.run();
    BOOST_TEST(c->sent == texts({"anew"}));
    BOOST_TEST(a->sent.empty());
}

BOOST_AUTO_TEST_CASE(a_group_has_a_name)
{
    const auto a = open_in("room", "a");
    BOOST_CHECK_THROW(sessions().group(""), std::invalid_argument);
    BOOST_CHECK_THROW(session_of("a").join(""), std::invalid_argument);
    BOOST_CHECK_THROW(session_of("a").leave(""), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(all_but_one_and_a_choice)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    const auto c = open_named("c");
    const auto is_b_or_c = [&](const Session& session) {
        return session.id() == id_of("b") || session.id() == id_of("c");
    };
    in_callback_of("a", *a, [&](Recorder& self) {
        room().broadcast_except(self.session(), "others");
        room().broadcast_if(is_b_or_c, "chosen");
        room().broadcast_except(session_of("c"), "not c");
    });
    BOOST_TEST(a->sent == texts({"not c"}));
    BOOST_TEST(b->sent == texts({"others", "chosen", "not c"}));
    BOOST_TEST(c->sent.empty());
}

// The test is a thread that is not the loop's.
BOOST_AUTO_TEST_CASE(joins_keep_their_place_among_the_broadcasts_of_a_thread)
{
    const auto a = open_named("a");
    const auto session = session_of("a");
    room().broadcast("1");
    session.join("room");
    room().broadcast("2");
    static_cast<void>(session.send("3"));
    session.leave("room");
    room().broadcast("4");
    session.join("room");
    session.leave("room");
    session.join("room");
    room().broadcast("5");
    loop.run();
    BOOST_TEST(a->sent == texts({"2", "3", "5"}));
    BOOST_TEST(room().count() == 1);
}

BOOST_AUTO_TEST_CASE(a_group_that_vanishes_before_a_broadcast_takes_its_turn)
{
    for (const bool comes_back : {false, true}) {
        const auto a = open_in("room", "a");
        const auto b = open_named("b");
        records["a"].when_message = [&](Recorder& self, const hawser::Message&) {
            self.leave("room");
            BOOST_TEST(sessions().group_names().empty());
            if (comes_back) {
                session_of("b").join("room");
            }
        };
        a->send(frame(text_opcode, "go")); // its callback comes before
        room().broadcast("late");
        loop.run();
        BOOST_TEST(a->sent.empty());
        BOOST_TEST(b->sent == (comes_back ? texts({"late"}) : ""));
        leave_for_good(*a);
        leave_for_good(*b);
    }
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_before_its_orders_take_their_turn)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    const auto session = session_of("a");
    a->send(peer_close(1000));
    a->end();
    session.join("other");
    session.leave("room");
    room().broadcast("late");
    room("other").broadcast("late");
    room().broadcast_if([](const Session&) { return true; }, "later");
    loop.run();
    BOOST_TEST(a->sent.ends_with(server_frame(close_opcode, close_payload(1000))));
    BOOST_TEST(b->sent == texts({"late", "later"}));
    session.join("room");
    session.join("another");
    loop.run();
    BOOST_TEST(session.groups().empty());
    BOOST_TEST(room().count() == 1);
    BOOST_TEST(sessions().group_names() == Strings{"room"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(leaving_and_joining_in_on_close)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    records["a"].when_close = [&](Recorder& self) {
        room().broadcast("a has gone");
        self.leave("room");
        self.join("room");
        self.join("other");
        BOOST_TEST(self.session().groups().empty());
    };
    leave_for_good(*a);
    BOOST_TEST(hex(a->sent) == hex(our_close(1000)));
    BOOST_TEST(b->sent == texts({"a has gone"}));
    BOOST_TEST(room().ids() == Strings{id_of("b")}, boost::test_tools::per_element());
    BOOST_TEST(room("other").count() == 0);
}

BOOST_AUTO_TEST_CASE(broadcasts_in_callbacks_keep_their_place)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    const auto c = open_named("c");
    in_callback_of("a", *a, [&](Recorder& self) {
        self.send("1");
        room().broadcast("2");
        self.leave("room");
        room().broadcast("3");
        self.join("room");
        room().broadcast("4");
        self.send("5");
    });
    BOOST_TEST(a->sent == texts({"1", "2", "4", "5"}));
    BOOST_TEST(b->sent == texts({"2", "3", "4"}));
    BOOST_TEST(c->sent.empty());
}

BOOST_AUTO_TEST_CASE(a_callback_that_closes_the_others)
{
    const auto a = open_in("room", "a");
    const auto b = open_in("room", "b");
    const auto c = open_named("c");
    in_callback_of("a", *a, [&](Recorder& self) {
        for (const auto& session : room().sessions()) {
            if (session != self.session()) {
                session.close(CloseCode{4000}, "out");
            }
        }
        room().broadcast("alone");
    });
    BOOST_TEST(a->sent == texts({"alone"}));
    BOOST_TEST(hex(b->sent) == hex(our_close(4000, "out")));
    BOOST_TEST(c->sent.empty());
    end(*b);
    BOOST_TEST(room().ids() == Strings{id_of("a")}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_handle_outlives_the_service)
{
    auto kept = std::make_unique<SessionGroup>(room());
    {
        NamedSessions other;
        const auto a = other.open_in("room", "a");
        *kept = other.sessions().group("room");
        BOOST_TEST(kept->count() == 1);
    }
    BOOST_TEST(kept->count() == 0);
    kept->broadcast("to nobody");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_group_test
