// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/mask.hpp"

#include <algorithm>

namespace hawser::websocket {
namespace {

std::uint64_t load(const char* p) noexcept
{
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    return word;
}

void store(char* p, std::uint64_t word) noexcept { std::memcpy(p, &word, sizeof word); }

// From `in` to `out`, which are the same or do not overlap. Words go through memcpy, so that neither
// alignment nor aliasing matters; four a turn, which compilers put into vector registers.
void mask_words(char* out, const char* in, std::size_t size, MaskKey key) noexcept
{
    std::uint32_t half = 0;
    std::memcpy(&half, key.data(), sizeof half);
    const auto pattern = std::uint64_t{half} << 32 | half;

    std::size_t i = 0;
    for (; size - i >= 32; i += 32) {
        const auto a = load(in + i) ^ pattern;
        const auto b = load(in + i + 8) ^ pattern;
        const auto c = load(in + i + 16) ^ pattern;
        const auto d = load(in + i + 24) ^ pattern;
        store(out + i, a);
        store(out + i + 8, b);
        store(out + i + 16, c);
        store(out + i + 24, d);
    }
    for (; size - i >= 8; i += 8) {
        store(out + i, load(in + i) ^ pattern);
    }
    for (; i < size; ++i) {
        out[i] = static_cast<char>(static_cast<unsigned char>(in[i]) ^ key[i % 4]);
    }
}

} // namespace

void apply_mask(std::span<char> data, MaskKey key, std::size_t offset) noexcept
{
    std::rotate(key.begin(), key.begin() + offset % 4, key.end());
    mask_words(data.data(), data.data(), data.size(), key);
}

void mask_copy(char* out, std::span<const char> in, MaskKey key) noexcept
{
    mask_words(out, in.data(), in.size(), key);
}

} // namespace hawser::websocket
