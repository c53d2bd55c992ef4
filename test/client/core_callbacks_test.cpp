// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

namespace core_callbacks_test {

// Callbacks that throw: the session ends, nothing else does, and the rest is still told.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;

struct Fixture : ClientFixture {
    // 1011 is a server's to say (RFC 6455 §7.4.1).
    void must_close_with_1001()
    {
        const auto sent = take_sent();
        BOOST_TEST(std::count(sent.begin(), sent.end(), "8:1001") == 1);
        server_closes(1001);
        server_ends();
        BOOST_TEST(std::count(events.begin(), events.end(), error_event(error::handler_failed)) == 1);
        BOOST_TEST(events.back() == "close 1001 clean");
        BOOST_TEST((core->state() == ReadyState::closed));
        BOOST_TEST(loop->size() == 0u);
    }
    bool was_logged(std::string_view text) const
    {
        return std::any_of(log.begin(), log.end(),
                           [&](const auto& line) { return line.find(text) != std::string::npos; });
    }
    void throw_from(const std::function<void()>& provoke)
    {
        provoke();
        must_close_with_1001();
        BOOST_TEST(was_logged("client of ws://a.example/chat: a callback threw: oops"));
        log.clear();
        events.clear();
    }
};

[[noreturn]] void oops()
{
    throw std::runtime_error{"oops"};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_callbacks_test, Fixture)

BOOST_AUTO_TEST_CASE(each_callback_may_throw)
{
    options.logger = logger;
    options.queue_high_mark = 1000;
    options.queue_low_mark = 100;
    make();
    when_message = [](const Message&) { oops(); };
    open();
    throw_from([this] { server_sends(server_frame(1, "x")); });
    when_ping = [](std::string_view) { oops(); };
    open();
    throw_from([this] { server_sends(server_frame(9, "x")); });
    when_pong = [](std::string_view) { oops(); };
    open();
    throw_from([this] { server_sends(server_frame(10, "x")); });
    when_drain = [] { oops(); };
    open();
    throw_from([this] {
        far().peer().room = 0;
        send_now(std::string(2000, 'x'));
        far().peer().take();
        network.talk();
    });
}

BOOST_AUTO_TEST_CASE(on_open_throws)
{
    options.logger = logger;
    make();
    when_open = [] { oops(); };
    connect();
    BOOST_TEST(events.front() == "open");
    BOOST_TEST(std::count(events.begin(), events.end(), "connected") == 1); // the handshake was well
    throw_from([] {});
}

BOOST_AUTO_TEST_CASE(what_is_thrown_need_not_be_an_exception)
{
    make();
    when_message = [](const Message&) { throw 1; };
    open();
    server_sends(server_frame(1, "x"));
    must_close_with_1001();
    when_message = nullptr;
    events.clear();
    when_open = [] { throw 1; };
    connect();
    must_close_with_1001();
}

BOOST_AUTO_TEST_CASE(messages_behind_the_one_that_threw)
{
    make();
    int count = 0;
    when_message = [&](const Message&) {
        if (++count == 1)
            oops();
    };
    open();
    server_sends(server_frame(1, "a") + server_frame(1, "b"));
    must_close_with_1001();
    BOOST_TEST(count == 2); // they were received before the end
}

BOOST_AUTO_TEST_CASE(on_error_throws)
{
    options.logger = logger;
    make();
    when_error = [](error_code) { oops(); };
    network.refusals = {make_error_code(boost::asio::error::connection_refused)};
    connect();
    BOOST_TEST(take_events() ==
                   (Lines{"error Connection refused", "close 1006", "connected: Connection refused"}),
               per_element());
    BOOST_TEST(was_logged("a callback threw: oops"));
    open();
    server_resets();
    BOOST_TEST(std::count(events.begin(), events.end(), "error Connection reset by peer") == 1);
    BOOST_TEST(std::count(events.begin(), events.end(), "close 1006") == 1);
    BOOST_TEST(events.back() == "close 1006");
    take_events();
    when_message = [](const Message&) { oops(); };
    open();
    server_sends(server_frame(1, "x"));
    must_close_with_1001();
}

BOOST_AUTO_TEST_CASE(on_close_throws)
{
    options.logger = logger;
    make();
    when_close = [](const CloseInfo&) { oops(); };
    open();
    close();
    server_closes(1000);
    server_ends();
    BOOST_TEST(take_events() == (Lines{"close 1000 clean", "closed 1000"}), per_element());
    BOOST_TEST(was_logged("a callback threw: oops"));
    network.refusals = {make_error_code(boost::asio::error::connection_refused)};
    connect();
    BOOST_TEST(take_events() ==
                   (Lines{"error Connection refused", "close 1006", "connected: Connection refused"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(without_any_callback)
{
    sets_callbacks = false;
    make();
    connect();
    BOOST_TEST(take_events() == Lines{"connected"}, per_element());
    server_sends(server_frame(1, "x") + server_frame(9, "p") + server_frame(10, "p"));
    BOOST_TEST(take_sent() == Lines{"10:p"}, per_element());
    server_resets();
    BOOST_TEST((core->state() == ReadyState::closed));
    BOOST_TEST(core->close_info().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_callbacks_test
