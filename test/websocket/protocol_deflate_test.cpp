// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "support/deflate_samples.hpp"
#include "support/plain_zlib.hpp"
#include "support/protocol_script.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace protocol_deflate_test {

namespace {

using namespace hawser::test;
using hawser::websocket::InflateOptions;
using hawser::websocket::Protocol;
using hawser::websocket::Role;
using hawser::websocket::Wait;

constexpr unsigned continuation = 0;
constexpr unsigned text = 1;
constexpr unsigned binary = 2;
constexpr unsigned ping = 9;

const FrameShape compressed{.rsv = 4};
const FrameShape compressed_begin{.fin = false, .rsv = 4};
const FrameShape begin{.fin = false};

const std::string send_1002 = "send 880203ea";
const std::string send_1007 = "send 880203ef";
const std::string send_1009 = "send 880203f1";
const std::string corrupt = "failure 1007 not clean: corrupt compressed data in a WebSocket message";
const std::string not_utf8 = "failure 1007 not clean: invalid UTF-8";
const std::string too_large = "failure 1009 not clean: WebSocket message too large";
const std::string bits_set = "failure 1002 not clean: reserved bits set in a WebSocket frame";

Protocol::Options deflate_options(bool context_takeover = false, std::uint64_t limit = 16'000'000)
{
    Protocol::Options options;
    options.inflate = InflateOptions{.context_takeover = context_takeover};
    options.limits = {.message = limit, .frame = limit};
    return options;
}

Script deflating()
{
    return Script{deflate_options()};
}
Script with_takeover()
{
    return Script{deflate_options(true)};
}

// `payload` in frames of `size` bytes, with pings in between if wanted.
std::string fragments(unsigned opcode, std::string_view payload, std::size_t size,
                      const std::string& between = {})
{
    std::string frames;
    auto shape = compressed_begin;
    for (;;) {
        shape.fin = payload.size() <= size;
        frames += frame(opcode, payload.substr(0, size), shape);
        if (shape.fin) {
            return frames;
        }
        frames += between;
        payload.remove_prefix(size);
        opcode = continuation;
        shape.rsv = 0;
    }
}

void check_failure(const Script& script, const std::string& failure, const std::string& send)
{
    const auto protocol = Script{script}.receive(frame(text, "not this")).expect({failure, send});
    BOOST_TEST((protocol.wait() == Wait::finished));
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_deflate_test)

// RFC 7692 §7.2.3, the frames as they stand there.
BOOST_AUTO_TEST_CASE(examples_of_the_rfc)
{
    auto options = deflate_options(true);
    options.role = Role::client;
    const std::string hello = "compressed text 'Hello'";
    Script{options}
        .receive(bytes_of({0xc1, 0x07}) + hello_deflated)
        .receive(bytes_of({0x41, 0x03}) + hello_again_deflated.substr(0, 3) + bytes_of({0x80, 0x02}) +
                 hello_again_deflated.substr(3))
        .receive(bytes_of({0xc1, 0x05}) + hello_again_deflated)
        .receive(bytes_of({0xc1, 0x0b}) + hello_stored)
        .receive(bytes_of({0xc1, 0x08}) + hello_final)
        .receive(bytes_of({0xc1, 0x0d}) + hello_in_two_blocks)
        .receive(bytes_of({0xc1, 0x01, 0x00}))
        .expect({hello, hello, hello, hello, hello, hello, "compressed text ''"});
    options.inflate->context_takeover = false;
    Script{options}
        .receive(bytes_of({0x41, 0x03, 0xf2, 0x48, 0xcd, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00}))
        .receive(bytes_of({0xc1, 0x07}) + hello_deflated)
        .expect({hello, hello});
}

BOOST_AUTO_TEST_CASE(messages_of_all_sizes)
{
    for (std::size_t size : {0u, 1u, 100u, 1000u, 65'535u, 65'536u, 65'537u, 200'000u}) {
        const auto prosaic = prose(size);
        const auto noisy = noise(size);
        deflating()
            .receive(frame(text, deflated(prosaic), compressed) + frame(binary, deflated(noisy), compressed) +
                     frame(text, prosaic) + frame(text, deflated(prosaic), compressed))
            .expect({"compressed text " + shown(prosaic), "compressed binary " + shown(noisy),
                     "text " + shown(prosaic), "compressed text " + shown(prosaic)});
    }
}

BOOST_AUTO_TEST_CASE(fragments_and_control_frames_between_them)
{
    const auto words = prose(1000);
    const auto payload = deflated(words);
    for (std::size_t size : {std::size_t{1}, std::size_t{7}, payload.size() - 1, payload.size()}) {
        deflating().receive(fragments(text, payload, size)).expect({"compressed text " + shown(words)});
    }
    deflating()
        .receive(fragments(text, hello_deflated, 4, frame(ping, "p")) + frame(text, "plain"))
        .expect({"ping 'p'", "send 8a0170", "compressed text 'Hello'", "text 'plain'"});
    // Empty fragments, at each place.
    deflating()
        .receive(frame(text, "", compressed_begin) + frame(continuation, hello_deflated, begin) +
                 frame(continuation, "", begin) + frame(continuation, ""))
        .expect({"compressed text 'Hello'"});
    deflating()
        .receive(frame(text, hello_deflated, compressed_begin) + frame(8, close_payload(1001)))
        .expect({"close 1001 clean", "send 880203e9"});
}

BOOST_AUTO_TEST_CASE(takeover_across_messages)
{
    PlainDeflate deflate;
    std::string frames;
    std::vector<std::string> expected;
    for (std::size_t size : {300u, 300u, 100'000u, 0u, 300u}) {
        const auto words = prose(size);
        frames += frame(text, deflate.message(words), compressed);
        frames += frame(text, "plain");
        frames += fragments(binary, deflate.message(words), 50);
        expected.insert(expected.end(), {"compressed text " + shown(words), "text 'plain'",
                                         "compressed binary " + shown(words)});
    }
    with_takeover().receive(frames).expect(expected);
    // Who has not agreed to it cannot know what was before.
    deflating()
        .receive(frame(text, hello_deflated, compressed) + frame(text, hello_again_deflated, compressed))
        .expect({"compressed text 'Hello'", corrupt, send_1007});
}

BOOST_AUTO_TEST_CASE(windows_of_all_sizes)
{
    for (std::uint8_t bits = 9; bits <= 15; ++bits) {
        auto options = deflate_options(true);
        options.inflate->window_bits = bits;
        PlainDeflate deflate{9, bits};
        const auto words = prose(70'000);
        auto frames = frame(text, deflate.message(words), compressed);
        frames += frame(text, deflate.message(words), compressed);
        Script{options}.receive(frames).expect(
            {"compressed text " + shown(words), "compressed text " + shown(words)});
    }
    auto options = deflate_options(true);
    options.inflate->window_bits = 8; // from a peer that can; to inflate it, 9 do as well
    Script{options}.receive(frame(text, hello_deflated, compressed)).expect({"compressed text 'Hello'"});
}

BOOST_AUTO_TEST_CASE(the_bit_where_it_must_not_be)
{
    // Not negotiated.
    check_failure(Script{}.receive(frame(text, hello_deflated, compressed)), bits_set, send_1002);
    // On a continuation: RFC 7692 §6.1.
    check_failure(deflating().receive(frame(text, hello_deflated, compressed_begin) +
                                      frame(continuation, "", compressed)),
                  bits_set, send_1002);
    check_failure(deflating().receive(frame(text, "", begin) + frame(continuation, "", compressed)), bits_set,
                  send_1002);
    for (unsigned opcode : {8u, 9u, 10u}) {
        check_failure(deflating().receive(frame(opcode, "", compressed)), bits_set, send_1002);
    }
    for (std::uint8_t rsv : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}, std::uint8_t{5},
                             std::uint8_t{6}, std::uint8_t{7}}) {
        check_failure(deflating().receive(frame(text, hello_deflated, {.rsv = rsv})), bits_set, send_1002);
    }
}

BOOST_AUTO_TEST_CASE(text_is_utf8_when_inflated)
{
    const std::string euro = "\xe2\x82\xac";
    const auto euros = [&euro] {
        std::string out;
        while (out.size() < 90'000) {
            out += euro;
        }
        return out;
    }();
    deflating()
        .receive(frame(text, deflated(euros), compressed) + fragments(text, deflated(euros), 3))
        .expect({"compressed text " + shown(euros), "compressed text " + shown(euros)});
    for (const auto& bad : {std::string{"\xff"}, euro.substr(0, 2), euros + "\xc0",
                            euros.substr(0, 89'999) + "x", euros.substr(0, 65'536)}) {
        check_failure(deflating().receive(frame(text, deflated(bad), compressed)), not_utf8, send_1007);
        check_failure(deflating().receive(fragments(text, deflated(bad), 11)), not_utf8, send_1007);
        deflating()
            .receive(frame(binary, deflated(bad), compressed))
            .expect({"compressed binary " + shown(bad)});
    }
    // At the first bad byte, of a message that has not ended, and before the data are seen to be corrupt.
    const auto so_far = PlainDeflate{}.flushed("0123456789\xff and so on");
    check_failure(deflating().receive(frame(text, so_far, {.fin = true, .rsv = 4, .length = 10'000})),
                  not_utf8, send_1007);
    check_failure(deflating().receive(frame(text, so_far + "\x07", compressed)), not_utf8, send_1007);
}

BOOST_AUTO_TEST_CASE(corrupt_data)
{
    const auto payload = deflated(prose(3000));
    for (const auto& bad :
         {std::string{"\x07"}, hello_deflated.substr(0, 3), hello_again_deflated,
          payload.substr(0, payload.size() / 2), hello_stored.substr(0, 7), payload + "\x07"}) {
        check_failure(deflating().receive(frame(binary, bad, compressed)), corrupt, send_1007);
        check_failure(with_takeover().receive(fragments(binary, bad, 2)), corrupt, send_1007);
    }
    Script{deflate_options()}
        .receive(frame(text, hello_deflated.substr(0, 3), compressed_begin))
        .deadline()
        .expect({"deadline", "send 880203f0"});
}

// traps: exactly the limit passes, one byte more does not, and it is the inflated size that counts.
BOOST_AUTO_TEST_CASE(limits_on_what_is_inflated)
{
    for (bool takeover : {false, true}) {
        for (std::size_t limit : {0u, 10u, 65'535u, 65'536u, 100'000u}) {
            const Script limited{deflate_options(takeover, limit)};
            for (const auto& most : {std::string(limit, 'x'), noise(limit)}) {
                const auto payload = deflated(most);
                Script{limited}
                    .receive(frame(binary, payload, compressed))
                    .expect({"compressed binary " + shown(most)});
                Script{limited}
                    .receive(fragments(binary, payload, payload.size() / 3 + 1))
                    .expect({"compressed binary " + shown(most)});
                const auto more = deflated(most + "y");
                check_failure(Script{limited}.receive(frame(binary, more, compressed)), too_large, send_1009);
                check_failure(Script{limited}.receive(fragments(binary, more, more.size() / 3 + 1)),
                              too_large, send_1009);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(limits_on_what_is_received)
{
    // Empty blocks inflate to nothing, so their number is bounded as bytes are.
    std::string empty_blocks;
    for (int i = 0; i < 1'100; ++i) {
        empty_blocks += bytes_of({0x00, 0x00, 0x00, 0xff, 0xff});
    }
    const Script limited{deflate_options(false, 1000)};
    check_failure(Script{limited}.receive(frame(text, empty_blocks, compressed)),
                  "failure 1009 not clean: WebSocket frame too large", send_1009);
    check_failure(Script{limited}.receive(fragments(text, empty_blocks, 500)), too_large, send_1009);
    Script{limited}
        .receive(fragments(text, empty_blocks.substr(0, 2'000) + hello_deflated, 500))
        .expect({"compressed text 'Hello'"});
    // A plain message has no such allowance.
    check_failure(Script{limited}.receive(frame(text, std::string(1001, 'x'))),
                  "failure 1009 not clean: WebSocket frame too large", send_1009);
    const auto highest = UINT64_MAX;
    Script{deflate_options(false, highest)}
        .receive(frame(text, hello_deflated, compressed))
        .expect({"compressed text 'Hello'"});
}

BOOST_AUTO_TEST_CASE(payload_is_kept_until_the_next_call)
{
    Protocol first{deflate_options()};
    Protocol second{deflate_options(true)};
    auto one = frame(text, deflated("one"), compressed);
    auto two = frame(text, deflated("two"), compressed);
    std::span<char> bytes{one};
    const auto first_event = first.receive(bytes);
    bytes = two;
    const auto second_event = second.receive(bytes);
    BOOST_TEST((std::string{first_event.payload.begin(), first_event.payload.end()}) == "one");
    BOOST_TEST((std::string{second_event.payload.begin(), second_event.payload.end()}) == "two");
    Protocol third{std::move(first)};
    BOOST_TEST((std::string{first_event.payload.begin(), first_event.payload.end()}) == "one");
}

BOOST_AUTO_TEST_CASE(can_be_moved_inside_a_message)
{
    for (bool takeover : {false, true}) {
        Protocol first{deflate_options(takeover)};
        auto input = frame(text, hello_deflated.substr(0, 4), compressed_begin);
        std::span<char> bytes{input};
        BOOST_TEST((first.receive(bytes).kind == Protocol::Event::Kind::need_more));
        Protocol second{std::move(first)};
        input = frame(continuation, hello_deflated.substr(4));
        bytes = input;
        const auto event = second.receive(bytes);
        BOOST_TEST((std::string{event.payload.begin(), event.payload.end()}) == "Hello");
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace protocol_deflate_test
