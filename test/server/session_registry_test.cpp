// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_registry.hpp"

#include "support/named_sessions.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace session_registry_test {

namespace {

using namespace hawser::test;
using hawser::CloseCode;

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_registry_test, NamedSessions)

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

// The same for a group, and for a join that was under way.
BOOST_AUTO_TEST_CASE(orders_do_not_reach_the_sessions_of_another_loop)
{
    WebSocketFixture other;
    other.site = site;
    const auto a = open_in("room", "a");
    const auto session = session_of("a");
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.context.restart();
    loop.context.run_one();
    session.join("late");
    sessions().group("room").broadcast("late");
    sessions().group("late").broadcast("late");
    while (sessions().count() > 0) {
        BOOST_REQUIRE(loop.context.run_one() == 1);
    }
    const auto b = other.connect();
    records["b"].when_open = [](Recorder& self) {
        self.join("room");
        self.join("late");
    };
    other.send(*b, handshake("/ws?name=b"));
    loop.run();
    other.loop.run();
    BOOST_TEST(b->sent.ends_with(handshake_answer));
    BOOST_TEST(sessions().group("late").count() == 1);
    other.close_all();
}

BOOST_AUTO_TEST_CASE(a_group_on_two_loops)
{
    WebSocketFixture other;
    other.site = site;
    const auto a = open_in("room", "a");
    const auto outsider = open_named("outsider");
    records["b"].when_open = [](Recorder& self) { self.join("room"); };
    const auto b = other.open("/ws?name=b");
    const auto room = sessions().group("room");
    BOOST_TEST(room.count() == 2);
    BOOST_TEST(sessions().group_names().size() == 1);
    in_callback_of("a", *a, [&](Recorder& self) {
        room.broadcast("1");
        room.broadcast_if([](const hawser::Session&) { return true; }, "2");
        room.broadcast_except(self.session(), "3");
    });
    BOOST_TEST(a->sent == texts({"1", "2"}));
    BOOST_TEST(b->sent.empty()); // until its own loop gets to it
    other.loop.run();
    BOOST_TEST(b->sent == texts({"1", "2", "3"}));
    BOOST_TEST(outsider->sent.empty());
    other.close_all();
    BOOST_TEST(room.count() == 1);
}

// Every list against a model, while sessions join, leave, come and go in any order.
BOOST_AUTO_TEST_CASE(any_order_of_events)
{
    std::mt19937 random{4}; // the same in each run
    const auto pick = [&](std::size_t count) { return random() % count; };
    const std::array<std::string, 4> groups{"1", "2", "3", "4"};
    struct Member {
        std::shared_ptr<FakePeer> peer;
        std::set<std::string> groups;
        std::string expected;
    };
    std::map<std::string, Member> members; // by name
    for (int step = 0; step < 2000; ++step) {
        const auto name = std::to_string(pick(12));
        const auto& group = groups[pick(groups.size())];
        const auto found = members.find(name);
        if (found == members.end()) {
            members[name] = {open_named(name), {}, {}};
            continue;
        }
        auto& member = found->second;
        switch (pick(8)) {
        case 0:
            leave_for_good(*member.peer);
            members.erase(found);
            break;
        case 1:
        case 2:
            session_of(name).leave(group);
            member.groups.erase(group);
            break;
        case 3:
            sessions().group(group).broadcast(group);
            for (auto& [_, each] : members) {
                each.expected += each.groups.contains(group) ? server_frame(text_opcode, group) : "";
            }
            break;
        default: session_of(name).join(group); member.groups.insert(group);
        }
        if (step % 20 == 0) {
            loop.run();
            for (const auto& [each_name, each] : members) {
                const auto joined = session_of(each_name).groups();
                BOOST_REQUIRE((std::set(joined.begin(), joined.end()) == each.groups));
                BOOST_REQUIRE(each.peer->sent == each.expected);
            }
        }
    }
    loop.run();
    for (const auto& group : groups) {
        const auto expected = std::count_if(members.begin(), members.end(), [&](const auto& each) {
            return each.second.groups.contains(group);
        });
        BOOST_TEST(sessions().group(group).count() == static_cast<std::size_t>(expected));
    }
    close_all();
    BOOST_TEST(sessions().group_names().empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_registry_test
