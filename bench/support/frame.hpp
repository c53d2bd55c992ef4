// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The frames that a limit reads: their headers and masks.
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

/// False for what no client may send and no limit serves.
inline bool acceptable(const unsigned char* in, const FrameHeader& header)
{
    const bool control = (in[0] & 0x0f) >= 8;
    return (in[1] & 0x80) != 0 && header.payload <= max_payload && (!control || header.payload <= 125);
}

/// A complete frame where it was received.
struct Frame {
    unsigned char* data = nullptr;
    std::size_t header_size = 0;
    std::size_t payload_size = 0;

    unsigned char first_byte() const { return data[0]; }
    unsigned opcode() const { return data[0] & 0x0fU; }
    std::size_t size() const { return header_size + payload_size; }
    unsigned char* payload() const { return data + header_size; }

    void unmask() const
    {
        std::uint32_t mask;
        std::memcpy(&mask, payload() - sizeof mask, sizeof mask);
        unmask_down(payload(), payload(), payload_size, mask);
    }
};

struct Walked {
    std::size_t consumed = 0; ///< bytes of complete frames
    bool close = false;       ///< a Close frame came: the walk ended with it
    bool bad = false;         ///< bytes that no client may send
};

/// Hands the complete frames in a buffer, one after the other, to @p serve.
template <class Serve>
Walked walk_frames(unsigned char* data, std::size_t size, Serve&& serve)
{
    Walked walked;
    while (size - walked.consumed >= 2 && !walked.close) {
        unsigned char* const in = data + walked.consumed;
        const std::size_t available = size - walked.consumed;
        const FrameHeader header = read_header(in, available);
        if (header.size == 0) {
            break;
        }
        if (!acceptable(in, header)) {
            walked.bad = true;
            break;
        }
        if (available - header.size < header.payload) {
            break;
        }
        const Frame frame{in, header.size, static_cast<std::size_t>(header.payload)};
        walked.consumed += frame.size();
        walked.close = frame.opcode() == 8;
        serve(frame);
    }
    return walked;
}

inline std::size_t server_header_size(std::size_t payload_size)
{
    return payload_size < 126 ? 2 : payload_size < 65536 ? 4 : 10;
}

/// Writes the header of a server's frame: server_header_size() bytes.
inline void put_header(unsigned char* out, std::size_t payload_size, unsigned char first)
{
    const std::size_t extended = server_header_size(payload_size) - 2;
    out[0] = first;
    out[1] = static_cast<unsigned char>(extended == 0 ? payload_size : extended == 2 ? 126 : 127);
    for (std::size_t i = 0; i < extended; ++i) {
        out[2 + i] = static_cast<unsigned char>(std::uint64_t{payload_size} >> (8 * (extended - 1 - i)));
    }
}

} // namespace bench
