// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit's frames: requests become answers where they lie.
#pragma once

#include "support/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bench {

struct Echoed {
    std::size_t reply = 0;      ///< bytes of answers, at the start of the buffer
    std::size_t consumed = 0;   ///< bytes of complete frames
    std::size_t frame_size = 0; ///< of the incomplete frame behind them, when its header is complete
    bool close = false;         ///< a Close frame came
    bool bad = false;           ///< bytes that no client may send
};

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
        if (!acceptable(in, header)) {
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
