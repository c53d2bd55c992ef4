// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "support/protocol_script.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace protocol_test {

namespace {

using namespace hawser::test;
using hawser::websocket::Protocol;
using hawser::websocket::Role;
using hawser::websocket::Wait;

constexpr unsigned continuation = 0;
constexpr unsigned text = 1;
constexpr unsigned binary = 2;
constexpr unsigned ping = 9;
constexpr unsigned pong = 10;

std::string bytes_of(std::initializer_list<int> values) { return {values.begin(), values.end()}; }

Script limited(std::uint64_t message, std::uint64_t frame_limit)
{
    Protocol::Options options;
    options.limits = {.message = message, .frame = frame_limit};
    return Script{options};
}

const std::string send_1002 = "send 880203ea";
const std::string send_1007 = "send 880203ef";
const std::string send_1009 = "send 880203f1";

void check_failure(const std::string& input, const std::string& send, const std::string& error)
{
    const auto code = send == send_1002 ? "1002" : send == send_1007 ? "1007" : "1009";
    const auto protocol = Script{}
                              .receive(input)
                              .receive(frame(text, "not this"))
                              .expect({std::string{"failure "} + code + " not clean: " + error, send});
    BOOST_TEST((protocol.wait() == Wait::finished));
    BOOST_TEST(!protocol.can_send());
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_test)

BOOST_AUTO_TEST_CASE(nothing_has_happened_yet)
{
    Protocol protocol{{}};
    BOOST_TEST((protocol.wait() == Wait::none));
    BOOST_TEST(protocol.can_send());
    BOOST_TEST(protocol.output() == "");
    BOOST_TEST(!protocol.error());
    BOOST_TEST((protocol.close_info().code == hawser::CloseCode::abnormal));
    std::span<char> nothing;
    BOOST_TEST((protocol.receive(nothing).kind == Protocol::Event::Kind::need_more));
}

// RFC 6455 §5.7, byte for byte.
BOOST_AUTO_TEST_CASE(examples_of_the_rfc)
{
    const auto hello = bytes_of({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f});
    const auto masked_hello = bytes_of({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58});
    const auto fragments = bytes_of({0x01, 0x03, 0x48, 0x65, 0x6c}) + bytes_of({0x80, 0x02, 0x6c, 0x6f});
    const auto ping_hello = bytes_of({0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f});
    const auto masked_pong = bytes_of({0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58});
    const auto data_256 = std::string(256, '\x01');
    const auto data_64k = std::string(65536, '\x02');
    Script{}.receive(masked_hello).receive(masked_pong).expect({"text 'Hello'", "pong 'Hello'"});
    Script::client().receive(hello + fragments).expect({"text 'Hello'", "text 'Hello'"});
    Script::client().receive(ping_hello).expect({"ping 'Hello'", "send " + hex(masked_pong)});
    Script::client()
        .receive(bytes_of({0x82, 0x7e, 0x01, 0x00}) + data_256)
        .receive(bytes_of({0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0}) + data_64k)
        .expect({"binary " + shown(data_256), "binary " + shown(data_64k)});
}

BOOST_AUTO_TEST_CASE(messages_of_all_sizes)
{
    for (std::size_t size : {0u,  1u,  2u,   3u,   4u,   5u,   7u,    8u,     20u,    63u,
                             64u, 65u, 124u, 125u, 126u, 127u, 1000u, 65535u, 65536u, 70001u}) {
        const std::string payload(size, 'p');
        const auto expected = "text " + shown(payload);
        Script{}.receive(frame(text, payload) + frame(text, payload)).expect({expected, expected});
        Script::client()
            .receive(server_frame(text, payload) + server_frame(text, payload))
            .expect({expected, expected});
    }
}

BOOST_AUTO_TEST_CASE(bytes_need_not_be_text)
{
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all.push_back(static_cast<char>(i));
    }
    Script{}
        .receive(frame(binary, all) + frame(binary, "\xff") + frame(binary, std::string(70, '\xff')))
        .expect(
            {"binary " + shown(all), "binary " + shown("\xff"), "binary " + shown(std::string(70, '\xff'))});
}

BOOST_AUTO_TEST_CASE(many_messages_in_one_piece)
{
    std::string input;
    std::vector<std::string> expected;
    for (int i = 0; i < 40; ++i) {
        const auto payload = "message " + std::to_string(i);
        input += frame(text, payload);
        expected.push_back("text '" + payload + "'");
    }
    Script{}.receive(input).expect(expected);
}

