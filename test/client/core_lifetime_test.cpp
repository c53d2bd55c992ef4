// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/abandoned_client.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace core_lifetime_test {

// Clients that are given up in every state, and with the executor. Those that are given up within callbacks
// are in core_lifetime_callbacks_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

const std::string aborted = make_error_code(boost::asio::error::operation_aborted).message();

using Fixture = AbandonedClient;

struct State {
    std::string name;
    std::function<void(Fixture&)> reach;
};

// All that a client can be in the middle of.
const std::vector<State> states{
    {"idle", [](Fixture& f) { f.make(); }},
    {"about to connect",
     [](Fixture& f) {
         f.make();
         f.core->connect(100, [](error_code) {});
     }},
    {"dialling",
     [](Fixture& f) {
         f.network.holds = true;
         f.make();
         f.connect();
     }},
    {"in the TLS handshake",
     [](Fixture& f) {
         f.network.way = [](const net::ConnectTarget&) { return Way{Way::Proxy::none, true}; };
         f.network.on_line = [](FakeNetwork::Line& line) { line.far->steps_to_answer = 0; };
         f.make("wss://a.example/");
         f.connect();
     }},
    {"in the handshake",
     [](Fixture& f) {
         f.network.on_line = [](FakeNetwork::Line& line) { line.far->steps_to_answer = 0; };
         f.make();
         f.connect();
     }},
    {"waiting for credentials",
     [](Fixture& f) {
         f.network.on_upgrade = [](const std::string&) {
             return answer(401, "WWW-Authenticate: Basic realm=r\r\n");
         };
         f.options.on_credentials = [](const AuthRequest&, const CredentialsCompletion&) {};
         f.make();
         f.connect();
     }},
    {"waiting to try again, with messages that wait",
     [](Fixture& f) {
         f.options.reconnect->initial_delay = f.options.reconnect->max_delay = 1h;
         f.network.refusals = {make_error_code(boost::asio::error::connection_refused)};
         f.make();
         f.connect();
         f.send("waits");
         f.read();
     }},
    {"open", [](Fixture& f) { f.open(); }},
    {"open, with messages that wait",
     [](Fixture& f) {
         f.open();
         f.far().peer().room = 0;
         f.send("one");
         f.send_now(std::string(2000, 'x'));
         f.ping("p");
         f.far().peer().room = FakePeer::unlimited;
     }},
    {"open, with messages that nobody reads",
     [](Fixture& f) {
         f.options.receive_queue_size = 100;
         f.takes_messages = false;
         f.open();
         f.server_sends(server_frame(1, std::string(200, 'x')) + server_frame(1, "y"));
     }},
    {"closing",
     [](Fixture& f) {
         f.open();
         f.close();
     }},
    {"closing, as the server wants it",
     [](Fixture& f) {
         f.open();
         f.server_closes(1000);
     }},
    {"lost, and waiting to connect again",
     [](Fixture& f) {
         f.options.reconnect->initial_delay = f.options.reconnect->max_delay = 1h;
         f.open();
         f.server_resets();
     }},
    {"lost, and connecting again",
     [](Fixture& f) {
         f.open();
         f.network.holds = true;
         f.server_resets();
         f.wait_for_dial(2);
     }},
    {"closed",
     [](Fixture& f) {
         f.open();
         f.close();
         f.server_closes(1000);
         f.server_ends();
     }},
};

// Lets the client go, then the executor. `ticking` by hand: with what the loop's own timer would see to.
void must_leave_nothing(const State& state, net::Loop::Ticking ticking, bool runs_on)
{
    auto f = std::make_unique<Fixture>();
    f->loop = std::make_shared<net::Loop>(f->context.get_executor(), net::Loop::Threading::single, f->logger,
                                          ticking);
    state.reach(*f);
    const auto watch = f->watch;
    std::vector<std::weak_ptr<FakePeer>> peers;
    for (const auto& line : f->network.lines)
        if (line->peer)
            peers.push_back(line->peer);
    f->abandon();
    if (runs_on)
        f->network.talk();
    if (ticking == net::Loop::Ticking::by_hand)
        f->loop->abandon(error::connection_cut);
    f->forsake();
    f.reset();
    BOOST_TEST(watch.expired());
    for (const auto& peer : peers)
        BOOST_TEST(peer.expired()); // and with it the connection
}

} // namespace

BOOST_AUTO_TEST_SUITE(core_lifetime_test)

BOOST_AUTO_TEST_CASE(abandoned_in_every_state)
{
    for (const auto& state : states)
        BOOST_TEST_CONTEXT(state.name)
        {
            Fixture f;
            state.reach(f);
            f.events.clear();
            f.abandon();
            f.let_end();
            f.must_be_gone();
            // Operations are told, and no callback is called any more.
            for (const auto& event : f.events)
                BOOST_TEST(event.ends_with(": " + aborted), event);
        }
}

// Nobody waits for a server longer than `close_timeout`.
BOOST_AUTO_TEST_CASE(abandoned_with_a_server_that_does_not_answer)
{
    for (const auto& state : states)
        BOOST_TEST_CONTEXT(state.name)
        {
            Fixture f;
            state.reach(f);
            f.abandon();
            f.network.talk();
            f.pass(f.options.close_timeout + 5s);
            f.must_be_gone();
        }
}

BOOST_AUTO_TEST_CASE(an_open_connection_is_closed_with_1001)
{
    Fixture f;
    f.open();
    f.send_now("before");
    f.abandon();
    BOOST_TEST(f.take_sent() == (Lines{"1:before", "8:1001"}), per_element());
    BOOST_TEST(f.closes == 0);
    BOOST_TEST(!f.watch.expired());
    f.server_sends(server_frame(1, "late") + server_frame(9, "late"));
    f.let_end();
    f.must_be_gone();
    BOOST_TEST(f.events.empty());
}

BOOST_AUTO_TEST_CASE(every_operation_is_told)
{
    Fixture f;
    f.takes_messages = false;
    f.open();
    f.far().peer().room = 0;
    f.read();
    f.send("x");
    f.ping("x");
    f.close();
    f.abandon();
    BOOST_TEST(f.take_events() == (Lines{"sent: " + aborted, "ponged: " + aborted, "closed 1006: " + aborted,
                                         "read: " + aborted}),
               per_element());
    f.far().peer().take();
    f.let_end();
    f.must_be_gone();
    BOOST_TEST(f.events.empty());
}

// --- an executor that is not run any more, and goes: nothing is left behind

BOOST_AUTO_TEST_CASE(the_executor_ends_behind_the_client)
{
    for (const auto& state : states)
        for (const bool runs_on : {false, true})
            BOOST_TEST_CONTEXT(state.name << (runs_on ? ", and has run since" : ""))
    must_leave_nothing(state, net::Loop::Ticking::by_hand, runs_on);
}

BOOST_AUTO_TEST_CASE(the_executor_takes_open_connections_along)
{
    for (const auto& state : states)
        for (const bool runs_on : {false, true})
            BOOST_TEST_CONTEXT(state.name << (runs_on ? ", and has run since" : ""))
    must_leave_nothing(state, net::Loop::Ticking::automatic, runs_on);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_lifetime_test
