// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/reconnect_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace core_reconnect_rules_test {

// Whether a client connects again, and when it gives up.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using boost::test_tools::per_element;

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_reconnect_rules_test, ReconnectFixture)

// --- whether

BOOST_AUTO_TEST_CASE(closed_with_a_code)
{
    const std::vector<std::pair<unsigned, bool>> table{
        {1000, false}, {1001, true},  {1002, false}, {1003, false}, {1007, false},
        {1008, false}, {1009, false}, {1010, false}, {1011, true},  {1012, true},
        {1013, true},  {1014, true},  {3000, false}, {4999, false}};
    for (const auto& [code, again] : table)
        BOOST_TEST_CONTEXT(code)
        {
            make();
            open();
            server_closes(code, "why");
            server_ends();
            BOOST_TEST(goes_on() == again);
            const auto expected =
                again ? Lines{"reconnecting 1"} : Lines{"close " + std::to_string(code) + " why clean"};
            BOOST_TEST(take_events() == expected, per_element());
            if (again) {
                BOOST_TEST(!infos.back().error);
                BOOST_TEST(infos.back().close.reason == "why");
                BOOST_TEST(infos.back().close.was_clean);
            }
            close();
            events.clear();
        }
}

BOOST_AUTO_TEST_CASE(what_the_server_does_wrong)
{
    open();
    server_sends(frame(1, "masked"));
    server_ends();
    BOOST_TEST(!goes_on());
    BOOST_TEST(take_events() == (Lines{error_event(error::masked_frame), "close 1002"}), per_element());
    open();
    server_ends(); // without a Close frame
    BOOST_TEST(goes_on());
}

BOOST_AUTO_TEST_CASE(attempts_that_are_refused)
{
    const std::vector<std::pair<unsigned, bool>> table{{500, true},  {503, true},  {408, true},
                                                       {425, true},  {429, true},  {401, false},
                                                       {403, false}, {404, false}, {200, false}};
    for (const auto& [status, again] : table)
        BOOST_TEST_CONTEXT(status)
        {
            make();
            open();
            network.on_upgrade = [status = status](const std::string&) { return answer(status); };
            server_resets();
            BOOST_TEST(wait_until([&] { return infos.size() > 1 || core->state() == ReadyState::closed; }));
            BOOST_TEST((infos.size() > 1) == again);
            network.on_upgrade = [](const std::string& request) { return accepted(request); };
            if (again) {
                BOOST_TEST(infos.at(1).status == status);
                BOOST_TEST(infos.at(1).error == error::handshake_declined);
            }
            close();
            infos.clear();
            events.clear();
            network.lines.clear();
        }
}

BOOST_AUTO_TEST_CASE(the_application_decides)
{
    std::vector<ReconnectInfo> asked;
    bool answer_ = true;
    options.reconnect->should_reconnect = [&](const ReconnectInfo& info) {
        asked.push_back(info);
        return answer_;
    };
    open();
    server_closes(4000, "again, please");
    server_ends();
    BOOST_TEST(wait_for(ReadyState::open));
    BOOST_TEST_REQUIRE(asked.size() == 1u);
    BOOST_TEST(asked[0].attempt == 1u);
    BOOST_TEST(asked[0].close.reason == "again, please");
    answer_ = false;
    take_events();
    server_resets();
    BOOST_TEST(take_events() == (Lines{reset, "close 1006"}), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
}

BOOST_AUTO_TEST_CASE(the_decision_throws)
{
    options.logger = logger;
    options.reconnect->should_reconnect = [](const ReconnectInfo&) -> bool {
        throw std::runtime_error{"oops"};
    };
    open();
    server_resets();
    BOOST_TEST(take_events() == (Lines{reset, "close 1006"}), per_element());
    BOOST_TEST((core->state() == ReadyState::closed));
    BOOST_TEST(log.back().find("oops") != std::string::npos);
}

// That a callback threw does not mend with time.
BOOST_AUTO_TEST_CASE(callbacks_that_throw)
{
    make();
    when_open = [] { throw std::runtime_error{"oops"}; };
    connect();
    server_closes(1001);
    server_ends();
    BOOST_TEST(!goes_on());
    BOOST_TEST(events.back() == "close 1001 clean");
    when_open = nullptr;
    events.clear();
    open();
    when_message = [](const Message&) { throw std::runtime_error{"oops"}; };
    server_sends(server_frame(1, "x"));
    server_closes(1001);
    server_ends();
    BOOST_TEST(!goes_on());
    BOOST_TEST(events.back() == "close 1001 clean");
}

// --- giving up

BOOST_AUTO_TEST_CASE(after_so_many_attempts)
{
    options.reconnect->max_attempts = 3;
    open();
    refuse(3);
    server_resets();
    BOOST_TEST(wait_for(ReadyState::closed));
    BOOST_TEST(take_events() == (Lines{reset, "reconnecting 1", refused, "reconnecting 2", refused,
                                       "reconnecting 3", refused, "close 1006"}),
               per_element());
    BOOST_TEST(loop->size() == 0u);
    // The application may begin anew.
    open();
    server_resets();
    BOOST_TEST(take_events() == (Lines{reset, "reconnecting 1"}), per_element());
}

BOOST_AUTO_TEST_CASE(after_so_much_time)
{
    options.reconnect->max_time = 30ms;
    open();
    refuse(10'000);
    server_resets();
    BOOST_TEST(wait_for(ReadyState::closed));
    BOOST_TEST(events.back() == "close 1006");
    BOOST_TEST(infos.size() > 1u);
}

BOOST_AUTO_TEST_CASE(the_first_connection_is_not_tried_again)
{
    make();
    refuse(1);
    connect();
    BOOST_TEST(take_events() == (Lines{refused, "close 1006", "connected: Connection refused"}),
               per_element());
    BOOST_TEST(!goes_on());
    // Nor is the first of a further beginning.
    open();
    close();
    server_closes(1000);
    server_ends();
    take_events();
    refuse(1);
    connect();
    BOOST_TEST(take_events() == (Lines{refused, "close 1006", "connected: Connection refused"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(unless_that_is_wanted)
{
    options.reconnect->retry_first = true;
    options.reconnect->max_attempts = 2;
    make();
    refuse(2);
    connect();
    BOOST_TEST(wait_for(ReadyState::open));
    BOOST_TEST(take_events() ==
                   (Lines{refused, "reconnecting 1", refused, "reconnecting 2", "open", "connected"}),
               per_element());
    close();
    server_closes(1000);
    server_ends();
    take_events();
    // Each `connect` has all its attempts.
    for (int i = 0; i < 3; ++i) {
        refuse(3);
        connect();
        BOOST_TEST(wait_for(ReadyState::closed));
        BOOST_TEST(take_events() == (Lines{refused, "reconnecting 1", refused, "reconnecting 2", refused,
                                           "close 1006", "connected: Connection refused"}),
                   per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_reconnect_rules_test
