// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace hawser::websocket {

/// Masks or unmasks in place (RFC 6455 §5.3). `offset` is where `data` begins in the frame's payload.
/// Returns true if the result is ASCII, which the same pass finds out.
bool apply_mask(std::span<char> data, MaskKey key, std::size_t offset) noexcept;

/// Masks or unmasks from `in`, the begin of a payload, to `out`, which has room for as much and does not
/// overlap it.
void mask_copy(char* out, std::span<const char> in, MaskKey key) noexcept;

/// `apply_mask` from the begin of a payload, inlined: for short payloads the call is most of the cost.
inline bool apply_mask_short(std::span<char> data, MaskKey key) noexcept
{
    char* p = data.data();
    auto n = data.size();
    std::uint32_t half = 0;
    std::memcpy(&half, key.data(), sizeof half);
    const auto whole = std::uint64_t{half} << 32 | half;
    std::uint64_t seen = 0;
    std::uint64_t word = 0;
    for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
        std::memcpy(&word, p, sizeof word);
        word ^= whole;
        seen |= word;
        std::memcpy(p, &word, sizeof word);
    }
    if ((n & 4) != 0) {
        std::uint32_t part = 0;
        std::memcpy(&part, p, sizeof part);
        part ^= half;
        seen |= part;
        std::memcpy(p, &part, sizeof part);
        p += sizeof part;
    }
    for (std::size_t i = 0; i < (n & 3); ++i) {
        const auto byte = static_cast<unsigned char>(static_cast<unsigned char>(p[i]) ^ key[i]);
        seen |= byte;
        p[i] = static_cast<char>(byte);
    }
    return (seen & 0x8080'8080'8080'8080) == 0;
}

} // namespace hawser::websocket