BOOST_AUTO_TEST_CASE(fragments)
{
    const auto first = frame(text, "Hel", {.fin = false});
    const auto middle =
        frame(continuation, "lo, ", {.fin = false, .key = hawser::websocket::MaskKey{1, 2, 3, 4}});
    const auto last = frame(continuation, "world");
    Script{}
        .receive(first + middle + last + frame(binary, "x"))
        .expect({"text 'Hello, world'", "binary 'x'"});
    Script{}
        .receive(frame(binary, "", {.fin = false}) + frame(continuation, "", {.fin = false}) +
                 frame(continuation, "") + first + last)
        .expect({"binary ''", "text 'Helworld'"});
    Script::client()
        .receive(server_frame(text, "a", {.fin = false}) + server_frame(continuation, "b"))
        .expect({"text 'ab'"});
}

BOOST_AUTO_TEST_CASE(control_frames_between_fragments)
{
    const std::string longest(125, 'c');
    Script{}
        .receive(frame(text, "\xe2\x82", {.fin = false}) + frame(ping, "1") +
                 frame(continuation, "\xac", {.fin = false}) + frame(pong, longest) + frame(ping, "") +
                 frame(continuation, "."))
        .expect({"ping '1'", "send 8a0131", "pong " + shown(longest), "ping ''", "send 8a00",
                 "text " + shown("\xe2\x82\xac.")});
    Script{}
        .receive(frame(text, "a", {.fin = false}) + frame(8, close_payload(1001, "leaving")))
        .expect({"close 1001 'leaving' clean", "send 880203e9"});
}

BOOST_AUTO_TEST_CASE(pings_are_answered)
{
    const std::string longest(125, 'p');
    Script{}
        .receive(frame(ping, "") + frame(ping, "hi") + frame(ping, longest) + frame(pong, "unasked"))
        .expect({"ping ''", "send 8a00", "ping 'hi'", "send 8a026869", "ping " + shown(longest),
                 "send 8a7d" + hex(longest), "pong 'unasked'"});
}

BOOST_AUTO_TEST_CASE(rules_on_headers)
{
    check_failure(frame(text, "x", {.rsv = 4}), send_1002, "reserved bits set in a WebSocket frame");
    check_failure(frame(3, "x"), send_1002, "reserved opcode in a WebSocket frame");
    check_failure(frame(11, ""), send_1002, "reserved opcode in a WebSocket frame");
    check_failure(server_frame(text, "x"), send_1002, "unmasked WebSocket frame from a client");
    check_failure(server_frame(8, ""), send_1002, "unmasked WebSocket frame from a client");
    check_failure(frame(text, "x", {.length_size = 2}), send_1002,
                  "WebSocket frame length not in its shortest form");
    check_failure(frame(text, std::string(300, 'x'), {.length_size = 8}), send_1002,
                  "WebSocket frame length not in its shortest form");
    check_failure(frame(ping, std::string(126, 'x')), send_1002,
                  "WebSocket control frame longer than 125 bytes");
    check_failure(frame(ping, "x", {.fin = false}), send_1002, "fragmented WebSocket control frame");
    check_failure(frame(continuation, "x"), send_1002, "continuation frame outside a WebSocket message");
    check_failure(frame(text, "x", {.fin = false}) + frame(text, "y"), send_1002,
                  "new WebSocket message inside a fragmented one");
    Script::client()
        .receive(frame(text, "x"))
        .expect({"failure 1002 not clean: masked WebSocket frame from a server", "send 888237fa213d3410"});
}

// With the messages before the fault delivered, and whatever the state it strikes in.
BOOST_AUTO_TEST_CASE(failure_after_messages)
{
    Script{}
        .receive(frame(text, "a") + frame(binary, "b", {.fin = false}) + frame(ping, "c") + frame(7, "d"))
        .expect({"text 'a'", "ping 'c'", "send 8a0163",
                 "failure 1002 not clean: reserved opcode in a WebSocket frame", send_1002});
}

