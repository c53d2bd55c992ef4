// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/handshake.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace handshake_test {

namespace {

struct Fixture {
    hawser::Request request;
    hawser::Handshake handshake{request, {"chat.v2", "chat"}, "chat"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handshake_test, Fixture)

BOOST_AUTO_TEST_CASE(it_shows_what_is_offered_and_chosen)
{
    BOOST_TEST(&handshake.request() == &request);
    BOOST_TEST((handshake.offered_subprotocols() == std::vector<std::string>{"chat.v2", "chat"}));
    BOOST_TEST(handshake.offers("chat"));
    BOOST_TEST(!handshake.offers("Chat")); // subprotocols are compared as they are (RFC 6455 §4.1)
    BOOST_TEST(!handshake.offers(""));
    BOOST_TEST(!handshake.offers("chat.v2, chat"));
    BOOST_TEST(handshake.subprotocol() == "chat");
    BOOST_TEST(handshake.response_fields().empty());
    BOOST_TEST(!handshake.ignores_extensions());
}

BOOST_AUTO_TEST_CASE(another_of_the_offered_may_be_chosen_or_none)
{
    handshake.subprotocol("chat.v2");
    BOOST_TEST(handshake.subprotocol() == "chat.v2");
    handshake.subprotocol("");
    BOOST_TEST(handshake.subprotocol() == "");
    handshake.subprotocol("chat");
    BOOST_TEST(handshake.subprotocol() == "chat");
}

BOOST_AUTO_TEST_CASE(what_is_not_offered_cannot_be_chosen)
{
    for (const auto* other : {"CHAT", "chat ", "soap", "chat.v2, chat"})
        BOOST_CHECK_THROW(handshake.subprotocol(other), std::invalid_argument);
    BOOST_TEST(handshake.subprotocol() == "chat");
    hawser::Handshake bare{request, {}, ""};
    BOOST_CHECK_THROW(bare.subprotocol("chat"), std::invalid_argument);
    bare.subprotocol("");
}

BOOST_AUTO_TEST_CASE(fields_are_set_and_added)
{
    handshake.set("X-Node", "6");
    handshake.set("x-node", "7");
    handshake.add("Set-Cookie", "a=1");
    handshake.add("Set-Cookie", "b=2");
    const auto& fields = handshake.response_fields();
    BOOST_TEST(fields.size() == 3u);
    BOOST_TEST(fields["X-Node"] == "7");
    BOOST_TEST(fields.count("Set-Cookie") == 2u);
}

BOOST_AUTO_TEST_CASE(fields_of_the_handshake_are_refused)
{
    for (const auto* name :
         {"Upgrade", "connection", "CONTENT-LENGTH", "Transfer-Encoding", "Sec-WebSocket-Accept",
          "sec-websocket-protocol", "Sec-WebSocket-Extensions", "Sec-WebSocket-Anything"}) {
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_CHECK_THROW(handshake.set(name, "x"), std::invalid_argument);
            BOOST_CHECK_THROW(handshake.add(name, "x"), std::invalid_argument);
        }
    }
    BOOST_TEST(handshake.response_fields().empty());
    handshake.set("Sec-Fetch-Mode", "websocket"); // not one of them
    handshake.set("Upgrade-Insecure-Requests", "1");
    BOOST_TEST(handshake.response_fields().size() == 2u);
}

BOOST_AUTO_TEST_CASE(malformed_fields_are_refused)
{
    constexpr std::string_view with_nul{"a\0b", 3};
    for (const auto value : {std::string_view{"a\r\nX: y"}, std::string_view{"a\nb"}, with_nul}) {
        BOOST_CHECK_THROW(handshake.set("X-Node", value), std::invalid_argument);
        BOOST_CHECK_THROW(handshake.add("X-Node", value), std::invalid_argument);
    }
    for (const auto* name : {"", "X Node", "X:Node", "X-Node\r\n"})
        BOOST_CHECK_THROW(handshake.set(name, "7"), std::invalid_argument);
    BOOST_TEST(handshake.response_fields().empty());
}

BOOST_AUTO_TEST_CASE(extensions_may_be_ignored)
{
    handshake.ignore_extensions();
    BOOST_TEST(handshake.ignores_extensions());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace handshake_test
