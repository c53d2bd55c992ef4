// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/reconnect_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <malloc.h>

namespace core_reconnect_test {

// Connecting again. The rules are in core_reconnect_rules_test.cpp, what waits meanwhile is in
// core_kept_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_reconnect_test, ReconnectFixture)

BOOST_AUTO_TEST_CASE(a_lost_connection_is_made_again)
{
    open();
    server_sends(server_frame(1, "before"));
    server_resets();
    BOOST_TEST((core->state() == ReadyState::connecting));
    BOOST_TEST(core->session() == nullptr);
    BOOST_TEST_REQUIRE(infos.size() == 1u);
    BOOST_TEST(infos[0].attempt == 1u);
    BOOST_TEST((infos[0].delay == 1ms));
    BOOST_TEST(infos[0].error == boost::asio::error::connection_reset);
    BOOST_TEST((infos[0].close.code == CloseCode::abnormal));
    BOOST_TEST(infos[0].status == 0u);
    BOOST_TEST(wait_for(ReadyState::open));
    server_sends(server_frame(1, "behind"));
    close();
    server_closes(1000);
    server_ends();
    // One on_open a connection, and one on_close in the end.
    BOOST_TEST(take_events() == (Lines{"text before", reset, "reconnecting 1", "open", "text behind",
                                       "close 1000 clean", "closed 1000"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(attempts_are_counted_up_to_the_next_success)
{
    open();
    refuse(3);
    server_resets();
    BOOST_TEST(wait_for(ReadyState::open));
    BOOST_TEST(take_events() == (Lines{reset, "reconnecting 1", refused, "reconnecting 2", refused,
                                       "reconnecting 3", refused, "reconnecting 4", "open"}),
               per_element());
    BOOST_TEST(infos[1].error == boost::asio::error::connection_refused);
    server_resets();
    BOOST_TEST(infos.back().attempt == 1u);
}

BOOST_AUTO_TEST_CASE(delays_grow)
{
    options.reconnect->max_delay = 20ms;
    options.reconnect->stable_after = 1h;
    open();
    refuse(6);
    server_resets();
    BOOST_TEST(wait_for(ReadyState::open));
    std::vector<long> delays;
    for (const auto& info : infos)
        delays.push_back(static_cast<long>(info.delay.count()));
    BOOST_TEST(delays == (std::vector<long>{1, 2, 4, 8, 16, 20, 20}), per_element());
    server_resets(); // it was not open for long
    BOOST_TEST((infos.back().delay == 20ms));
}

// Who only reads and sends wants it no less.
BOOST_AUTO_TEST_CASE(without_any_callback)
{
    sets_callbacks = false;
    make();
    connect();
    server_resets();
    BOOST_TEST(wait_for(ReadyState::open));
    read();
    server_sends(server_frame(1, "behind"));
    BOOST_TEST(take_events() == (Lines{"connected", "read behind"}), per_element());
}

// RFC 6455 §4.1: fields are kept, and the key is fresh.
BOOST_AUTO_TEST_CASE(the_same_request_with_another_key)
{
    options.fields = {{"X-Own", "y"}, {"Authorization", "Bearer abc"}};
    options.subprotocols = {"chat"};
    options.compression = true;
    make("ws://a.example/chat?x=1");
    open();
    std::set<std::string> keys;
    std::set<std::string> others;
    for (int i = 0; i < 20; ++i) {
        auto request = far().requests.back();
        const auto key = field_of(request, "Sec-WebSocket-Key");
        keys.insert(key);
        others.insert(request.erase(request.find(key), key.size()));
        server_resets();
        BOOST_REQUIRE(wait_for(ReadyState::open));
    }
    BOOST_TEST(keys.size() == 20u);
    BOOST_TEST(others.size() == 1u);
}

// --- told to stop

BOOST_AUTO_TEST_CASE(closed_while_it_waits)
{
    options.reconnect->initial_delay = options.reconnect->max_delay = 1h;
    open();
    server_resets();
    take_events();
    close();
    BOOST_TEST(take_events() == (Lines{"close 1006", "closed 1006"}), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
    open(); // what waited does not come in between
    server_resets();
    when_reconnecting = nullptr;
    take_events();
    close();
    when_reconnecting = [this](const ReconnectInfo&) { core->close(CloseCode::normal, {}); };
    take_events();
    open();
    server_resets();
    BOOST_TEST(take_events() == (Lines{reset, "reconnecting 1", "close 1006"}), per_element());
}

BOOST_AUTO_TEST_CASE(closed_while_it_connects_again)
{
    open();
    network.holds = true;
    server_resets();
    BOOST_TEST(wait_until([this] { return network.lines.size() == 2; }));
    take_events();
    close();
    BOOST_TEST(take_events() == (Lines{"close 1006", "closed 1006"}), per_element());
    BOOST_TEST(network.last().is_stopped);
    network.holds = false;
    open();
}

BOOST_AUTO_TEST_CASE(cancelled_while_it_tries_the_first_connection_again)
{
    options.reconnect->retry_first = true;
    options.reconnect->initial_delay = options.reconnect->max_delay = 1h;
    make();
    refuse(1);
    const auto id = connect();
    take_events();
    core->cancel(id);
    network.talk();
    BOOST_TEST(take_events() == (Lines{"connected: Operation canceled", "close 1006"}), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
}

BOOST_AUTO_TEST_CASE(closed_by_the_application_it_stays_closed)
{
    open();
    close(CloseCode::going_away);
    server_closes(1001); // a code that would bring another attempt
    server_ends();
    BOOST_TEST(take_events() == (Lines{"close 1001 clean", "closed 1001"}), per_element());
    open();
    close();
    server_resets();
    BOOST_TEST(events.back() == "closed 1006");
    BOOST_TEST(!goes_on());
}

// --- for as long as it takes

BOOST_AUTO_TEST_CASE(ten_thousand_times)
{
    constexpr int count = 10'000;
    options.reconnect->jitter = 1; // half of the waits are of no time at all
    make();
    core->set([](client::Callbacks& all) { all = {}; });
    int opens = 0;
    std::optional<char*> lowest_stack, highest_stack;
    core->set([&](client::Callbacks& all) {
        all.on_open = [&] {
            char here = 0;
            auto* place = &here;
            ++opens;
            lowest_stack = std::min(lowest_stack.value_or(place), place);
            highest_stack = std::max(highest_stack.value_or(place), place);
            core->send(MessageType::text, "I am back", Compression::automatic);
        };
    });
    const auto memory = [] {
        const auto info = mallinfo2(); // a sanitizer's allocator says 0
        return info.uordblks + info.hblkhd;
    };
    std::size_t memory_before = 0;
    long owners_before = 0;
    connect();
    for (int i = 1; i < count; ++i) {
        BOOST_REQUIRE(wait_until([&] { return opens == i; }));
        network.lines.erase(network.lines.begin(), network.lines.end() - 1);
        BOOST_REQUIRE(far().received.size() == 15u); // the message
        far().end();
        if (i == 100) {
            memory_before = memory();
            owners_before = core.use_count();
        }
    }
    BOOST_REQUIRE(wait_until([&] { return opens == count; }));
    BOOST_TEST(loop->size() == 1u);
    BOOST_TEST(core.use_count() <= owners_before + 3); // as many as while it is open
    BOOST_TEST(memory() < memory_before + 100'000);
    BOOST_TEST(*highest_stack - *lowest_stack < 2000);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_reconnect_test
