// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/plain_zlib.hpp"
#include "support/websocket_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace websocket_session_deflate_test {

// permessage-deflate as a session uses it; the peer is zlib itself.

namespace {

using namespace hawser;
using namespace hawser::test;
using Strings = std::vector<std::string>;

// A line of JSON, different for each number, of about 1 KiB.
std::string json(int number)
{
    std::string text = "{\"number\":" + std::to_string(number) + ",\"list\":[";
    for (int i = 0; i < 80; ++i)
        text += "{\"i\":" + std::to_string(i * number) + "},";
    return text += "{}]}";
}

struct Fixture : WebSocketFixture {
    explicit Fixture(bool takes_over = false, std::size_t fragment_size = 0)
        : WebSocketFixture{options(takes_over, fragment_size)}, takes_over_{takes_over}
    {
        record.when_open = [this](Recorder& self) { session = self.session(); };
    }

    static ServerOptions options(bool takes_over, std::size_t fragment_size)
    {
        auto options = small_options();
        options.websocket.compression = true;
        options.websocket.deflate.server_no_context_takeover = !takes_over;
        options.websocket.deflate.client_no_context_takeover = !takes_over;
        options.websocket.fragment_size = fragment_size;
        return options;
    }

    // Opens a session that compresses.
    void connect(std::string_view offer = "permessage-deflate; client_max_window_bits")
    {
        peer = open_with(offer);
    }
    std::shared_ptr<FakePeer> open_with(std::string_view offer, std::string_view target = "/ws")
    {
        auto made = WebSocketFixture::connect();
        send(*made, handshake(target, "Sec-WebSocket-Extensions: " + std::string{offer} + "\r\n"));
        answer = made->sent.substr(0, made->sent.find("\r\n\r\n"));
        made->sent.erase(0, answer.size() + 4);
        return made;
    }

    // A message as the peer compresses it.
    void send_message(std::string_view text)
    {
        FrameShape shape;
        shape.rsv = websocket::rsv1;
        if (!takes_over_)
            peer_deflate.emplace();
        send(*peer, frame(text_opcode, peer_deflate->message(text), shape));
    }

    // The messages that have been sent since the last call, as the peer inflates them. `*` before those that
    // came compressed.
    Strings take_messages() { return take_messages(*peer, inflate); }
    Strings take_messages(FakePeer& from, std::optional<PlainInflate>& with)
    {
        Strings messages;
        std::string_view rest{from.sent};
        std::string payload;
        bool compressed = false;
        while (!rest.empty()) {
            websocket::FrameHeader header;
            websocket::FrameRules rules;
            rules.reader = websocket::Role::client;
            rules.allowed_rsv = websocket::rsv1;
            rules.in_message = (rest[0] & 15) == 0;
            error_code ec;
            const auto size = websocket::read_frame_header(rest, rules, header, ec);
            BOOST_TEST_REQUIRE(size > 0);
            if (!rules.in_message)
                compressed = header.rsv != 0;
            payload += rest.substr(size, header.length);
            rest.remove_prefix(size + header.length);
            if (!header.fin)
                continue;
            if (compressed && !takes_over_)
                with.emplace();
            messages.push_back(compressed ? "*" + with->message(payload).value() : payload);
            payload.clear();
        }
        bytes += from.sent.size();
        from.sent.clear();
        return messages;
    }

