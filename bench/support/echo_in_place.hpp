// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit's frames: requests become answers where they lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bench {

// Where the processor has AVX2, unmasking costs half of what it does with the baseline's SSE2.
#if defined(__x86_64__)
#  define BENCH_BEST_VECTORS [[gnu::target_clones("avx2", "default")]]
#else
#  define BENCH_BEST_VECTORS
#endif

inline constexpr std::size_t block_size = 64;
inline constexpr std::uint64_t max_payload = 64 * 1024 * 1024;

/// unmask_down() for the whole blocks of a payload.
BENCH_BEST_VECTORS inline void unmask_blocks_down(unsigned char* out, const unsigned char* in,
                                                  std::size_t blocks, std::uint32_t mask)
{
    using Vector [[gnu::vector_size(block_size / 2)]] = std::uint32_t;
    const Vector masks = {mask, mask, mask, mask, mask, mask, mask, mask};
    for (; blocks > 0; --blocks) {
        Vector a;
        Vector b;
        std::memcpy(&a, in, sizeof a);
        std::memcpy(&b, in + sizeof a, sizeof b);
        a ^= masks;
        b ^= masks;
        std::memcpy(out, &a, sizeof a);
        std::memcpy(out + sizeof a, &b, sizeof b);
        in += block_size;
        out += block_size;
    }
}

/// Moves @p size bytes from @p in down to @p out (out <= in, overlapping) and unmasks them on the way.
/// Every word is loaded before bytes at or below its place are stored, so a forward walk is safe.
inline void unmask_down(unsigned char* out, const unsigned char* in, std::size_t size, std::uint32_t mask)
{
    if (size >= block_size) {
        const std::size_t blocks = size / block_size;
        unmask_blocks_down(out, in, blocks, mask);
        in += blocks * block_size;
        out += blocks * block_size;
        size %= block_size;
    }
    const std::uint64_t wide = std::uint64_t{mask} << 32 | mask;
    for (; size >= sizeof wide; size -= sizeof wide) {
        std::uint64_t word;
        std::memcpy(&word, in, sizeof word);
        word ^= wide;
        std::memcpy(out, &word, sizeof word);
        in += sizeof wide;
        out += sizeof wide;
    }
    if (size >= sizeof mask) {
        std::uint32_t word;
        std::memcpy(&word, in, sizeof word);
        word ^= mask;
        std::memcpy(out, &word, sizeof word);
        in += sizeof mask;
        out += sizeof mask;
        size -= sizeof mask;
    }
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<unsigned char>(in[i] ^ reinterpret_cast<const unsigned char*>(&mask)[i]);
    }
}

struct Echoed {
    std::size_t reply = 0;      ///< bytes of answers, at the start of the buffer
    std::size_t consumed = 0;   ///< bytes of complete frames
    std::size_t frame_size = 0; ///< of the incomplete frame behind them, when its header is complete
    bool close = false;         ///< a Close frame came
    bool bad = false;           ///< bytes that no client may send
};

struct FrameHeader {
    std::size_t size = 0; ///< with the mask; 0 = incomplete
    std::uint64_t payload = 0;
};

inline FrameHeader read_header(const unsigned char* in, std::size_t available)
{
    const std::size_t code = in[1] & 0x7f;
    const std::size_t extended = code < 126 ? 0 : code == 126 ? 2 : 8;
    if (available < 2 + extended + 4) {
        return {};
    }
    std::uint64_t payload = code;
    if (extended > 0) {
        payload = 0;
        for (std::size_t i = 0; i < extended; ++i) {
            payload = payload << 8 | in[2 + i];
        }
    }
    return {2 + extended + 4, payload};
}

/// Turns the frames in a buffer into their answers, in place: an answer lacks the four bytes of the mask, so
/// the answers never overtake the frames and end up side by side at the start.
inline Echoed echo_in_place(unsigned char* data, std::size_t size)
{
    Echoed result;
    const unsigned char* in = data;
    const unsigned char* const end = data + size;
    unsigned char* out = data;
    while (end - in >= 2) {
        const auto available = static_cast<std::size_t>(end - in);
        const FrameHeader header = read_header(in, available);
        if (header.size == 0) {
            break;
        }
        const unsigned opcode = in[0] & 0x0f;
        if ((in[1] & 0x80) == 0 || header.payload > max_payload || (opcode >= 8 && header.payload > 125)) {
            result.bad = true;
            break;
        }
        const auto payload = static_cast<std::size_t>(header.payload);
        if (available - header.size < payload) {
            result.frame_size = header.size + payload;
            break;
        }
        if (opcode != 10) { // a pong needs no answer
            std::uint32_t mask;
            std::memcpy(&mask, in + header.size - 4, sizeof mask);
            const std::size_t reply_header = header.size - 4;
            const unsigned char first = opcode == 9 ? 0x8a : in[0];
            std::memmove(out + 1, in + 1, reply_header - 1);
            out[0] = first;
            out[1] &= 0x7f;
            unmask_down(out + reply_header, in + header.size, payload, mask);
            out += reply_header + payload;
        }
        in += header.size + payload;
        if (opcode == 8) {
            result.close = true;
            break;
        }
    }
    result.reply = static_cast<std::size_t>(out - data);
    result.consumed = static_cast<std::size_t>(in - data);
    return result;
}

} // namespace bench
