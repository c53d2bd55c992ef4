// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "support/deflate_samples.hpp"
#include "support/plain_zlib.hpp"
#include "support/protocol_script.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace protocol_pieces_test {

namespace {

using namespace hawser::test;
using hawser::websocket::InflateOptions;
using hawser::websocket::Protocol;
using hawser::websocket::Wait;
using Kind = Protocol::Event::Kind;

constexpr unsigned continuation = 0;
constexpr unsigned text = 1;
constexpr unsigned binary = 2;
constexpr unsigned ping = 9;

const FrameShape compressed{.rsv = 4};
const FrameShape begin{.fin = false};

const std::string send_1007 = "send 880203ef";
const std::string send_1009 = "send 880203f1";

Protocol::Options piece_options(std::uint64_t limit = 16'000'000)
{
    Protocol::Options options;
    options.deliver_pieces = true;
    options.inflate = InflateOptions{.context_takeover = false};
    options.limits = {.message = limit, .frame = limit};
    return options;
}

Script in_pieces()
{
    return Script{piece_options()};
}

// All pieces that come out of `input`: "[" first, "]" last, around the size.
std::string pieces(Protocol& protocol, std::string input)
{
    std::string log;
    std::span<char> bytes{input};
    for (auto event = protocol.receive(bytes); event.kind != Kind::need_more;
         event = protocol.receive(bytes)) {
        if (event.kind != Kind::piece) {
            log += "other";
            continue;
        }
        log += (event.first ? "[" : "") + std::to_string(event.payload.size()) + (event.last ? "]" : " ");
    }
    return log;
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_pieces_test)

BOOST_AUTO_TEST_CASE(messages_are_what_the_pieces_add_up_to)
{
    const auto words = prose(1000);
    in_pieces()
        .receive(frame(text, words) + frame(binary, "") + frame(text, "Hel", begin) + frame(ping, "p") +
                 frame(continuation, "", begin) + frame(continuation, "lo"))
        .expect({"text " + shown(words) + " in pieces", "binary '' in pieces", "ping 'p'", "send 8a0170",
                 "text 'Hello' in pieces"});
    in_pieces()
        .receive(frame(text, "", begin) + frame(continuation, "", begin) + frame(continuation, "") +
                 frame(text, "a", begin) + frame(continuation, ""))
        .expect({"text '' in pieces", "text 'a' in pieces"});
    auto options = piece_options();
    options.role = hawser::websocket::Role::client;
    Script{options}
        .receive(server_frame(text, words) + server_frame(text, deflated(words), compressed))
        .expect({"text " + shown(words) + " in pieces", "compressed text " + shown(words) + " in pieces"});
}

BOOST_AUTO_TEST_CASE(compressed_messages)
{
    for (std::size_t size : {0u, 5u, 65'535u, 65'536u, 65'537u, 131'072u, 300'000u}) {
        const auto zeros = std::string(size, '\0');
        const auto words = prose(size);
        in_pieces()
            .receive(frame(binary, deflated(zeros), compressed) + frame(text, deflated(words), compressed) +
                     frame(text, "plain") + frame(text, deflated(words), {.fin = false, .rsv = 4}) +
                     frame(ping, "") + frame(continuation, ""))
            .expect({"compressed binary " + shown(zeros) + " in pieces",
                     "compressed text " + shown(words) + " in pieces", "text 'plain' in pieces", "ping ''",
                     "send 8a00", "compressed text " + shown(words) + " in pieces"});
    }
}

BOOST_AUTO_TEST_CASE(how_messages_are_cut)
{
    Protocol protocol{piece_options()};
    BOOST_TEST(pieces(protocol, frame(text, "Hello") + frame(text, "")) == "[5][0]");
    const auto one = frame(binary, std::string(1000, 'x'));
    BOOST_TEST(pieces(protocol, one.substr(0, 8)) == "");
    BOOST_TEST(pieces(protocol, one.substr(8, 100)) == "[100 ");
    BOOST_TEST((protocol.wait() == Wait::message_end));
    BOOST_TEST(pieces(protocol, one.substr(108) + one.substr(0, 18)) == "900][10 ");
    BOOST_TEST(pieces(protocol, one.substr(18) + frame(text, "a", begin) + frame(continuation, "", begin)) ==
               "990][1 ");
    BOOST_TEST(pieces(protocol, frame(continuation, "b", begin)) == "1 ");
    BOOST_TEST(pieces(protocol, frame(continuation, "") + frame(text, "", begin)) == "0]");
    BOOST_TEST(pieces(protocol, frame(continuation, "c")) == "[1]");
    BOOST_TEST((protocol.wait() == Wait::none));

    BOOST_TEST(pieces(protocol, frame(text, hello_deflated, compressed)) == "[5]");
    BOOST_TEST(pieces(protocol, frame(text, deflated(std::string(150'000, 'x')), compressed)) ==
               "[65536 65536 18928]");
    BOOST_TEST(pieces(protocol, frame(text, deflated(std::string(131'072, 'x')), compressed)) ==
               "[65536 65536 0]");
    // The bytes of a compressed piece may not make one.
    const auto deflated_hello = frame(text, hello_deflated, compressed);
    BOOST_TEST(pieces(protocol, deflated_hello.substr(0, 7)) == "");
    BOOST_TEST(pieces(protocol, deflated_hello.substr(7)) == "[5]");
}

BOOST_AUTO_TEST_CASE(text_is_utf8)
{
    const std::string euro = "\xe2\x82\xac";
    in_pieces()
        .receive(frame(text, euro.substr(0, 1), begin) + frame(continuation, euro.substr(1)) +
                 frame(text, deflated(euro), compressed))
        .expect({"text " + shown(euro) + " in pieces", "compressed text " + shown(euro) + " in pieces"});
    const std::string failure = "failure 1007 not clean: invalid UTF-8";
    for (const auto& bad : {std::string{"abc\xff"}, euro.substr(0, 2), prose(70'000) + "\xff"}) {
        in_pieces().receive(frame(text, bad)).expect({failure, send_1007});
        in_pieces().receive(frame(text, bad, begin) + frame(continuation, "")).expect({failure, send_1007});
        in_pieces().receive(frame(text, deflated(bad), compressed)).expect({failure, send_1007});
    }
}

BOOST_AUTO_TEST_CASE(limits_hold)
{
    const std::string too_large = "failure 1009 not clean: WebSocket message too large";
    for (std::size_t limit : {10u, 65'536u, 100'000u}) {
        const Script limited{piece_options(limit)};
        const std::string most(limit, 'x');
        Script{limited}
            .receive(frame(text, most, begin) + frame(continuation, ""))
            .expect({"text " + shown(most) + " in pieces"});
        Script{limited}
            .receive(frame(text, most, begin) + frame(continuation, "x"))
            .expect({too_large, send_1009});
        Script{limited}
            .receive(frame(text, deflated(most), compressed))
            .expect({"compressed text " + shown(most) + " in pieces"});
        Script{limited}.receive(frame(text, deflated(most + "x"), compressed)).expect({too_large, send_1009});
    }
}

// A deadline of a message is one of each piece: whoever drives the protocol sees the progress.
BOOST_AUTO_TEST_CASE(wait_epoch_changes_with_each_piece)
{
    Protocol protocol{piece_options()};
    const auto one = frame(text, std::string(1000, 'x'));
    pieces(protocol, one.substr(0, 100));
    const auto first = protocol.wait_epoch();
    BOOST_TEST(pieces(protocol, one.substr(100, 1)) == "1 ");
    BOOST_TEST(protocol.wait_epoch() != first);
    const auto second = protocol.wait_epoch();
    BOOST_TEST(pieces(protocol, one.substr(101) + frame(text, "a", begin)) == "907][1 ");
    const auto third = protocol.wait_epoch();
    BOOST_TEST(third != second);
    BOOST_TEST(pieces(protocol, frame(continuation, "", begin)) == ""); // which is no progress
    BOOST_TEST(protocol.wait_epoch() == third);
}

BOOST_AUTO_TEST_CASE(closed_between_pieces)
{
    Protocol protocol{piece_options()};
    auto input = frame(text, deflated(std::string(500'000, 'x')), compressed);
    std::span<char> bytes{input};
    BOOST_TEST((protocol.receive(bytes).kind == Kind::piece));
    BOOST_TEST(protocol.close(hawser::CloseCode::normal, ""));
    BOOST_TEST((protocol.receive(bytes).kind == Kind::piece)); // what the peer has sent is still delivered
    protocol.receive_eof();
    BOOST_TEST(protocol.error() == hawser::error::end_of_stream);
    BOOST_TEST((protocol.receive(bytes).kind == Kind::need_more));
    BOOST_TEST(bytes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace protocol_pieces_test
