// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/client_session_fixture.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace session_turn_test {

// What is sent from outside of the session's callbacks, on an executor of the application's: when it is
// written.

namespace {

namespace asio = boost::asio;
using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

struct Fixture : ClientSessionFixture {
    Fixture()
    {
        loop = std::make_shared<net::Loop>(context.get_executor(), net::Loop::Threading::shared, logger,
                                           net::Loop::Ticking::by_hand);
        has_broadcasts = false;
        open();
    }

    SendResult send(const std::string& text) { return session->send(MessageType::text, text); }

    // As a coroutine does: each answer in a handler of its own, which brings about the next.
    void answer_all(std::size_t count, std::size_t size = 2, std::chrono::microseconds time = 0us)
    {
        session->unread = count;
        asio::post(context, [this, size, time] { answer(size, time); });
    }
    void answer(std::size_t size, std::chrono::microseconds time)
    {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end)
            ; // at work
        auto text = std::to_string(session->unread);
        text.resize(size, ' ');
        BOOST_TEST((send(text) != SendResult::dropped));
        if (--session->unread > 0)
            asio::post(context, [this, size, time] { answer(size, time); });
    }

    std::size_t writes()
    {
        run();
        return std::exchange(peer->writes, 0);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_turn, Fixture)

BOOST_AUTO_TEST_CASE(a_message_waits_for_nothing_where_nothing_is_to_be_answered)
{
    send("now");
    context.restart();
    context.poll_one();
    BOOST_TEST(peer->writes == 1u);
    BOOST_TEST(take_messages() == std::vector<std::string>{"now"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_sent_together_goes_together)
{
    for (int i = 0; i < 100; ++i)
        send(std::to_string(i));
    BOOST_TEST(writes() == 1u);
    BOOST_TEST(take_messages().size() == 100u);
}

BOOST_AUTO_TEST_CASE(answers_wait_for_those_that_are_to_come)
{
    for (const std::size_t count : {1u, 2u, 16u, 60u}) {
        answer_all(count);
        BOOST_TEST(writes() <= 1 + count / 2); // 1, if the machine has nothing else to do
        const auto messages = take_messages();
        BOOST_TEST_REQUIRE(messages.size() == count);
        for (std::size_t i = 0; i < count; ++i)
            BOOST_TEST(std::stoul(messages[i]) == count - i);
    }
}

BOOST_AUTO_TEST_CASE(but_not_for_ever)
{
    answer_all(1000);
    BOOST_TEST(writes() > 1000u / 66);
    BOOST_TEST(take_messages().size() == 1000u);
    answer_all(10, 20'000);
    BOOST_TEST(writes() > 1u);
    BOOST_TEST(take_messages().size() == 10u);
    answer_all(5, 2, 500us);
    BOOST_TEST(writes() > 1u);
    BOOST_TEST(take_messages().size() == 5u);
}

// Messages are unread, and stay so.
BOOST_AUTO_TEST_CASE(an_application_that_sends_no_more)
{
    session->unread = 7;
    send("only one");
    BOOST_TEST(writes() == 1u);
    BOOST_TEST(take_messages().size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_waits_is_served_at_once)
{
    session->unread = 7;
    int sent = 0;
    session->send(MessageType::text, "first", Compression::automatic, [&](error_code ec) { sent += !ec; });
    context.restart();
    context.poll_one();
    BOOST_TEST(peer->writes == 1u);
    run();
    BOOST_TEST(sent == 1);
    send("second");
    session->ping("third"); // which takes what is before it along
    context.restart();
    context.poll_one();
    BOOST_TEST(peer->writes == 2u);
    session->close(CloseCode::normal, {});
    run();
    const auto frames = take_frames();
    BOOST_TEST_REQUIRE(frames.size() == 4u);
    BOOST_TEST(frames[0].payload == "first");
    BOOST_TEST(frames[1].payload == "second");
    BOOST_TEST(frames[2].payload == "third");
    BOOST_TEST(frames[3].opcode == 8u);
}

// What waits for its turn counts against the queue's limit.
BOOST_AUTO_TEST_CASE(messages_without_room)
{
    options.max_queue_size = 1000;
    options.queue_policy = QueuePolicy::drop_newest;
    open();
    session->unread = 7;
    BOOST_TEST((send(std::string(600, 'a')) != SendResult::dropped));
    BOOST_TEST((send(std::string(600, 'b')) == SendResult::dropped));
    BOOST_TEST(writes() == 1u);
    BOOST_TEST(take_messages() == std::vector{std::string(600, 'a')}, boost::test_tools::per_element());
    options.queue_policy = QueuePolicy::close;
    open();
    session->unread = 7;
    send(std::string(600, 'a'));
    BOOST_TEST((send(std::string(600, 'b')) == SendResult::dropped));
    run();
    BOOST_TEST(!session->is_open());
    BOOST_TEST((send("x") == SendResult::dropped));
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_before_the_turn)
{
    session->unread = 7;
    send("too late");
    loop->cut_all(error::connection_cut);
    run();
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop->size() == 0u);
    BOOST_TEST((send("later still") == SendResult::dropped));
}

// Where others' broadcasts have their place among the messages, each has its own turn.
BOOST_AUTO_TEST_CASE(a_session_with_broadcasts_does_not_wait)
{
    has_broadcasts = true;
    open();
    answer_all(5);
    BOOST_TEST(writes() == 5u);
    BOOST_TEST(take_messages().size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_turn_test
