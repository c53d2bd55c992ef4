// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "support/websocket_fixture.hpp"

#include <hawser/message.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace websocket_session_test {

namespace {

using namespace hawser::test;
using hawser::Behavior;
using hawser::Message;
using hawser::Method;
using hawser::Request;
using hawser::Response;

using Events = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_test, WebSocketFixture)

BOOST_AUTO_TEST_CASE(echo_of_all_kinds_however_the_bytes_come)
{
    const std::string input = handshake() + frame(text_opcode, "one") + frame(binary_opcode, "two") +
                              frame(text_opcode, "th", {.fin = false}) + frame(ping_opcode, "p") +
                              frame(0, "ree") + frame(text_opcode, "") + frame(pong_opcode, "q") +
                              frame(text_opcode, std::string(300, 'x')) + peer_close(1000, "bye");
    const std::string output = handshake_answer + server_frame(text_opcode, "one") +
                               server_frame(binary_opcode, "two") + server_frame(pong_opcode, "p") +
                               server_frame(text_opcode, "three") + server_frame(text_opcode, "") +
                               server_frame(text_opcode, std::string(300, 'x')) + our_close(1000);
    const Events events{"open",   "text one",       "binary two",          "ping p", "text three", "text ",
                        "pong q", "text 300 bytes", "close 1000 bye clean"};
    const auto check = [&](auto&& feed) {
        record = {};
        echo(record);
        const auto peer = connect();
        feed(*peer);
        end(*peer);
        BOOST_TEST(hex(peer->sent) == hex(output));
        BOOST_TEST(record.events == events, boost::test_tools::per_element());
        BOOST_TEST(peer->closed);
        BOOST_TEST(record.destroyed == 1);
    };
    BOOST_TEST_CONTEXT("whole") check([&](FakePeer& peer) { send(peer, input); });
    for (std::size_t cut = 1; cut < input.size(); ++cut) {
        BOOST_TEST_CONTEXT("cut at " << cut)
        {
            check([&](FakePeer& peer) {
                send(peer, input.substr(0, cut));
                send(peer, input.substr(cut));
            });
        }
    }
    BOOST_TEST_CONTEXT("byte by byte")
    {
        check([&](FakePeer& peer) {
            peer.read_limit = 1;
            send(peer, input);
        });
    }
}

BOOST_AUTO_TEST_CASE(answers_to_one_packet_make_one_write)
{
    echo(record);
    const auto peer = open();
    const auto writes = peer->writes;
    std::string input, output;
    for (int i = 0; i < 100; ++i) {
        input += frame(text_opcode, std::to_string(i));
        output += server_frame(text_opcode, std::to_string(i));
    }
    send(*peer, input);
    BOOST_TEST(hex(peer->sent) == hex(output));
    BOOST_TEST(peer->writes == writes + 1);
}

