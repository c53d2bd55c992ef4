// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/utf8.hpp"

#include "core/ascii.hpp"
#include "core/vectors.hpp"

#include <algorithm>

namespace hawser::core {
namespace {

constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;

// What may follow the first byte of a character (the table in RFC 3629 §4); missing 0: it begins none.
struct Lead {
    std::uint8_t missing;
    std::uint8_t lowest;
    std::uint8_t highest;
};

constexpr Lead classify(unsigned char c) noexcept
{
    if (c < 0xc2) {
        return {0, 0, 0}; // a continuation byte, or overlong
    }
    if (c < 0xe0) {
        return {1, 0x80, 0xbf};
    }
    if (c < 0xf0) {
        return {2, static_cast<std::uint8_t>(c == 0xe0 ? 0xa0 : 0x80), // not overlong
                static_cast<std::uint8_t>(c == 0xed ? 0x9f : 0xbf)};   // no surrogates
    }
    if (c < 0xf5) {
        return {3, static_cast<std::uint8_t>(c == 0xf0 ? 0x90 : 0x80), // not overlong
                static_cast<std::uint8_t>(c == 0xf4 ? 0x8f : 0xbf)};   // not over U+10FFFF
    }
    return {0, 0, 0};
}

// Skips whole groups of four vectors that are ASCII.
template <class Vector>
HAWSER_ALWAYS_INLINE inline const char* skip_ascii_vectors(const char* p, const char* end) noexcept
{
    constexpr auto width = sizeof(Vector);
    for (; static_cast<std::size_t>(end - p) >= 4 * width; p += 4 * width) {
        Vector a, b, c, d; // by name: an array of them would go through memory
        std::memcpy(&a, p, width);
        std::memcpy(&b, p + width, width);
        std::memcpy(&c, p + 2 * width, width);
        std::memcpy(&d, p + 3 * width, width);
        a |= b;
        c |= d;
        a |= c;
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < width / sizeof all; ++i)
            all |= a[i];
        if ((all & high_bits) != 0)
            break;
    }
    return p;
}

HAWSER_WIDE const char* skip_ascii_wide(const char* p, const char* end) noexcept
{
    return skip_ascii_vectors<WideBlock>(p, end);
}

const char* skip_ascii(const char* p, const char* end) noexcept
{
    if (has_wide_blocks)
        p = skip_ascii_wide(p, end);
    p = skip_ascii_vectors<Block>(p, end);
    while (end - p >= 8) {
        std::uint64_t word;
        std::memcpy(&word, p, sizeof word);
        if ((word & high_bits) != 0) {
            break;
        }
        p += sizeof word;
    }
    while (p != end && static_cast<unsigned char>(*p) < 0x80) {
        ++p;
    }
    return p;
}

} // namespace

std::size_t Utf8Validator::feed(std::span<const char> piece) noexcept
{
    const char* const begin = piece.data();
    const char* const end = begin + piece.size();
    const char* p = begin;
    auto missing = missing_;
    auto lowest = lowest_;
    auto highest = highest_;
    while (p != end) {
        auto c = static_cast<unsigned char>(*p);
        if (missing != 0) {
            if (c < lowest || c > highest) {
                return static_cast<std::size_t>(p - begin);
            }
            lowest = 0x80;
            highest = 0xbf;
            --missing;
            ++p;
        } else if (c < 0x80) {
            p = skip_ascii(p, end);
        } else {
            auto lead = classify(c);
            if (lead.missing == 0) {
                return static_cast<std::size_t>(p - begin);
            }
            missing = lead.missing;
            lowest = lead.lowest;
            highest = lead.highest;
            ++p;
        }
    }
    missing_ = missing;
    lowest_ = lowest;
    highest_ = highest;
    return piece.size();
}

bool is_valid_utf8(std::span<const char> text) noexcept
{
    Utf8Validator validator;
    return validator.feed(text) == text.size() && validator.complete();
}

bool is_plain_text(std::string_view text) noexcept
{
    return std::none_of(text.begin(), text.end(), is_control) && is_valid_utf8(text);
}

} // namespace hawser::core
