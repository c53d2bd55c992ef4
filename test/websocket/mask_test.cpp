// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/mask.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace mask_test {

namespace {

using namespace hawser::websocket;

constexpr MaskKey key = {0x37, 0xfa, 0x21, 0x3d};

std::string sample(std::size_t size)
{
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        out.push_back(static_cast<char>(i * 31 + 7));
    }
    return out;
}

// RFC 6455 §5.3, word for word.
std::string masked(std::string text, std::size_t offset = 0)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = static_cast<char>(text[i] ^ key[(i + offset) % 4]);
    }
    return text;
}

constexpr std::size_t longest = 150;
constexpr std::size_t guard = 16;

} // namespace

BOOST_AUTO_TEST_SUITE(mask_test)

BOOST_AUTO_TEST_CASE(any_size_offset_and_alignment)
{
    for (std::size_t size = 0; size <= longest; ++size) {
        for (std::size_t alignment = 0; alignment < 8; ++alignment) {
            for (std::size_t offset : {0u, 1u, 2u, 3u, 4u, 1001u}) {
                auto memory = sample(alignment + size + guard);
                auto expected = memory;
                expected.replace(alignment, size, masked(expected.substr(alignment, size), offset));
                apply_mask(std::span{memory}.subspan(alignment, size), key, offset);
                BOOST_TEST_REQUIRE(memory == expected);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(short_form_is_the_same)
{
    for (std::size_t size = 0; size <= longest; ++size) {
        for (std::size_t alignment = 0; alignment < 8; ++alignment) {
            auto memory = sample(alignment + size + guard);
            auto expected = memory;
            expected.replace(alignment, size, masked(expected.substr(alignment, size)));
            apply_mask_short(std::span{memory}.subspan(alignment, size), key);
            BOOST_TEST_REQUIRE(memory == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(copy_leaves_the_source_alone)
{
    for (std::size_t size = 0; size <= longest; ++size) {
        const auto in = sample(size);
        std::string out(size + guard, '?');
        mask_copy(out.data(), in, key);
        BOOST_TEST_REQUIRE(out == masked(in) + std::string(guard, '?'));
        BOOST_TEST_REQUIRE(in == sample(size));
    }
}

BOOST_AUTO_TEST_CASE(pieces_are_the_same_as_the_whole)
{
    const auto text = sample(longest);
    for (std::size_t cut = 0; cut <= longest; ++cut) {
        auto memory = text;
        apply_mask(std::span{memory}.first(cut), key, 0);
        apply_mask(std::span{memory}.subspan(cut), key, cut);
        BOOST_TEST_REQUIRE(memory == masked(text));
    }
}

// RFC 6455 §5.7.
BOOST_AUTO_TEST_CASE(example_of_the_rfc)
{
    std::string hello = "\x7f\x9f\x4d\x51\x58";
    apply_mask(hello, key, 0);
    BOOST_TEST(hello == "Hello");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace mask_test
