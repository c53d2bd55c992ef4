// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/heartbeat.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace heartbeat_test {

namespace {

using hawser::error;
using hawser::error_code;
using hawser::session::Heartbeat;
using namespace std::chrono_literals;

struct Fixture {
    Heartbeat heartbeat;
    const Heartbeat::Time start{100s}; ///< any time will do
    std::vector<std::string> answers;  ///< of the handlers: name, and round trip or error

    Heartbeat::Handler handler(std::string name)
    {
        return [this, name = std::move(name)](error_code ec, std::chrono::nanoseconds trip) {
            answers.push_back(name + ' ' + (ec ? ec.message() : std::to_string(trip / 1ms) + " ms"));
        };
    }
};

using Answers = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(heartbeat_test, Fixture)

BOOST_AUTO_TEST_CASE(payloads_differ_and_fit_in_a_control_frame)
{
    std::set<std::string> payloads;
    for (int i = 0; i < 1000; ++i) {
        const auto payload = heartbeat.make_payload();
        BOOST_TEST(payload.size() <= 125u); // RFC 6455 §5.5
        payloads.insert(payload);
    }
    BOOST_TEST(payloads.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(a_pong_answers_its_ping)
{
    BOOST_TEST(!heartbeat.is_waiting());
    heartbeat.sent("a", start, {});
    BOOST_TEST(heartbeat.is_waiting());
    const auto answer = heartbeat.answered("a", start + 30ms);
    BOOST_TEST(answer.is_known);
    BOOST_TEST(answer.is_ours);
    BOOST_TEST((answer.round_trip == 30ms));
    BOOST_TEST(!heartbeat.is_waiting());
}

BOOST_AUTO_TEST_CASE(a_pong_that_nobody_asked_for_answers_nothing)
{
    BOOST_TEST(!heartbeat.answered("", start).is_known); // RFC 6455 §5.5.3: a unidirectional heartbeat
    heartbeat.sent("a", start, {});
    const auto answer = heartbeat.answered("b", start + 1ms);
    BOOST_TEST(!answer.is_known);
    BOOST_TEST(!answer.is_ours);
    BOOST_TEST(heartbeat.is_waiting());
}

BOOST_AUTO_TEST_CASE(a_second_pong_to_the_same_ping_answers_nothing)
{
    heartbeat.sent("a", start, handler("first"));
    BOOST_TEST(heartbeat.answered("a", start + 1ms).is_known);
    BOOST_TEST(!heartbeat.answered("a", start + 2ms).is_known);
    BOOST_TEST(answers == (Answers{"first 1 ms"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_ping_with_a_handler_is_not_ours)
{
    heartbeat.sent("a", start, handler("user"));
    const auto answer = heartbeat.answered("a", start + 7ms);
    BOOST_TEST(answer.is_known);
    BOOST_TEST(!answer.is_ours);
    BOOST_TEST(answers == (Answers{"user 7 ms"}), boost::test_tools::per_element());
}

// RFC 6455 §5.5.3: an endpoint may answer the most recent Ping only.
BOOST_AUTO_TEST_CASE(a_pong_answers_all_pings_before_it_too)
{
    heartbeat.sent("a", start, handler("a"));
    heartbeat.sent("b", start + 10ms, {});
    heartbeat.sent("c", start + 20ms, handler("c"));
    heartbeat.sent("d", start + 30ms, handler("d"));
    const auto answer = heartbeat.answered("c", start + 50ms);
    BOOST_TEST(answer.is_known);
    BOOST_TEST((answer.round_trip == 30ms));
    BOOST_TEST(answers == (Answers{"a 50 ms", "c 30 ms"}), boost::test_tools::per_element());
    BOOST_TEST(heartbeat.is_waiting());
    BOOST_TEST(!heartbeat.answered("a", start + 60ms).is_known);
    BOOST_TEST(heartbeat.answered("d", start + 60ms).is_known);
    BOOST_TEST(!heartbeat.is_waiting());
}

BOOST_AUTO_TEST_CASE(of_pings_with_the_same_payload_the_newest_is_meant)
{
    heartbeat.sent("", start, handler("old"));
    heartbeat.sent("", start + 10ms, handler("new"));
    BOOST_TEST((heartbeat.answered("", start + 15ms).round_trip == 5ms));
    BOOST_TEST(answers == (Answers{"old 15 ms", "new 5 ms"}), boost::test_tools::per_element());
    BOOST_TEST(!heartbeat.is_waiting());
}

BOOST_AUTO_TEST_CASE(at_the_end_all_handlers_are_told_once)
{
    heartbeat.sent("a", start, handler("a"));
    heartbeat.sent("b", start, {});
    heartbeat.sent("c", start, handler("c"));
    const auto reason = hawser::make_error_code(error::not_open).message();
    heartbeat.fail(error::not_open);
    BOOST_TEST(answers == (Answers{"a " + reason, "c " + reason}), boost::test_tools::per_element());
    BOOST_TEST(!heartbeat.is_waiting());
    heartbeat.fail(error::not_open);
    BOOST_TEST(!heartbeat.answered("c", start + 1s).is_known);
    BOOST_TEST(answers.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_handler_may_send_the_next_ping)
{
    heartbeat.sent("a", start, [this](error_code ec, std::chrono::nanoseconds) {
        BOOST_TEST(!ec);
        BOOST_TEST(!heartbeat.is_waiting());
        heartbeat.sent("b", start + 10ms, handler("b"));
    });
    heartbeat.answered("a", start + 10ms);
    BOOST_TEST(heartbeat.is_waiting());
    BOOST_TEST((heartbeat.answered("b", start + 14ms).round_trip == 4ms));
    BOOST_TEST(answers == (Answers{"b 4 ms"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_handler_may_send_a_ping_while_others_fail)
{
    heartbeat.sent("a", start, [this](error_code, std::chrono::nanoseconds) {
        heartbeat.sent("late", start, handler("late"));
    });
    heartbeat.sent("b", start, handler("b"));
    heartbeat.fail(error::not_open);
    BOOST_TEST(answers.size() == 1u);
    BOOST_TEST(heartbeat.is_waiting()); // whoever sends after the end has to fail it, too
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace heartbeat_test
