// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace core_protocol_test {

// What a server must not send: each has its error, is told to the server with a Close frame, and ends the
// connection.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;

struct Fixture : ClientFixture {
    Fixture() { options.max_message_size = 1000; }

    // `bytes` come after a good message, and another one after them, which is not heard any more.
    void must_end(const std::string& bytes, error why, unsigned code, const Lines& between = {})
    {
        for (const auto limit : {FakePeer::unlimited, std::size_t{1}})
            BOOST_TEST_CONTEXT(make_error_code(why).message() << (limit == 1 ? ", byte by byte" : ""))
            {
                network.on_line = [=](FakeNetwork::Line& line) { line.peer->read_limit = limit; };
                open();
                server_sends(server_frame(1, "good") + bytes + server_frame(1, "late"));
                BOOST_TEST(take_sent() == Lines{"8:" + std::to_string(code)}, per_element());
                BOOST_TEST(far().peer().send_ended);
                server_ends();
                Lines expected{"text good"};
                expected.insert(expected.end(), between.begin(), between.end());
                expected.push_back(error_event(why));
                expected.push_back("close " + std::to_string(code));
                BOOST_TEST(take_events() == expected, per_element());
                BOOST_TEST((core->state() == ReadyState::closed));
            }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(core_protocol_test, Fixture)

// RFC 6455 §5.1: a server masks nothing.
BOOST_AUTO_TEST_CASE(a_masked_frame)
{
    must_end(frame(1, "masked"), error::masked_frame, 1002);
    must_end(frame(9, "masked"), error::masked_frame, 1002);
    must_end(frame(8, close_payload(1000)), error::masked_frame, 1002);
}

BOOST_AUTO_TEST_CASE(bits_and_opcodes_without_a_meaning)
{
    for (const unsigned bit : {1u, 2u, 4u})
        must_end(server_frame(1, "x", {.rsv = static_cast<std::uint8_t>(bit)}), error::reserved_bits_set,
                 1002);
    for (const unsigned opcode : {3u, 7u, 11u, 15u})
        must_end(server_frame(opcode, "x"), error::reserved_opcode, 1002);
}

// Nothing is allocated for what is announced and too large.
BOOST_AUTO_TEST_CASE(lengths)
{
    must_end(server_frame(1, "x", {.length_size = 2}), error::frame_length_not_minimal, 1002);
    must_end(server_frame(1, "x", {.length_size = 8}), error::frame_length_not_minimal, 1002);
    must_end(server_frame(1, "", {.length = 0x8000000000000000}), error::frame_length_out_of_range, 1002);
    must_end(server_frame(1, "", {.length = 0x7fffffffffffffff}), error::frame_too_large, 1009);
    must_end(server_frame(1, "", {.length = 1001}), error::frame_too_large, 1009);
    const auto half = server_frame(1, std::string(600, 'x'), {.fin = false});
    must_end(half + server_frame(0, std::string(401, 'x')), error::message_too_large, 1009);
    must_end(half + server_frame(0, "", {.length = 0x7fffffffffffffff}), error::frame_too_large, 1009);
    open(); // the limit itself
    server_sends(server_frame(1, std::string(1000, 'x')) + half + server_frame(0, std::string(400, 'x')));
    BOOST_TEST(take_events() == (Lines{"text 1000 bytes", "text 1000 bytes"}), per_element());
}

BOOST_AUTO_TEST_CASE(control_frames)
{
    must_end(server_frame(9, std::string(126, 'x')), error::control_frame_too_long, 1002);
    must_end(server_frame(9, "x", {.fin = false}), error::control_frame_fragmented, 1002);
    must_end(server_frame(8, "x"), error::bad_close_payload, 1002);
    for (const unsigned code : {0u, 999u, 1004u, 1005u, 1006u, 1015u, 2999u, 5000u})
        must_end(server_frame(8, close_payload(code)), error::bad_close_code, 1002);
    must_end(server_frame(8, close_payload(1000, "\xff")), error::invalid_utf8, 1007);
}

BOOST_AUTO_TEST_CASE(the_order_of_frames)
{
    must_end(server_frame(0, "x"), error::unexpected_continuation, 1002);
    must_end(server_frame(1, "x", {.fin = false}) + server_frame(1, "y"), error::expected_continuation, 1002);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf_8)
{
    must_end(server_frame(1, "\xc0\xaf"), error::invalid_utf8, 1007);
    must_end(server_frame(1, "ok", {.fin = false}) + server_frame(0, "\xff", {.fin = false}),
             error::invalid_utf8, 1007);
    open(); // characters in pieces, and binary messages, are fine
    server_sends(server_frame(1, "\xe2\x82", {.fin = false}) + server_frame(0, "\xac") +
                 server_frame(2, "\xff"));
    BOOST_TEST(take_events() == (Lines{"text \xe2\x82\xac", "binary \xff"}), per_element());
}

BOOST_AUTO_TEST_CASE(compressed_without_being_asked)
{
    const std::string hello{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7};
    must_end(server_frame(1, hello, {.rsv = 4}), error::reserved_bits_set, 1002);
    options.compression = true;
    make();
    must_end(server_frame(1, hello, {.rsv = 4}), error::reserved_bits_set, 1002); // offered, and declined
}

BOOST_AUTO_TEST_CASE(compressed_badly)
{
    options.compression = true;
    network.on_upgrade = [](const std::string& request) {
        return accepted(request, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                                 "client_no_context_takeover\r\n");
    };
    must_end(server_frame(1, "\xff\xff\xff", {.rsv = 4}), error::bad_compressed_data, 1007);
    must_end(server_frame(9, "x", {.rsv = 4}), error::reserved_bits_set, 1002);
    must_end(server_frame(1, "x", {.fin = false}) + server_frame(0, "x", {.rsv = 4}),
             error::reserved_bits_set, 1002);
}

// What a server sends behind its Close frame is not looked at.
BOOST_AUTO_TEST_CASE(bytes_behind_the_close_frame)
{
    open();
    server_sends(server_frame(8, close_payload(1000)) + server_frame(1, "late") + frame(1, "masked"));
    BOOST_TEST(take_sent() == Lines{"8:1000"}, per_element());
    server_ends();
    BOOST_TEST(take_events() == Lines{"close 1000 clean"}, per_element());
}

// Pings from a server that reads nothing take bounded memory.
BOOST_AUTO_TEST_CASE(a_flood_of_pings)
{
    options.queue_high_mark = 2000;
    options.queue_low_mark = 500;
    options.max_queue_size = 10'000;
    open();
    far().peer().room = 0;
    for (int i = 0; i < 1000; ++i)
        server_sends(server_frame(9, std::string(100, 'p')));
    server_sends(server_frame(9, "newest"));
    BOOST_TEST(core->session()->buffered_amount() < 4000u);
    far().peer().take();
    network.talk();
    const auto sent = take_sent();
    BOOST_TEST(sent.size() < 30u);
    BOOST_TEST(sent.back() == "10:newest");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace core_protocol_test
