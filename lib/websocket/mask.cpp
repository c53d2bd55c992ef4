// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/mask.hpp"

#include "core/vectors.hpp"

#include <algorithm>
#include <cstring>

namespace hawser::websocket {
namespace {

using core::Block;
using core::WideBlock;

// Masks as many whole groups of four vectors as there are; returns how many bytes. `seen` gets all words of
// the result or-ed into it: whether a byte has its high bit set is then known for free.
template <class Vector>
HAWSER_ALWAYS_INLINE inline std::size_t mask_vectors(char* out, const char* in, std::size_t size,
                                                     std::uint64_t pattern, std::uint64_t& seen) noexcept
{
    constexpr auto width = sizeof(Vector);
    std::uint64_t words[width / sizeof(std::uint64_t)];
    for (auto& word : words) {
        word = pattern;
    }
    Vector mask;
    std::memcpy(&mask, words, width);
    Vector all{};
    std::size_t i = 0;
    for (; size - i >= 4 * width; i += 4 * width) {
        Vector a, b, c, d; // by name: an array of them would go through memory
        std::memcpy(&a, in + i, width);
        std::memcpy(&b, in + i + width, width);
        std::memcpy(&c, in + i + 2 * width, width);
        std::memcpy(&d, in + i + 3 * width, width);
        a ^= mask;
        b ^= mask;
        c ^= mask;
        d ^= mask;
        std::memcpy(out + i, &a, width);
        std::memcpy(out + i + width, &b, width);
        std::memcpy(out + i + 2 * width, &c, width);
        std::memcpy(out + i + 3 * width, &d, width);
        a |= b;
        c |= d;
        all |= a;
        all |= c;
    }
    std::memcpy(words, &all, width);
    for (auto word : words) {
        seen |= word;
    }
    return i;
}

HAWSER_WIDE std::size_t mask_wide(char* out, const char* in, std::size_t size, std::uint64_t pattern,
                                  std::uint64_t& seen) noexcept
{
    return mask_vectors<WideBlock>(out, in, size, pattern, seen);
}

// Returns all bytes of the result or-ed together.
std::uint64_t mask_words(char* out, const char* in, std::size_t size, MaskKey key) noexcept
{
    std::uint32_t half = 0;
    std::memcpy(&half, key.data(), sizeof half);
    const auto pattern = std::uint64_t{half} << 32 | half;

    std::uint64_t seen = 0;
    std::size_t i = core::has_wide_blocks ? mask_wide(out, in, size, pattern, seen) : 0;
    i += mask_vectors<Block>(out + i, in + i, size - i, pattern, seen);
    for (std::uint64_t word = 0; size - i >= sizeof word; i += sizeof word) {
        std::memcpy(&word, in + i, sizeof word);
        word ^= pattern;
        seen |= word;
        std::memcpy(out + i, &word, sizeof word);
    }
    for (; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(static_cast<unsigned char>(in[i]) ^ key[i % 4]);
        seen |= byte;
        out[i] = static_cast<char>(byte);
    }
    return seen;
}

} // namespace

bool apply_mask(std::span<char> data, MaskKey key, std::size_t offset) noexcept
{
    std::rotate(key.begin(), key.begin() + offset % 4, key.end());
    return (mask_words(data.data(), data.data(), data.size(), key) & 0x8080'8080'8080'8080) == 0;
}

void mask_copy(char* out, std::span<const char> in, MaskKey key) noexcept
{
    mask_words(out, in.data(), in.size(), key);
}

} // namespace hawser::websocket