    bool takes_over_;
    std::optional<Session> session;
    std::shared_ptr<FakePeer> peer;
    std::string answer;
    std::optional<PlainDeflate> peer_deflate{std::in_place};
    std::optional<PlainInflate> inflate{std::in_place};
    std::size_t bytes = 0;
};

struct TakeOver : Fixture {
    TakeOver() : Fixture{true} {}
};
struct Fragments : Fixture {
    Fragments() : Fixture{true, 100} {}
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_deflate, Fixture)

BOOST_AUTO_TEST_CASE(messages_are_compressed_both_ways)
{
    connect();
    echo(record);
    BOOST_TEST(answer.ends_with("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                                "client_no_context_takeover"));
    BOOST_TEST(session->is_compressed());
    for (int i = 0; i < 5; ++i) {
        send_message(json(i));
        BOOST_TEST(take_messages() == Strings{"*" + json(i)}, boost::test_tools::per_element());
    }
    BOOST_TEST(bytes < 5 * json(1).size() / 2);
}

BOOST_FIXTURE_TEST_CASE(with_context_takeover_the_next_message_is_much_smaller, TakeOver)
{
    connect();
    echo(record);
    send_message(json(1));
    BOOST_TEST(take_messages() == Strings{"*" + json(1)}, boost::test_tools::per_element());
    const auto first = bytes;
    send_message(json(1));
    BOOST_TEST(take_messages() == Strings{"*" + json(1)}, boost::test_tools::per_element());
    BOOST_TEST(bytes - first < first / 4);
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_offer_gets_plain_messages)
{
    peer = open();
    BOOST_TEST(!session->is_compressed());
    session->send(json(1), Compression::yes);
    sessions().broadcast(json(2), Compression::yes);
    loop.run();
    BOOST_TEST(take_messages() == (Strings{json(1), json(2)}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_compressed_is_up_to_size_message_and_session)
{
    connect();
    record.when_pong = [](Recorder& self) {
        self.send(std::string(255, 'a'));
        self.send(std::string(256, 'b'));
        self.send("c", Compression::yes);
        self.send(std::string(300, 'd'), Compression::no);
        self.session().compression(false);
        self.send(std::string(300, 'e'));
        self.send("f", Compression::yes);
        self.session().compression(true);
        self.send(std::string(300, 'g'));
    };
    const Strings expected{std::string(255, 'a'), "*" + std::string(256, 'b'), "*c",
                           std::string(300, 'd'), std::string(300, 'e'),       "*f",
                           "*" + std::string(300, 'g')};
    send(*peer, frame(pong_opcode, ""));
    BOOST_TEST(take_messages() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(large_and_empty_messages)
{
    connect();
    std::string large; // does not compress to less than the buffer of the thread
    for (unsigned i = 0, x = 1; i < 90'000; ++i)
        large += static_cast<char>((x = x * 1'103'515'245 + 12'345) >> 16 & 127);
    session->send(large);
    loop.run();
    session->send("", Compression::yes);
    loop.run();
    const auto messages = take_messages();
    BOOST_TEST_REQUIRE(messages.size() == 2);
    BOOST_TEST((messages[0] == "*" + large));
    BOOST_TEST(messages[1] == "*");
}

BOOST_FIXTURE_TEST_CASE(compressed_messages_in_fragments, Fragments)
{
    connect();
    record.when_pong = [](Recorder& self) { self.send(json(3)); };
    send(*peer, frame(pong_opcode, ""));
    session->send(json(4));
    loop.run();
    BOOST_TEST(take_messages() == (Strings{"*" + json(3), "*" + json(4)}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_broadcast_between_own_messages_does_not_break_the_context, TakeOver)
{
    connect();
    for (int i = 0; i < 5; ++i) {
        session->send(json(i));
        sessions().broadcast(json(i + 100));
        session->send(json(i));
        sessions().broadcast("small");
        loop.run();
        record.when_pong = [i](Recorder& self) { self.send(json(i)); };
        send(*peer, frame(pong_opcode, ""));
        BOOST_TEST(take_messages() ==
                       (Strings{"*" + json(i), "*" + json(i + 100), "*" + json(i), "small", "*" + json(i)}),
                   boost::test_tools::per_element());
    }
}

BOOST_FIXTURE_TEST_CASE(a_broadcast_reaches_every_kind_of_session, TakeOver)
{
    const auto wide = open_with("permessage-deflate", "/ws?name=wide");
    const auto narrow = open_with("permessage-deflate; server_max_window_bits=9", "/ws?name=narrow");
    const auto plain = open("/ws?name=plain");
    std::optional<PlainInflate> of_wide{std::in_place}, of_narrow{9};
    for (int i = 0; i < 3; ++i) {
        sessions().broadcast(json(i));
        loop.run();
        BOOST_TEST(take_messages(*wide, of_wide) == Strings{"*" + json(i)}, boost::test_tools::per_element());
        BOOST_TEST(take_messages(*narrow, of_narrow) == Strings{"*" + json(i)}, boost::test_tools::per_element());
        BOOST_TEST(take_messages(*plain, inflate) == Strings{json(i)}, boost::test_tools::per_element());
    }
}

BOOST_FIXTURE_TEST_CASE(streams_are_compressed_fragment_by_fragment, TakeOver)
{
    connect();
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += json(i);
    for (const auto compress : {Compression::automatic, Compression::no, Compression::yes}) {
        std::istringstream stream{text};
        session->send(stream, text.size(), MessageType::text, {}, compress);
        session->send(json(7));
        loop.run();
        BOOST_TEST((take_messages() == Strings{(compress == Compression::no ? "" : "*") + text, "*" + json(7)}));
    }
    auto writer = session->begin(MessageType::text);
    writer.append(json(1));
    writer.append("");
    writer.append(json(2));
    writer.end();
    session->begin(MessageType::text).end();
    loop.run();
    BOOST_TEST(take_messages() == (Strings{"*" + json(1) + json(2), "*"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_bomb_ends_the_session_with_1009)
{
    connect();
    send_message(std::string(100'000, '\0'));
    BOOST_TEST(record.events.back() == "text 100000 bytes");
    send_message(std::string(100'001, '\0'));
    BOOST_TEST((peer->sent == our_close(1009)));
    BOOST_TEST(record.events.back() == error_event(error::message_too_large));
}

BOOST_AUTO_TEST_CASE(a_malformed_offer_is_refused_and_an_unknown_one_ignored)
{
    connect("permessage-deflate; server_max_window_bits=");
    BOOST_TEST(answer.starts_with("HTTP/1.1 400"));
    connect("permessage-deflate; colour=red, permessage-bzip2");
    BOOST_TEST(answer.starts_with("HTTP/1.1 101"));
    BOOST_TEST(answer.find("Extensions") == std::string::npos);
    BOOST_TEST(!session->is_compressed());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_deflate_test
