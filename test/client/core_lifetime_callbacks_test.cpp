// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/abandoned_client.hpp"
#include "support/events.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace core_lifetime_callbacks_test {

// Clients that are given up within their callbacks.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;
using Fixture = AbandonedClient;

const std::string aborted = make_error_code(boost::asio::error::operation_aborted).message();

} // namespace

BOOST_AUTO_TEST_SUITE(core_lifetime_callbacks_test)

BOOST_AUTO_TEST_CASE(abandoned_in_every_callback)
{
    const std::vector<std::pair<std::string, std::function<void(Fixture&)>>> callbacks{
        {"on_open",
         [](Fixture& f) {
             f.when_open = [&] { f.abandon(); };
             f.connect();
         }},
        {"on_open, with what waits",
         [](Fixture& f) {
             f.network.holds = true;
             f.connect();
             f.send("waits");
             f.when_open = [&] { f.abandon(); };
             f.network.connect(f.network.last());
             f.network.talk();
         }},
        {"on_message",
         [](Fixture& f) {
             f.when_message = [&](const Message&) { f.abandon(); };
             f.open();
             f.server_sends(server_frame(1, "a") + server_frame(1, "b") + server_frame(9, "p"));
         }},
        {"on_ping",
         [](Fixture& f) {
             f.when_ping = [&](std::string_view) { f.abandon(); };
             f.open();
             f.server_sends(server_frame(9, "p") + server_frame(1, "b"));
         }},
        {"on_pong",
         [](Fixture& f) {
             f.when_pong = [&](std::string_view) { f.abandon(); };
             f.open();
             f.server_sends(server_frame(10, "p") + server_frame(1, "b"));
         }},
        {"on_drain",
         [](Fixture& f) {
             f.when_drain = [&] { f.abandon(); };
             f.open();
             f.far().peer().room = 0;
             f.send_now(std::string(2000, 'x'));
             f.far().peer().take();
             f.network.talk();
         }},
        {"on_error, of an attempt",
         [](Fixture& f) {
             f.network.refusals = {make_error_code(boost::asio::error::connection_refused)};
             f.when_error = [&](error_code) { f.abandon(); };
             f.connect();
         }},
        {"on_error, of a session",
         [](Fixture& f) {
             f.when_error = [&](error_code) { f.abandon(); };
             f.open();
             f.server_sends(frame(1, "masked"));
         }},
        {"on_error, of a connection that is lost",
         [](Fixture& f) {
             f.when_error = [&](error_code) { f.abandon(); };
             f.open();
             f.server_resets();
         }},
        {"on_reconnecting",
         [](Fixture& f) {
             f.when_reconnecting = [&](const ReconnectInfo&) { f.abandon(); };
             f.open();
             f.server_resets();
         }},
        {"on_close",
         [](Fixture& f) {
             f.when_close = [&](const CloseInfo&) { f.abandon(); };
             f.open();
             f.server_closes(1000);
             f.server_ends();
         }},
    };
    for (const auto& [name, provoke] : callbacks)
        BOOST_TEST_CONTEXT(name)
        {
            Fixture f;
            f.make();
            provoke(f);
            BOOST_TEST(f.core == nullptr);
            const auto count = f.events.size();
            f.let_end();
            f.must_be_gone();
            for (auto i = count; i < f.events.size(); ++i)
                BOOST_TEST(f.events[i].ends_with(": " + aborted), f.events[i]);
        }
}

BOOST_AUTO_TEST_CASE(abandoned_where_the_application_is_asked)
{
    Fixture f;
    f.options.reconnect->should_reconnect = [&](const ReconnectInfo&) {
        f.abandon();
        return true;
    };
    f.open();
    f.server_resets();
    f.let_end();
    f.must_be_gone();
    BOOST_TEST(f.take_events() == Lines{"error Connection reset by peer"}, per_element());

    Fixture g;
    g.network.on_upgrade = [](const std::string&) {
        return answer(401, "WWW-Authenticate: Basic realm=r\r\n");
    };
    g.options.on_credentials = [&](const AuthRequest&, const CredentialsCompletion& done) {
        g.abandon();
        done(ClientCredentials{.user = "u", .password = "p"});
    };
    g.make();
    g.connect();
    g.let_end();
    g.must_be_gone();
    BOOST_TEST(g.take_events() == Lines{"connected: " + aborted}, per_element());
}

// Whoever lets a client go from elsewhere can be sure that no callback runs any more.
BOOST_AUTO_TEST_CASE(abandoned_by_another_thread_during_a_callback)
{
    Fixture f;
    f.open();
    Latch is_running;
    std::atomic<bool> is_abandoned{false};
    std::thread other{[&, core = f.core] {
        is_running.wait();
        core->abandon([&] { ++f.closes; });
        is_abandoned = true;
    }};
    int messages = 0;
    f.when_message = [&](const Message&) {
        ++messages;
        is_running.open();
        for (int i = 0; i < 1000; ++i)
            std::this_thread::yield();
        BOOST_TEST(!is_abandoned);
    };
    f.server_sends(server_frame(1, "a"));
    other.join();
    f.server_sends(server_frame(1, "b"));
    BOOST_TEST(messages == 1);
    f.core.reset();
    f.let_end();
    f.must_be_gone();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_lifetime_callbacks_test
