// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/mask.hpp"

#include <algorithm>
#include <cstring>

namespace hawser::websocket {
namespace {

#if defined(__GNUC__)
using Block = std::uint64_t __attribute__((vector_size(16))); // one register of the vector unit
#else
struct Block {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    friend Block operator^(Block a, Block b) noexcept { return {a.low ^ b.low, a.high ^ b.high}; }
    friend Block operator|(Block a, Block b) noexcept { return {a.low | b.low, a.high | b.high}; }
};
#endif

template <class Word>
Word load(const char* p) noexcept
{
    Word word;
    std::memcpy(&word, p, sizeof word);
    return word;
}

template <class Word>
void store(char* p, Word word) noexcept
{
    std::memcpy(p, &word, sizeof word);
}

// Returns all bytes of the result or-ed together: whether one has its high bit set is then known for free.
std::uint64_t mask_words(char* out, const char* in, std::size_t size, MaskKey key) noexcept
{
    std::uint32_t half = 0;
    std::memcpy(&half, key.data(), sizeof half);
    const auto pattern = std::uint64_t{half} << 32 | half;
    const Block block{pattern, pattern};

    Block seen_a{};
    Block seen_b{};
    std::size_t i = 0;
    for (; size - i >= 64; i += 64) {
        const Block a = load<Block>(in + i) ^ block;
        const Block b = load<Block>(in + i + 16) ^ block;
        const Block c = load<Block>(in + i + 32) ^ block;
        const Block d = load<Block>(in + i + 48) ^ block;
        seen_a = seen_a | a | c;
        seen_b = seen_b | b | d;
        store(out + i, a);
        store(out + i + 16, b);
        store(out + i + 32, c);
        store(out + i + 48, d);
    }
    const auto both = seen_a | seen_b;
    std::uint64_t words[2];
    static_assert(sizeof words == sizeof both);
    std::memcpy(words, &both, sizeof words);
    auto seen = words[0] | words[1];
    for (; size - i >= 8; i += 8) {
        const auto word = load<std::uint64_t>(in + i) ^ pattern;
        seen |= word;
        store(out + i, word);
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
