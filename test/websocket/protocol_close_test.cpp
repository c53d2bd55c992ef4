// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "support/protocol_script.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace protocol_close_test {

namespace {

using namespace hawser::test;
using hawser::CloseCode;
using hawser::websocket::Protocol;
using hawser::websocket::Wait;

constexpr unsigned text = 1;
constexpr unsigned close_code = 8;
constexpr unsigned ping = 9;

std::string peer_close(unsigned code, std::string_view reason = {})
{
    return frame(close_code, close_payload(code, reason));
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_close_test)

BOOST_AUTO_TEST_CASE(the_peer_closes)
{
    const auto protocol = Script{}
                              .receive(frame(text, "last") + peer_close(1000, "bye") +
                                       frame(text, "too late") + frame(ping, "") + peer_close(1001))
                              .expect({"text 'last'", "close 1000 'bye' clean", "send 880203e8"});
    BOOST_TEST((protocol.wait() == Wait::finished));
    BOOST_TEST(!protocol.can_send());
    BOOST_TEST(!protocol.error());
}

BOOST_AUTO_TEST_CASE(the_reply_has_the_same_code)
{
    Script{}.receive(frame(close_code, "")).expect({"close 1005 clean", "send 8800"});
    for (unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u,
                          3000u, 3999u, 4000u, 4999u}) {
        Script{}
            .receive(peer_close(code))
            .expect({"close " + std::to_string(code) + " clean", "send 8802" + hex(close_payload(code))});
    }
    const std::string longest(123, 'r');
    Script{}
        .receive(peer_close(1000, longest))
        .expect({"close 1000 '" + longest + "' clean", "send 880203e8"});
    const auto protocol = Script::client()
                              .receive(server_frame(close_code, close_payload(1001, "\xe2\x82\xac")))
                              .expect({"close 1001 '\xe2\x82\xac' clean", "send 888237fa213d3413"});
    BOOST_TEST((protocol.wait() == Wait::peer_eof));
}

BOOST_AUTO_TEST_CASE(close_frames_that_break_a_rule)
{
    for (unsigned code :
         {0u, 1u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u}) {
        Script{}
            .receive(peer_close(code, "x"))
            .expect({"failure 1002 not clean: invalid WebSocket close code", "send 880203ea"});
    }
    Script{}
        .receive(frame(close_code, "\x03"))
        .expect({"failure 1002 not clean: malformed payload of a WebSocket Close frame", "send 880203ea"});
    Script{}
        .receive(peer_close(1000, "\xff"))
        .expect({"failure 1007 not clean: invalid UTF-8", "send 880203ef"});
    Script{}
        .receive(peer_close(1000, "\xe2\x82"))
        .expect({"failure 1007 not clean: invalid UTF-8", "send 880203ef"});
}

BOOST_AUTO_TEST_CASE(we_close)
{
    const auto waiting = Script{}.close(1000, "bye").expect({"closing", "send 880503e8627965"});
    BOOST_TEST((waiting.wait() == Wait::close_reply));
    BOOST_TEST(!waiting.can_send());

    const auto server = Script{}
                            .close(1000, "bye")
                            .receive(peer_close(1000, "bye"))
                            .expect({"closing", "send 880503e8627965", "close 1000 'bye' clean"});
    BOOST_TEST((server.wait() == Wait::finished));

    const auto client = Script::client()
                            .close(1005)
                            .receive(server_frame(close_code, ""))
                            .expect({"closing", "send 888037fa213d", "close 1005 clean"});
    BOOST_TEST((client.wait() == Wait::peer_eof));
}

BOOST_AUTO_TEST_CASE(longest_reason)
{
    const std::string reason(123, 'r');
    Script{}.close(4999, reason).expect({"closing", "send 887d1387" + hex(reason)});
}

BOOST_AUTO_TEST_CASE(closing_twice_sends_one_frame)
{
    Script{}
        .close(1000)
        .close(1001)
        .receive(peer_close(1000))
        .close(1001)
        .expect({"closing", "send 880203e8", "not closing", "close 1000 clean", "not closing"});
    Script{}
        .receive(peer_close(1000))
        .close(1001)
        .expect({"close 1000 clean", "send 880203e8", "not closing"});
    Script{}.eof().close(1000).expect({"eof", "not closing"});
    Script{}
        .receive(frame(3, ""))
        .close(1000)
        .expect(
            {"failure 1002 not clean: reserved opcode in a WebSocket frame", "send 880203ea", "not closing"});
}

