// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/frame.hpp"

#include "support/frame_builder.hpp"
#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace frame_test {

namespace {

using namespace hawser::websocket;
using hawser::error;
using hawser::error_code;
using hawser::test::frame;
using hawser::test::server_frame;

// What is found when the header comes byte by byte: an error and at how many bytes, or the header.
struct Found {
    FrameHeader header;
    error_code ec;
    std::size_t bytes = 0;
};

Found read(std::string_view bytes, const FrameRules& rules = {})
{
    Found found;
    for (; found.bytes <= bytes.size(); ++found.bytes) {
        const std::vector<char> piece{bytes.begin(),
                                      bytes.begin() + static_cast<std::ptrdiff_t>(found.bytes)};
        const auto size = read_frame_header(piece, rules, found.header, found.ec);
        if (size != 0 || found.ec) {
            BOOST_TEST(size == (found.ec ? 0 : found.bytes));
            break;
        }
    }
    // More bytes change neither header nor error.
    FrameHeader header;
    error_code ec;
    BOOST_TEST(read_frame_header(bytes, rules, header, ec) ==
               (found.ec || found.bytes > bytes.size() ? 0 : found.bytes));
    BOOST_TEST(ec == found.ec);
    return found;
}

void check_error(std::string_view bytes, const FrameRules& rules, error expected, std::size_t at)
{
    const auto found = read(bytes, rules);
    BOOST_TEST(found.ec == expected);
    BOOST_TEST(found.bytes == at);
}

constexpr std::uint64_t sizes[] = {
    0, 1, 125, 126, 127, 65535, 65536, 65537, 0xffffffff, 0x100000000, 0x7fffffffffffffff};

} // namespace

BOOST_AUTO_TEST_SUITE(frame_test)