BOOST_AUTO_TEST_CASE(text_is_utf8)
{
    const std::string euro = "\xe2\x82\xac";
    std::string many;
    for (int i = 0; i < 50; ++i) {
        many += euro;
    }
    Script{}
        .receive(frame(text, many) + frame(text, euro))
        .expect({"text " + shown(many), "text " + shown(euro)});
    for (const auto& bad : {std::string{"\xff"}, std::string{"\xed\xa0\x80"}, std::string{"\xe2\x82"},
                            many + "\xc0", many + "\xf4\x90", many.substr(0, 149)}) {
        check_failure(frame(text, bad), send_1007, "invalid UTF-8");
        check_failure(frame(text, "", {.fin = false}) + frame(continuation, bad), send_1007, "invalid UTF-8");
    }
    // A character may be cut by a fragment's end, but not by the message's.
    Script{}
        .receive(frame(text, euro.substr(0, 1), {.fin = false}) + frame(continuation, euro.substr(1)))
        .expect({"text " + shown(euro)});
    check_failure(frame(text, euro.substr(0, 1), {.fin = false}) + frame(continuation, ""), send_1007,
                  "invalid UTF-8");
    // What one message left open is not held against the next.
    Script{}
        .receive(frame(binary, euro.substr(0, 2)) + frame(text, "a"))
        .expect({"binary " + shown(euro.substr(0, 2)), "text 'a'"});
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_found_at_the_first_bad_byte)
{
    // Of a frame of a gigabyte eleven bytes have come.
    const auto begin = frame(text, "0123456789\xff", {.length = 16'000'000});
    Protocol protocol{{}};
    auto input = begin;
    std::span<char> bytes{input};
    BOOST_TEST((protocol.receive(bytes).kind == Protocol::Event::Kind::failure));
    BOOST_TEST(hex(protocol.output()) == send_1007.substr(5));

    Protocol earlier{{}};
    input = begin;
    bytes = std::span{input}.first(input.size() - 1);
    BOOST_TEST((earlier.receive(bytes).kind == Protocol::Event::Kind::need_more));
    BOOST_TEST((earlier.wait() == Wait::message_end));
}

BOOST_AUTO_TEST_CASE(limits_on_messages_and_frames)
{
    const std::string ten(10, 'x');
    limited(10, 10).receive(frame(text, ten)).expect({"text '" + ten + "'"});
    const std::string too_large = "failure 1009 not clean: WebSocket message too large";
    limited(10, 100).receive(frame(text, ten + "x")).expect({too_large, send_1009});
    limited(100, 10)
        .receive(frame(text, ten + "x"))
        .expect({"failure 1009 not clean: WebSocket frame too large", send_1009});
    // Across fragments: the limit exactly, and one more.
    const auto halves =
        frame(text, ten, {.fin = false}) + frame(ping, ten) + frame(continuation, ten, {.fin = false});
    limited(20, 10)
        .receive(halves + frame(continuation, ""))
        .expect({"ping '" + ten + "'", "send 8a0a" + hex(ten), "text '" + ten + ten + "'"});
    limited(20, 10)
        .receive(halves + frame(continuation, "x"))
        .expect({"ping '" + ten + "'", "send 8a0a" + hex(ten), too_large, send_1009});
    // The limit is on each message, not on all.
    limited(10, 10)
        .receive(frame(text, ten) + frame(text, ten))
        .expect({"text '" + ten + "'", "text '" + ten + "'"});
    limited(0, 0)
        .receive(frame(text, "") + frame(text, "x"))
        .expect({"text ''", "failure 1009 not clean: WebSocket frame too large", send_1009});
}

BOOST_AUTO_TEST_CASE(lengths_near_the_highest)
{
    const auto huge = [](std::uint64_t length) { return frame(binary, "", {.length = length}); };
    check_failure(huge(0xffffffffffffffff), send_1002, "WebSocket frame length out of range");
    check_failure(huge(0x8000000000000000), send_1002, "WebSocket frame length out of range");
    check_failure(huge(0x7fffffffffffffff), send_1009, "WebSocket frame too large");
    // A sum that would wrap around.
    constexpr auto highest = 0x7fffffffffffffff;
    limited(highest, highest)
        .receive(frame(binary, "x", {.fin = false}) + frame(continuation, "", {.length = highest}))
        .expect({"failure 1009 not clean: WebSocket message too large", send_1009});
    limited(UINT64_MAX, UINT64_MAX)
        .receive(frame(binary, "x", {.fin = false}) + frame(continuation, "y", {.length = highest}))
        .expect({});
}