BOOST_AUTO_TEST_CASE(a_request_before_the_handshake)
{
    site->add_route(Method::get, "/a", [](const Request&, Response& r) { r.text("a"); });
    const auto peer = connect();
    send(*peer, "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n" + handshake() + frame(text_opcode, "x"));
    BOOST_TEST(peer->sent.ends_with("\r\n\r\na" + handshake_answer));
    BOOST_TEST(record.events == (Events{"open", "text x"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_request_stays_visible)
{
    site->add_service("/rooms/{room}/*",
                      [this](const Request& request, Response&) {
                          BOOST_TEST(request.parameter("room") == "blue room");
                          return std::make_unique<Recorder>(record);
                      },
                      {});
    std::string seen;
    record.when_close = [&](Recorder& self) {
        const auto& request = self.request();
        seen = std::string{request.parameter("room")} + '|' + std::string{request.parameter("*")} + '|' +
               request.query("q").value_or("") + '|' + std::string{request["X-Own"]} + '|' +
               request.remote_endpoint().to_string() + '|' + self.session().remote_endpoint().to_string();
    };
    const auto peer = open("/rooms/blue%20room/a/b?q=%41");
    send(*peer, peer_close(1000));
    end(*peer);
    BOOST_TEST(seen == "blue room|a/b|A||192.0.2.7:50000|192.0.2.7:50000");
}

BOOST_AUTO_TEST_CASE(no_session_before_on_open)
{
    Recorder lonely{record};
    BOOST_CHECK_THROW(lonely.send("x"), std::logic_error);
    BOOST_CHECK_THROW(lonely.close(), std::logic_error);
    BOOST_CHECK_THROW(lonely.session(), std::logic_error);
    BOOST_CHECK_THROW(lonely.sessions(), std::logic_error);
    BOOST_CHECK_THROW(lonely.id(), std::logic_error);
    BOOST_CHECK_THROW(lonely.request(), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(websocket_refusal_test, WebSocketFixture)

BOOST_AUTO_TEST_CASE(bad_handshakes)
{
    const auto expect = [&](const std::string& request, unsigned status) {
        BOOST_TEST_CONTEXT(request)
        {
            const auto peer = connect();
            send(*peer, request + frame(text_opcode, "x"));
            const auto answers = all_answers(peer->sent);
            BOOST_REQUIRE(answers.size() == 1);
            BOOST_TEST(answers.front().status == status);
            BOOST_TEST(answers.front().has("Connection: " +
                                           std::string{status == 426 ? "upgrade, close" : "close"}));
            BOOST_TEST(peer->send_ended);
            if (status == 405) {
                BOOST_TEST(answers.front().field("Allow") == "GET");
            }
            if (status == 426) {
                BOOST_TEST(answers.front().field("Sec-WebSocket-Version") == "13");
                BOOST_TEST(answers.front().field("Upgrade") == "websocket");
            }
        }
    };
    const auto changed = [](std::string_view from, std::string_view to) {
        auto text = handshake();
        return text.replace(text.find(from), from.size(), to);
    };
    expect(changed("GET", "POST"), 405);
    expect(changed("HTTP/1.1", "HTTP/1.0"), 400);
    expect(changed("Version: 13", "Version: 8"), 426);
    expect(changed("Connection: Upgrade", "Connection: keep-alive"), 400);
    expect(changed("dGhlIHNhbXBsZSBub25jZQ==", "short"), 400);
    expect(changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 400);
    expect(handshake("/ws", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400);
    expect(handshake("/ws", "Content-Length: 3\r\n") + "abc", 400);
    expect(handshake("/ws", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400);
    BOOST_TEST(record.events.empty());
    BOOST_TEST(sessions().count() == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_path_and_a_request_without_upgrade)
{
    BOOST_TEST(statuses(exchange(handshake("/none"))) == "404");
    BOOST_TEST(statuses(exchange("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n")) == "426");
    site->add_route(Method::get, "/page", [](const Request&, Response& r) { r.text("page"); });
    BOOST_TEST(statuses(exchange(handshake("/page"))) == "200"); // an upgrade may be ignored
}

BOOST_AUTO_TEST_CASE(the_factory_refuses)
{
    site->add_service("/403", [](const Request&, Response&) { return std::unique_ptr<Behavior>{}; }, {});
    site->add_service("/401",
                      [](const Request&, Response& refusal) {
                          refusal.status(401);
                          refusal.set("WWW-Authenticate", "Basic");
                          refusal.text("who are you?");
                          return std::unique_ptr<Behavior>{};
                      },
                      {});
    site->add_service(
        "/500",
        [](const Request&, Response&) -> std::unique_ptr<Behavior> { throw std::runtime_error{"no"}; }, {});
    BOOST_TEST(statuses(exchange(handshake("/403"))) == "403");
    const auto answer = all_answers(exchange(handshake("/401"))).front();
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.field("WWW-Authenticate") == "Basic");
    BOOST_TEST(answer.body == "who are you?");
    BOOST_TEST(statuses(exchange(handshake("/500"))) == "500");
    BOOST_TEST(logged("factory of GET /500 threw: no"));
}

BOOST_AUTO_TEST_CASE(a_refusal_may_be_a_file)
{
    site->add_service("/file",
                      [](const Request&, Response& refusal) {
                          refusal.status(403);
                          refusal.file("/nowhere/at/all");
                          return std::unique_ptr<Behavior>{};
                      },
                      {});
    BOOST_TEST(statuses(exchange(handshake("/file"))) == "404");
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_opens_no_session)
{
    const auto peer = connect();
    send(*peer, "GET ");
    site->stopping(true);
    send(*peer, handshake().substr(4));
    BOOST_TEST(statuses(peer->sent) == "503");
    BOOST_TEST(record.events.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_test