// Messages that were on their way when we closed are not lost; pings are not answered any more.
BOOST_AUTO_TEST_CASE(data_before_the_peers_close_is_delivered)
{
    Script{}
        .receive(frame(text, "half", {.fin = false}))
        .close(1000)
        .receive(frame(ping, "x") + frame(0, " done") + frame(text, "one") + frame(text, "two") +
                 peer_close(1000) + frame(text, "too late"))
        .expect({"closing", "send 880203e8", "ping 'x'", "text 'half done'", "text 'one'", "text 'two'",
                 "close 1000 clean"});
}

BOOST_AUTO_TEST_CASE(both_sides_close_at_once)
{
    // Each has sent its own before the other's came: no reply to either, clean on both sides.
    const auto server = Script{}
                            .close(1001, "stop")
                            .receive(peer_close(4000, "done"))
                            .expect({"closing", "send 880603e973746f70", "close 4000 'done' clean"});
    const auto client = Script::client()
                            .close(4000, "done")
                            .receive(server_frame(close_code, close_payload(1001, "stop")))
                            .expect({"closing", "send 888637fa213d385a4552599f", "close 1001 'stop' clean"});
    BOOST_TEST((server.wait() == Wait::finished));
    BOOST_TEST((client.wait() == Wait::peer_eof));
}

BOOST_AUTO_TEST_CASE(no_reply_to_our_close)
{
    const auto late = Script{}
                          .close(1000)
                          .deadline()
                          .receive(peer_close(1000))
                          .expect({"closing", "send 880203e8", "deadline"});
    BOOST_TEST((late.wait() == Wait::finished));
    BOOST_TEST(late.error() == hawser::error::close_timeout);
    BOOST_TEST((late.close_info().code == CloseCode::abnormal));
    BOOST_TEST(!late.close_info().was_clean);

    const auto cut = Script{}.close(1000).eof().expect({"closing", "send 880203e8", "eof"});
    BOOST_TEST((cut.wait() == Wait::finished));
    BOOST_TEST(!cut.error());
    BOOST_TEST((cut.close_info().code == CloseCode::abnormal));
    BOOST_TEST(!cut.close_info().was_clean);

    // Also in the middle of a message, whose own deadline does not matter any more.
    const auto busy = Script{}
                          .close(1000)
                          .receive(frame(text, "a", {.fin = false}))
                          .deadline()
                          .expect({"closing", "send 880203e8", "deadline"});
    BOOST_TEST(busy.error() == hawser::error::close_timeout);
}

BOOST_AUTO_TEST_CASE(a_failure_after_our_close_sends_nothing)
{
    const auto protocol = Script{}
                              .close(1000)
                              .receive(frame(text, "\xff"))
                              .expect({"closing", "send 880203e8", "failure 1007 not clean: invalid UTF-8"});
    BOOST_TEST((protocol.wait() == Wait::finished));
}

BOOST_AUTO_TEST_CASE(the_client_waits_for_the_servers_fin)
{
    const auto closed = server_frame(close_code, close_payload(1000));
    for (auto finish : {&Script::eof, &Script::deadline}) {
        auto script = Script::client();
        script.receive(closed);
        const auto protocol = (script.*finish)().expect(
            {"close 1000 clean", "send 888237fa213d3412", finish == &Script::eof ? "eof" : "deadline"});
        BOOST_TEST((protocol.wait() == Wait::finished));
        BOOST_TEST(protocol.close_info().was_clean);
        BOOST_TEST((protocol.close_info().code == CloseCode::normal));
        BOOST_TEST(!protocol.error());
    }
}

BOOST_AUTO_TEST_CASE(end_of_transport_changes_nothing_after_the_end)
{
    const auto failed = Script{}
                            .receive(frame(3, ""))
                            .eof()
                            .deadline()
                            .expect({"failure 1002 not clean: reserved opcode in a WebSocket frame",
                                     "send 880203ea", "eof", "deadline"});
    BOOST_TEST(failed.error() == hawser::error::reserved_opcode);
    BOOST_TEST((failed.close_info().code == CloseCode::protocol_error));
    const auto clean = Script{}
                           .receive(peer_close(1000))
                           .eof()
                           .eof()
                           .expect({"close 1000 clean", "send 880203e8", "eof", "eof"});
    BOOST_TEST(clean.close_info().was_clean);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace protocol_close_test
