// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/inflater.hpp"

#include "support/deflate_samples.hpp"
#include "support/frame_builder.hpp"
#include "support/plain_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace inflater_test {

namespace {

using namespace hawser::test;
using hawser::websocket::Inflater;

// In pieces of `piece` bytes, to memory of `room` bytes at a time.
std::string inflated(Inflater& inflater, std::string_view payload, std::size_t piece = SIZE_MAX,
                     std::size_t room = 1 << 20)
{
    std::string text;
    std::vector<char> memory(room);
    do {
        const auto in_piece = payload.substr(0, piece);
        std::span<const char> in{in_piece};
        const bool last = in.size() == payload.size();
        payload.remove_prefix(in.size());
        for (auto result = Inflater::Result::output_full; result == Inflater::Result::output_full;) {
            std::span<char> out{memory};
            result = inflater.inflate(in, last, out);
            text.append(memory.data(), memory.size() - out.size());
            if (result == Inflater::Result::bad_data) {
                return "bad data";
            }
            BOOST_TEST((result == Inflater::Result::done || out.empty()));
        }
        BOOST_TEST(in.empty());
    } while (!payload.empty());
    return text;
}

void check(const std::string& payload, const std::string& text)
{
    for (std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, payload.size() + 1}) {
        for (std::size_t room : {std::size_t{1}, std::size_t{3}, text.size() + 1, std::size_t{100'000}}) {
            Inflater inflater{15};
            BOOST_TEST((inflated(inflater, payload, piece, room) == text));
            inflater.reset();
            BOOST_TEST((inflated(inflater, payload, piece, room) == text));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(inflater_test)

BOOST_AUTO_TEST_CASE(examples_of_the_rfc)
{
    check(hello_deflated, "Hello");
    check(hello_stored, "Hello");
    check(hello_final, "Hello");
    check(hello_in_two_blocks, "Hello");
    check(std::string(1, '\0'), "");

    Inflater inflater{15};
    for (const auto& again : {hello_deflated, hello_again_deflated, hello_again_deflated}) {
        BOOST_TEST(inflated(inflater, again) == "Hello");
    }
}

BOOST_AUTO_TEST_CASE(reads_what_zlib_writes)
{
    for (int bits = 9; bits <= 15; ++bits) {
        for (int level : {0, 1, 9}) {
            Inflater inflater{static_cast<unsigned>(bits)};
            PlainDeflate deflate{level, bits};
            for (std::size_t size : {1u, 300u, 70'000u, 2u}) {
                BOOST_TEST((inflated(inflater, deflate.message(prose(size)), 1000, 777) == prose(size)));
                BOOST_TEST((inflated(inflater, deflate.message(noise(size)), 777, 1000) == noise(size)));
            }
        }
    }
}

// RFC 7692 §7.2.3.4: the message goes on behind a block with BFINAL, and so does the window.
BOOST_AUTO_TEST_CASE(blocks_with_bfinal)
{
    check(hello_final.substr(0, 7) + hello_final.substr(0, 7) + hello_deflated, "HelloHelloHello");
    check(hello_final.substr(0, 7), "Hello"); // without the byte that should follow it

    Inflater inflater{15};
    BOOST_TEST(inflated(inflater, hello_deflated) == "Hello");
    BOOST_TEST(inflated(inflater, hello_final) == "Hello");
    BOOST_TEST(inflated(inflater, hello_again_deflated) == "Hello");

    const auto text = prose(50'000);
    PlainDeflate deflate;
    const auto first = deflate.flushed(std::string_view{text}.substr(0, 20'000), Z_FINISH);
    check(first + deflated(text), text.substr(0, 20'000) + text);
}

BOOST_AUTO_TEST_CASE(a_message_may_end_with_a_whole_block)
{
    check(PlainDeflate{}.flushed("Hello"), "Hello");
    check("", "");
    Inflater inflater{15};
    BOOST_TEST(inflated(inflater, PlainDeflate{}.flushed("Hello")) == "Hello");
    BOOST_TEST(inflated(inflater, hello_again_deflated) == "Hello");
}

BOOST_AUTO_TEST_CASE(what_is_not_deflate_data)
{
    const auto payload = deflated(prose(2000));
    // Up to its last byte, which may end in bits without meaning.
    for (std::size_t size = 1; size < payload.size() - 1; ++size) {
        Inflater inflater{15};
        BOOST_TEST(inflated(inflater, payload.substr(0, size)) == "bad data", "the first " << size);
    }
    for (const auto& bad : {
             bytes_of({0x07}),                               // block type 3
             bytes_of({0xff, 0xff}),                         //
             bytes_of({0x00, 0x05, 0x00, 0x00, 0x00, 0x48}), // a length that is not its complement
             bytes_of({0xf2, 0x00, 0x11, 0x00, 0x00}),       // reaches back before the begin
             hello_stored.substr(0, 9),
             hello_deflated + "\x07",
         }) {
        for (std::size_t piece : {1u, 100u}) {
            Inflater inflater{15};
            BOOST_TEST(inflated(inflater, bad, piece) == "bad data", hex(bad));
            inflater.reset();
            BOOST_TEST(inflated(inflater, hello_deflated) == "Hello");
        }
    }
}

BOOST_AUTO_TEST_CASE(reset_forgets)
{
    Inflater inflater{15};
    BOOST_TEST(inflated(inflater, hello_deflated) == "Hello");
    inflater.reset();
    BOOST_TEST(inflated(inflater, hello_again_deflated) == "bad data");
    inflater.reset();
    const auto payload = deflated(prose(2000));
    std::span<const char> half{payload.data(), payload.size() / 2};
    std::vector<char> memory(10'000);
    std::span<char> out{memory};
    BOOST_TEST((inflater.inflate(half, false, out) == Inflater::Result::done));
    inflater.reset();
    BOOST_TEST(inflated(inflater, hello_deflated) == "Hello");
}

// No more is inflated than there is room for, whatever the input could become.
BOOST_AUTO_TEST_CASE(stops_where_the_room_ends)
{
    const auto bomb = deflated(std::string(50'000'000, '\0'));
    BOOST_TEST(bomb.size() < 60'000u);
    Inflater inflater{15};
    std::span<const char> in{bomb};
    std::vector<char> memory(1000);
    std::span<char> out{memory};
    BOOST_TEST((inflater.inflate(in, true, out) == Inflater::Result::output_full));
    BOOST_TEST(in.size() > bomb.size() - 100);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace inflater_test
