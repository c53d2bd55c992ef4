// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/websocket_fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace websocket_session_callbacks_test {

// Callbacks on an executor of the application's: here one that runs when the test says so.

namespace {

using namespace hawser;
using namespace hawser::test;
using Events = std::vector<std::string>;

// The last to go: closures that wait in it refer to the record of the test.
struct Elsewhere {
    boost::asio::io_context elsewhere;
};

struct Fixture : Elsewhere, WebSocketFixture {
    Fixture()
    {
        auto options = site->options().websocket;
        options.callback_executor = elsewhere.get_executor();
        options.receive_queue_size = 1000;
        site->add_service("/elsewhere",
                          [this](const Request&, Response&) -> std::unique_ptr<Behavior> {
                              return std::make_unique<Recorder>(record);
                          },
                          &options);
        peer = WebSocketFixture::connect();
        record.when_open = [this](Recorder& self) { session = self.session(); };
        send(*peer, handshake("/elsewhere"));
        peer->sent.clear();
    }
    ~Fixture()
    {
        close_all();
        run_both();
    }

    void run_elsewhere()
    {
        elsewhere.restart();
        elsewhere.poll();
    }
    void run_both()
    {
        for (int i = 0; i < 10; ++i) {
            run_elsewhere();
            loop.run();
        }
    }

    std::shared_ptr<FakePeer> peer;
    std::optional<Session> session;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_callbacks, Fixture)

BOOST_AUTO_TEST_CASE(callbacks_wait_for_their_executor_and_keep_their_order)
{
    send(*peer, frame(text_opcode, "1") + frame(ping_opcode, "p") + frame(text_opcode, "2"));
    BOOST_TEST(record.events.empty());
    BOOST_TEST((peer->sent == server_frame(pong_opcode, "p"))); // the protocol waits for nobody
    send(*peer, peer_close(1000));
    end(*peer);
    BOOST_TEST(peer->closed);
    run_both();
    BOOST_TEST(record.events == (Events{"open", "text 1", "ping p", "text 2", "close 1000 clean"}),
               boost::test_tools::per_element());
    BOOST_TEST(record.destroyed == 1);
}

BOOST_AUTO_TEST_CASE(what_a_callback_sends_is_sent)
{
    echo(record);
    record.when_open = [](Recorder& self) { self.send("hello"); };
    send(*peer, frame(text_opcode, "1"));
    run_both();
    BOOST_TEST((peer->sent == server_frame(text_opcode, "hello") + server_frame(text_opcode, "1")));
}

BOOST_AUTO_TEST_CASE(callbacks_that_do_not_keep_up_stop_the_reading)
{
    const auto message = frame(text_opcode, std::string(100, 'x'));
    for (int i = 0; i < 1000; ++i)
        send(*peer, message);
    BOOST_TEST(peer->incoming.size() > 900 * message.size());
    run_both();
    BOOST_TEST(record.events.size() > 10);
    for (int i = 0; i < 200; ++i)
        run_both();
    BOOST_TEST(record.events.size() == 1001);
    BOOST_TEST(peer->incoming.empty());
}

BOOST_AUTO_TEST_CASE(an_exception_elsewhere_ends_the_session)
{
    record.when_message = [](Recorder&, const Message&) { throw std::runtime_error{"no"}; };
    send(*peer, frame(text_opcode, "1") + frame(text_opcode, "2"));
    run_both();
    BOOST_TEST((peer->sent == our_close(1011)));
    send(*peer, peer_close(1011));
    end(*peer);
    run_both();
    BOOST_TEST(record.events == (Events{"open", "text 1", error_event(error::handler_failed), "text 2",
                                        error_event(error::handler_failed), "close 1011 clean"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exception_in_on_close_elsewhere_is_the_last)
{
    record.when_close = [](Recorder&) { throw std::runtime_error{"no"}; };
    end(*peer);
    run_both();
    BOOST_TEST(record.events.back() == "close 1006");
    BOOST_TEST(logged("threw: no"));
}

BOOST_AUTO_TEST_CASE(completions_run_there_by_default)
{
    run_both();
    std::string order;
    session->async_ping("x", [&](error_code, auto) { order += "ping"; });
    session->async_close(CloseCode::normal, "", [&](CloseInfo) { order += " close"; });
    loop.run();
    send(*peer, frame(pong_opcode, "x") + peer_close(1000));
    end(*peer);
    loop.run();
    BOOST_TEST(order.empty());
    run_both();
    BOOST_TEST(order == "ping close");
    BOOST_TEST(record.closes == 1);
}

BOOST_AUTO_TEST_CASE(drain_comes_there)
{
    run_both();
    peer->room = 0;
    session->send(std::string(15'000, 'x'));
    run_both();
    take(*peer);
    BOOST_TEST(record.events.back() == "open");
    run_both();
    BOOST_TEST(record.events.back() == "drain");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_callbacks_test