BOOST_AUTO_TEST_CASE(payload_lies_in_the_bytes_received)
{
    for (std::size_t size : {20u, 100u, 1000u, 65535u, 70'000u}) {
        auto input = frame(binary, std::string(size, 'x')) + frame(text, std::string(size, 'y'));
        std::span<char> bytes{input};
        Protocol protocol{{}};
        const auto first = protocol.receive(bytes);
        const auto second = protocol.receive(bytes);
        BOOST_TEST(bytes.empty());
        BOOST_TEST(first.payload.data() == input.data() + input.size() / 2 - size);
        BOOST_TEST(second.payload.data() == input.data() + input.size() - size);
    }
}

// A session whose peer cuts its frames anywhere ends with the transport, and does not wait for more.
BOOST_AUTO_TEST_CASE(end_of_transport_inside_a_frame)
{
    const auto one = frame(text, std::string(300, 'x'));
    for (std::size_t size : {1u, 2u, 3u, 7u, 8u, 9u, 300u}) {
        const auto protocol = Script{}.receive(one.substr(0, size)).eof().receive(one).expect({"eof"});
        BOOST_TEST((protocol.wait() == Wait::finished));
        BOOST_TEST(protocol.error() == hawser::error::end_of_stream);
        BOOST_TEST((protocol.close_info().code == hawser::CloseCode::abnormal));
        BOOST_TEST(!protocol.close_info().was_clean);
    }
    const auto between = Script{}.receive(one).eof().expect({"text " + shown(std::string(300, 'x')), "eof"});
    BOOST_TEST(!between.error());
    BOOST_TEST((between.wait() == Wait::finished));
    const auto open_message = Script{}.receive(frame(text, "a", {.fin = false})).eof().expect({"eof"});
    BOOST_TEST(open_message.error() == hawser::error::end_of_stream);
}

BOOST_AUTO_TEST_CASE(a_message_that_does_not_end)
{
    const auto one = frame(text, "Hello");
    for (std::size_t size = 1; size < one.size(); ++size) {
        const auto protocol = Script{}
                                  .receive(one.substr(0, size))
                                  .deadline()
                                  .receive(one)
                                  .expect({"deadline", "send 880203f0"});
        BOOST_TEST((protocol.wait() == Wait::finished));
        BOOST_TEST(protocol.error() == hawser::error::message_timeout);
        BOOST_TEST((protocol.close_info().code == hawser::CloseCode::policy_violation));
    }
    Script{}
        .receive(frame(text, "a", {.fin = false}) + frame(ping, ""))
        .deadline()
        .expect({"ping ''", "send 8a00", "deadline", "send 880203f0"});
    // A deadline that comes too late does nothing.
    const auto open =
        Script{}.receive(one).deadline().receive(one).expect({"text 'Hello'", "deadline", "text 'Hello'"});
    BOOST_TEST((open.wait() == Wait::none));
}

BOOST_AUTO_TEST_CASE(wait_epoch_tells_messages_apart)
{
    Protocol protocol{{}};
    const auto feed = [&protocol](std::string input) {
        std::span<char> bytes{input};
        while (protocol.receive(bytes).kind != Protocol::Event::Kind::need_more) {}
        return protocol.wait();
    };
    const auto one = frame(text, "Hello");
    BOOST_TEST((feed(one) == Wait::none));
    BOOST_TEST((feed(one.substr(0, 3)) == Wait::message_end));
    const auto epoch = protocol.wait_epoch();
    BOOST_TEST((feed(one.substr(3, 5)) == Wait::message_end));
    BOOST_TEST(protocol.wait_epoch() == epoch);
    BOOST_TEST((feed(one.substr(8) + one.substr(0, 3)) == Wait::message_end));
    BOOST_TEST(protocol.wait_epoch() != epoch);
    // Pings inside a message do not prolong it.
    BOOST_TEST((feed(one.substr(3) + frame(text, "a", {.fin = false})) == Wait::message_end));
    const auto fragmented = protocol.wait_epoch();
    BOOST_TEST((feed(frame(ping, "") + frame(ping, "x").substr(0, 3)) == Wait::message_end));
    BOOST_TEST(protocol.wait_epoch() == fragmented);
}

BOOST_AUTO_TEST_CASE(can_be_moved)
{
    Protocol first{{}};
    auto input = frame(text, "a", {.fin = false});
    std::span<char> bytes{input};
    BOOST_TEST((first.receive(bytes).kind == Protocol::Event::Kind::need_more));
    Protocol second{std::move(first)};
    input = frame(continuation, "b");
    bytes = input;
    const auto event = second.receive(bytes);
    BOOST_TEST((std::string{event.payload.begin(), event.payload.end()}) == "ab");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace protocol_test