BOOST_AUTO_TEST_CASE(written_headers_are_those_of_the_drawing)
{
    for (auto length : sizes) {
        for (unsigned opcode : {0u, 1u, 2u}) {
            for (bool fin : {false, true}) {
                for (bool masked : {false, true}) {
                    char out[max_header_size];
                    const auto* key = masked ? &hawser::test::example_key : nullptr;
                    const auto size = write_frame_header(out, static_cast<Opcode>(opcode), fin,
                                                         opcode & 1 ? 4 : 0, length, key);
                    hawser::test::FrameShape shape{.fin = fin,
                                                   .rsv = static_cast<std::uint8_t>(opcode & 1 ? 4 : 0)};
                    shape.length = length;
                    const auto expected = masked ? frame(opcode, {}, shape) : server_frame(opcode, {}, shape);
                    BOOST_TEST(std::string(out, size) == expected);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_what_was_written)
{
    for (auto length : sizes) {
        for (bool masked : {false, true}) {
            char out[max_header_size];
            const auto size = write_frame_header(out, Opcode::binary, false, 5, length,
                                                 masked ? &hawser::test::example_key : nullptr);
            const FrameRules rules{.reader = masked ? Role::server : Role::client, .allowed_rsv = 5};
            const auto found = read({out, size}, rules);
            BOOST_TEST(!found.ec);
            BOOST_TEST(found.bytes == size);
            BOOST_TEST((found.header.opcode == Opcode::binary));
            BOOST_TEST(!found.header.fin);
            BOOST_TEST(found.header.rsv == 5);
            BOOST_TEST(found.header.masked == masked);
            BOOST_TEST((found.header.mask == (masked ? hawser::test::example_key : MaskKey{})));
            BOOST_TEST(found.header.length == length);
            BOOST_TEST(found.header.size == size);
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_no_header)
{
    FrameHeader header;
    error_code ec = error::bad_option;
    BOOST_TEST(read_frame_header({}, {}, header, ec) == 0u);
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE(first_byte)
{
    for (unsigned opcode = 0; opcode < 16; ++opcode) {
        const bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
        if (!known) {
            check_error(frame(opcode, "x"), {}, error::reserved_opcode, 1);
            check_error(frame(opcode, "x"), {.in_message = true}, error::reserved_opcode, 1);
        } else if (opcode >= 8) {
            check_error(frame(opcode, "xy", {.fin = false}), {}, error::control_frame_fragmented, 1);
            BOOST_TEST(!read(frame(opcode, "xy"), {.in_message = true}).ec);
        } else {
            const auto wrong = opcode == 0 ? error::unexpected_continuation : error::expected_continuation;
            check_error(frame(opcode, "x"), {.in_message = opcode != 0}, wrong, 1);
            BOOST_TEST(!read(frame(opcode, "x"), {.in_message = opcode == 0}).ec);
        }
    }
}

BOOST_AUTO_TEST_CASE(reserved_bits)
{
    for (std::uint8_t rsv = 1; rsv < 8; ++rsv) {
        for (std::uint8_t allowed = 0; allowed < 8; ++allowed) {
            const FrameRules rules{.allowed_rsv = allowed};
            const bool fine = (rsv & ~allowed) == 0;
            BOOST_TEST(read(frame(1, "x", {.rsv = rsv}), rules).ec ==
                       (fine ? error_code{} : error::reserved_bits_set));
            // An extension's bits belong to the message: on its first frame only (RFC 7692 §6).
            check_error(frame(0, "x", {.rsv = rsv}), {.in_message = true, .allowed_rsv = allowed},
                        error::reserved_bits_set, 1);
            check_error(frame(9, "x", {.rsv = rsv}), rules, error::reserved_bits_set, 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(second_byte)
{
    check_error(server_frame(1, "x"), {}, error::unmasked_frame, 2);
    check_error(server_frame(8, ""), {}, error::unmasked_frame, 2);
    check_error(frame(1, "x"), {.reader = Role::client}, error::masked_frame, 2);
    for (unsigned opcode : {8u, 9u, 10u}) {
        BOOST_TEST(!read(frame(opcode, std::string(125, 'x'))).ec);
        check_error(frame(opcode, std::string(126, 'x')), {}, error::control_frame_too_long, 2);
        check_error(frame(opcode, std::string(65536, 'x')), {}, error::control_frame_too_long, 2);
        check_error(frame(opcode, "xy", {.length_size = 2}), {}, error::control_frame_too_long, 2);
    }
    check_error(frame(8, "x"), {}, error::bad_close_payload, 2);
    BOOST_TEST(!read(frame(9, "x")).ec);
}

BOOST_AUTO_TEST_CASE(lengths_are_in_their_shortest_form)
{
    for (std::uint64_t length : {0, 1, 125}) {
        check_error(frame(2, "", {.length = length, .length_size = 2}), {}, error::frame_length_not_minimal,
                    4);
        check_error(frame(2, "", {.length = length, .length_size = 8}), {}, error::frame_length_not_minimal,
                    10);
    }
    for (std::uint64_t length : {126, 65535}) {
        BOOST_TEST(!read(frame(2, "", {.length = length, .length_size = 2})).ec);
        check_error(frame(2, "", {.length = length, .length_size = 8}), {}, error::frame_length_not_minimal,
                    10);
    }
    BOOST_TEST(!read(frame(2, "", {.length = 65536, .length_size = 8})).ec);
}

BOOST_AUTO_TEST_CASE(lengths_near_the_highest)
{
    const FrameRules limited{.frame_limit = 1000, .message_limit = 1000};
    for (const auto& rules : {FrameRules{}, limited}) {
        for (std::uint64_t length : {0x8000000000000000, 0x8000000000000001, 0xffffffffffffffff}) {
            check_error(frame(2, "", {.length = length}), rules, error::frame_length_out_of_range, 3);
        }
    }
    BOOST_TEST(!read(frame(2, "", {.length = 0x7fffffffffffffff})).ec);
    check_error(frame(2, "", {.length = 0x7fffffffffffffff}), limited, error::frame_too_large, 10);
}

BOOST_AUTO_TEST_CASE(limits)
{
    const FrameRules frames{.frame_limit = 200, .message_limit = 1000};
    BOOST_TEST(!read(frame(2, "", {.length = 200}), frames).ec);
    check_error(frame(2, "", {.length = 201}), frames, error::frame_too_large, 4);
    const FrameRules messages{.frame_limit = 1000, .message_limit = 100};
    BOOST_TEST(!read(frame(2, "", {.length = 100}), messages).ec);
    check_error(frame(2, "", {.length = 101}), messages, error::message_too_large, 2);
    const FrameRules full{.in_message = true, .frame_limit = 1000, .message_limit = 0};
    BOOST_TEST(!read(frame(0, ""), full).ec);
    check_error(frame(0, "x"), full, error::message_too_large, 2);
    // Control frames are no part of a message.
    BOOST_TEST(!read(frame(9, std::string(125, 'x')), {.frame_limit = 1, .message_limit = 0}).ec);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace frame_test
