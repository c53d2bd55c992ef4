// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/websocket_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace websocket_session_close_test {

namespace {

using namespace hawser::test;
using hawser::CloseCode;
using hawser::error;
using hawser::Message;
using hawser::SendResult;
using hawser::Session;

using Events = std::vector<std::string>;

struct Fixture : WebSocketFixture {
    void expect(const Events& events) const
    {
        BOOST_TEST(record.events == events, boost::test_tools::per_element());
        BOOST_TEST(record.opens == record.closes);
        BOOST_TEST(record.destroyed == record.opens);
        BOOST_TEST(sessions().count() == 0);
        BOOST_TEST(loop.loop->size() == 0);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_close_test, Fixture)

BOOST_AUTO_TEST_CASE(by_the_peer)
{
    const auto peer = open();
    send(*peer, frame(text_opcode, "last") + peer_close(4001, "why") + frame(text_opcode, "too late"));
    BOOST_TEST(hex(peer->sent) == hex(our_close(4001)));
    BOOST_TEST(peer->send_ended);
    end(*peer);
    expect({"open", "text last", "close 4001 why clean"});
}

BOOST_AUTO_TEST_CASE(by_the_peer_without_a_code)
{
    const auto peer = open();
    send(*peer, frame(close_opcode, ""));
    end(*peer);
    BOOST_TEST(hex(peer->sent) == "8800");
    expect({"open", "close 1005 clean"});
}

BOOST_AUTO_TEST_CASE(by_the_peer_whose_end_comes_with_it)
{
    const auto peer = loop.make_peer();
    peer->incoming = handshake() + frame(text_opcode, "last") + peer_close(1000);
    peer->ended = true;
    connect(peer);
    BOOST_TEST(hex(peer->sent) == hex(handshake_answer + our_close(1000)));
    expect({"open", "text last", "close 1000 clean"});
}

BOOST_AUTO_TEST_CASE(by_us)
{
    record.when_message = [](Recorder& self, const Message&) { self.close(CloseCode{4000}, "enough"); };
    const auto peer = open();
    send(*peer, frame(text_opcode, "x"));
    BOOST_TEST(hex(peer->sent) == hex(our_close(4000, "enough")));
    BOOST_TEST(!peer->send_ended);
    record.when_message = {};
    send(*peer, frame(text_opcode, "on its way") + peer_close(4000));
    BOOST_TEST(hex(peer->sent) == hex(our_close(4000, "enough")));
    BOOST_TEST(peer->send_ended);
    end(*peer);
    expect({"open", "text x", "text on its way", "close 4000 clean"});
}

BOOST_AUTO_TEST_CASE(by_both_at_once)
{
    const auto peer = open();
    peer->send(peer_close(1000, "theirs"));
    BOOST_REQUIRE(sessions().count() == 1);
    sessions().close_session(sessions().ids().front(), CloseCode::normal, "ours");
    loop.run();
    end(*peer);
    expect({"open", "close 1000 theirs clean"});

    record = {};
    record.when_message = [](Recorder& self, const Message&) { self.close(CloseCode{4000}); };
    const auto other = open();
    send(*other, frame(text_opcode, "x") + peer_close(4001));
    end(*other);
    BOOST_TEST(hex(other->sent) == hex(our_close(4000)));
    expect({"open", "text x", "close 4001 clean"});
}

BOOST_AUTO_TEST_CASE(in_on_open)
{
    record.when_open = [](Recorder& self) {
        self.close(CloseCode::try_again_later);
        BOOST_TEST(!self.session().is_open());
        self.close(CloseCode::normal); // twice: without effect
        BOOST_TEST((self.send("x") == SendResult::dropped));
    };
    const auto peer = connect();
    send(*peer, handshake() + frame(text_opcode, "x"));
    BOOST_TEST(hex(peer->sent) == hex(handshake_answer + our_close(1013)));
    send(*peer, peer_close(1013));
    end(*peer);
    expect({"open", "text x", "close 1013 clean"});
}

BOOST_AUTO_TEST_CASE(in_on_close_it_is_too_late)
{
    record.when_close = [](Recorder& self) {
        self.close();
        BOOST_TEST((self.send("x") == SendResult::dropped));
        BOOST_TEST((self.ping() == SendResult::dropped));
        BOOST_TEST(!self.session().is_open());
        BOOST_TEST(self.session().buffered_amount() == 0);
        self.sessions().broadcast("to nobody");
        BOOST_TEST(self.sessions().count() == 0);
        BOOST_TEST(!self.sessions().find(self.id()));
    };
    const auto peer = open();
    send(*peer, peer_close(1000));
    end(*peer);
    BOOST_TEST(hex(peer->sent) == hex(our_close(1000)));
    expect({"open", "close 1000 clean"});
}

BOOST_AUTO_TEST_CASE(codes_and_reasons_that_must_not_be_sent)
{
    record.when_open = [](Recorder& self) {
        for (unsigned code : {0u, 999u, 1004u, 1006u, 1010u, 1015u, 1016u, 2999u, 5000u}) {
            BOOST_CHECK_THROW(self.close(static_cast<CloseCode>(code)), std::invalid_argument);
        }
        BOOST_CHECK_THROW(self.close(CloseCode::normal, std::string(124, 'x')), std::invalid_argument);
        BOOST_CHECK_THROW(self.close(CloseCode::normal, "\xff"), std::invalid_argument);
        BOOST_CHECK_THROW(self.close(CloseCode::no_status, "x"), std::invalid_argument);
        self.close(CloseCode::no_status);
        BOOST_CHECK_THROW(self.close(CloseCode::abnormal), std::invalid_argument);
    };
    const auto peer = open();
    BOOST_TEST(hex(peer->sent) == "8800");
}

BOOST_AUTO_TEST_CASE(a_handle_outlives_the_session)
{
    std::optional<Session> handle;
    record.when_open = [&](Recorder& self) { handle = self.session(); };
    const auto peer = open();
    BOOST_REQUIRE(handle);
    BOOST_TEST(handle->is_open());
    BOOST_TEST((*handle == sessions().find(handle->id())));
    send(*peer, peer_close(1000));
    end(*peer);
    BOOST_TEST(!handle->is_open());
    BOOST_TEST((handle->send("x") == SendResult::dropped));
    BOOST_TEST((handle->ping() == SendResult::dropped));
    handle->close();
    BOOST_TEST(handle->id().size() == 32);
    BOOST_TEST(handle->remote_endpoint().to_string() == "192.0.2.7:50000");
    loop.run();
    expect({"open", "close 1000 clean"});
}

BOOST_AUTO_TEST_CASE(the_peer_goes_without_a_close_frame)
{
    const auto peer = open();
    send(*peer, frame(text_opcode, "x"));
    end(*peer);
    expect({"open", "text x", "close 1006"});

    record = {};
    const auto other = open(); // in the middle of a frame's header (traps: half a header, then FIN)
    send(*other, frame(text_opcode, "x").substr(0, 1));
    end(*other);
    expect({"open", error_event(error::end_of_stream), "close 1006"});
}

BOOST_AUTO_TEST_CASE(the_peer_breaks_a_rule)
{
    const auto check = [&](const std::string& bytes, unsigned code, error reason) {
        BOOST_TEST_CONTEXT(make_error_code(reason).message())
        {
            record = {};
            const auto peer = open();
            send(*peer, frame(text_opcode, "before") + bytes + frame(text_opcode, "behind"));
            BOOST_REQUIRE(peer->sent.size() >= 4); // a Close frame, which may have a reason
            BOOST_TEST(hex(peer->sent.substr(0, 1)) == "88");
            BOOST_TEST(hex(peer->sent.substr(2, 2)) == hex(close_payload(code)));
            BOOST_TEST(peer->send_ended);
            end(*peer);
            expect({"open", "text before", error_event(reason), "close " + std::to_string(code)});
        }
    };
    check(frame(text_opcode, "x", {.key = {}}), 1002, error::unmasked_frame);
    check(frame(text_opcode, "x", {.rsv = 4}), 1002, error::reserved_bits_set);
    check(frame(3, "x"), 1002, error::reserved_opcode);
    check(frame(0, "x"), 1002, error::unexpected_continuation);
    check(frame(text_opcode, "x", {.fin = false}) + frame(text_opcode, "y"), 1002,
          error::expected_continuation);
    check(frame(ping_opcode, std::string(126, 'x')), 1002, error::control_frame_too_long);
    check(frame(ping_opcode, "x", {.fin = false}), 1002, error::control_frame_fragmented);
    check(frame(close_opcode, "x"), 1002, error::bad_close_payload);
    check(peer_close(1005), 1002, error::bad_close_code);
    check(frame(text_opcode, "\xff"), 1007, error::invalid_utf8);
    check(frame(text_opcode, "", {.length = 100'001}), 1009, error::frame_too_large);
    check(frame(binary_opcode, "", {.length = 1ull << 62}), 1009, error::frame_too_large);
}

BOOST_AUTO_TEST_CASE(the_peer_does_not_answer_a_close)
{
    record.when_open = [](Recorder& self) { self.close(); };
    const auto peer = open();
    tick(10);
    send(*peer, frame(ping_opcode, "still here")); // bytes do not extend the deadline
    BOOST_TEST(!peer->closed);
    tick(2);
    BOOST_TEST(peer->closed);
    expect({"open", "ping still here", error_event(error::close_timeout), "close 1006"});
}

BOOST_AUTO_TEST_CASE(a_message_that_does_not_end)
{
    const auto peer = open();
    tick(500); // an idle session has no deadline
    send(*peer, frame(text_opcode, "a", {.fin = false}));
    for (int i = 0; i < 119; ++i) {
        tick();
        send(*peer, frame(0, "b", {.fin = false}) + frame(ping_opcode, ""));
    }
    BOOST_TEST(!peer->send_ended);
    tick(3);
    BOOST_TEST(peer->send_ended);
    end(*peer);
    BOOST_REQUIRE(record.events.size() > 2);
    BOOST_TEST(record.events[record.events.size() - 2] == error_event(error::message_timeout));
    BOOST_TEST(record.events.back() == "close 1008");
}

BOOST_AUTO_TEST_CASE(each_message_has_a_deadline_of_its_own)
{
    const auto peer = open();
    const auto half = [](unsigned opcode) { return frame(opcode, "ab"); };
    for (unsigned opcode : {text_opcode, ping_opcode}) {
        auto bytes = half(opcode).substr(0, 4);
        for (int i = 0; i < 300; ++i) { // no packet ends where a frame does, none is late
            send(*peer, bytes);
            bytes = half(opcode).substr(4) + half(opcode).substr(0, 4);
            tick();
        }
        send(*peer, half(opcode).substr(4));
        BOOST_TEST(!peer->send_ended);
    }
}

BOOST_AUTO_TEST_CASE(the_server_stops)
{
    const auto peer = open();
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(hex(peer->sent) == hex(our_close(1001)));
    send(*peer, peer_close(1001));
    end(*peer);
    expect({"open", "close 1001 clean"});
}

BOOST_AUTO_TEST_CASE(the_connection_is_cut)
{
    const auto peer = open();
    close_all();
    BOOST_TEST(peer->closed);
    expect({"open", error_event(error::connection_cut), "close 1006"});
}

BOOST_AUTO_TEST_CASE(the_service_is_removed)
{
    const auto peer = open();
    const auto removed = site->remove_service("/ws");
    removed->registry->close_all(CloseCode::going_away);
    loop.run();
    BOOST_TEST(hex(peer->sent) == hex(our_close(1001)));
    send(*peer, peer_close(1001));
    end(*peer);
    expect({"open", "close 1001 clean"});
    BOOST_TEST(statuses(exchange(handshake())) == "404");
}

BOOST_AUTO_TEST_CASE(what_a_callback_throws)
{
    const auto check = [&](auto arm, const std::string& bytes, const Events& events) {
        record = {};
        arm([](auto&&...) { throw std::runtime_error{"my fault"}; });
        loop.log.clear();
        const auto peer = open();
        send(*peer, bytes);
        BOOST_TEST(hex(peer->sent).ends_with(hex(our_close(1011))));
        send(*peer, peer_close(1011));
        end(*peer);
        expect(events);
        BOOST_TEST(logged("a callback threw: my fault"));
    };
    const auto failed = error_event(error::handler_failed);
    check([&](auto f) { record.when_open = f; }, "", {"open", failed, "close 1011 clean"});
    check([&](auto f) { record.when_message = f; }, frame(text_opcode, "x"),
          {"open", "text x", failed, "close 1011 clean"});
    check([&](auto f) { record.when_ping = f; }, frame(ping_opcode, "x"),
          {"open", "ping x", failed, "close 1011 clean"});
    check([&](auto f) { record.when_pong = f; }, frame(pong_opcode, "x"),
          {"open", "pong x", failed, "close 1011 clean"});

    record = {};
    record.when_message = [](Recorder&, const Message&) { throw 42; }; // NOLINT: not an exception class
    const auto peer = open();
    send(*peer, frame(text_opcode, "x") + peer_close(1011));
    end(*peer);
    expect({"open", "text x", failed, "close 1011 clean"});
    BOOST_TEST(logged("a callback threw: unknown exception"));
}

BOOST_AUTO_TEST_CASE(what_the_last_callbacks_throw)
{
    const auto failing = [](Recorder&) { throw std::runtime_error{"my fault"}; };
    record.when_close = failing;
    auto peer = open();
    send(*peer, peer_close(1000));
    end(*peer);
    expect({"open", "close 1000 clean"}); // on_close is the last callback, also then
    BOOST_TEST(logged("a callback threw: my fault"));

    record = {};
    record.when_error = failing;
    peer = open();
    send(*peer, frame(3, "x"));
    end(*peer);
    BOOST_TEST(record.closes == 1);
    BOOST_TEST(record.events.back() == "close 1002");
}

BOOST_AUTO_TEST_CASE(the_io_context_is_destroyed)
{
    auto context = std::make_unique<boost::asio::io_context>();
    auto its_loop =
        std::make_shared<hawser::net::Loop>(context->get_executor(), hawser::net::Loop::Threading::single,
                                            loop.logger, hawser::net::Loop::Ticking::by_hand);
    auto peer = std::make_shared<FakePeer>(*context);
    auto connection = std::make_shared<hawser::net::Connection>(
        its_loop, std::make_unique<FakeTransport>(peer), hawser::net::ConnectionSettings{});
    connection->start(
        std::make_shared<hawser::server::HttpConnection>(site, hawser::Endpoint{}, hawser::Endpoint{}));
    connection.reset();
    peer->send(handshake());
    context->poll();
    BOOST_TEST(record.opens == 1);
    its_loop->abandon(error::connection_cut);
    its_loop.reset();
    peer->reader.reset();
    BOOST_TEST(record.closes == 0);
    context.reset();
    BOOST_TEST(record.closes == 1);
    BOOST_TEST(record.events.back() == "close 1006");
    BOOST_TEST(record.destroyed == 1);
    BOOST_TEST(sessions().count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_close_test
