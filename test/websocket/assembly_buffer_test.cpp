// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/assembly_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace assembly_buffer_test {

namespace {

using hawser::websocket::AssemblyBuffer;

std::string text(AssemblyBuffer& buffer) { return {buffer.bytes().begin(), buffer.bytes().end()}; }

} // namespace

BOOST_AUTO_TEST_SUITE(assembly_buffer_test)

BOOST_AUTO_TEST_CASE(starts_without_memory)
{
    AssemblyBuffer buffer;
    BOOST_TEST(buffer.size() == 0u);
    BOOST_TEST(buffer.capacity() == 0u);
    BOOST_TEST(buffer.bytes().empty());
    buffer.append({});
    buffer.append({}, 1'000'000);
    BOOST_TEST(buffer.capacity() == 0u);
}

BOOST_AUTO_TEST_CASE(pieces_are_joined)
{
    AssemblyBuffer buffer;
    std::string expected;
    for (std::size_t i = 0; i < 300; ++i) {
        const std::string piece(i % 17, static_cast<char>('a' + i % 26));
        buffer.append(piece);
        expected += piece;
        BOOST_TEST(buffer.size() == expected.size());
    }
    BOOST_TEST(text(buffer) == expected);
}

// 131,000 fragments of one byte: not more than twice the payload at any time.
BOOST_AUTO_TEST_CASE(single_bytes_cost_less_than_twice_their_size)
{
    AssemblyBuffer buffer;
    std::size_t moves = 0;
    for (std::size_t i = 1; i <= 131'000; ++i) {
        const auto before = buffer.capacity();
        buffer.append(std::string_view{"x"});
        moves += buffer.capacity() != before ? 1 : 0;
        BOOST_TEST_REQUIRE(buffer.capacity() <= std::max<std::size_t>(128, 2 * i));
    }
    BOOST_TEST(moves < 25u);
    BOOST_TEST(buffer.size() == 131'000u);
}

BOOST_AUTO_TEST_CASE(nothing_is_reserved_for_what_is_only_announced)
{
    AssemblyBuffer buffer;
    buffer.append(std::string_view{"0123456789"}, std::uint64_t{1} << 62);
    BOOST_TEST(buffer.capacity() <= 128u);
}

BOOST_AUTO_TEST_CASE(takes_exactly_what_is_known_to_be_enough)
{
    AssemblyBuffer buffer;
    const std::string piece(1000, 'p');
    for (std::uint64_t left = 10; left-- > 0;) {
        buffer.append(piece, left * piece.size());
        BOOST_TEST(buffer.capacity() <= 10'000u);
    }
    BOOST_TEST(buffer.size() == 10'000u);
    BOOST_TEST(buffer.capacity() == 10'000u);

    AssemblyBuffer small;
    small.append(std::string_view{"ab"}, 1);
    BOOST_TEST(small.capacity() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace assembly_buffer_test
