// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::test {

/// The masking key of the examples in RFC 6455 §5.7.
inline constexpr websocket::MaskKey example_key = {0x37, 0xfa, 0x21, 0x3d};

/// How a frame differs from a plain one; also in ways that no sender may use.
struct FrameShape {
    bool fin = true;
    std::uint8_t rsv = 0;
    std::optional<websocket::MaskKey> key = example_key;
    std::optional<std::uint64_t> length = {}; ///< instead of the payload's
    int length_size = -1;                     ///< 0, 2 or 8 bytes; -1: the shortest
};

/// A frame, written byte by byte from the drawing in RFC 6455 §5.2, independently of the library's writer.
inline std::string frame(unsigned opcode, std::string_view payload, const FrameShape& shape = {})
{
    const auto length = shape.length.value_or(payload.size());
    const int shortest = length > 0xffff ? 8 : length > 125 ? 2 : 0;
    const int length_size = shape.length_size < 0 ? shortest : shape.length_size;
    const auto mask_bit = shape.key ? 0x80u : 0u;
    const auto short_length = length_size == 8   ? 127u
                              : length_size == 2 ? 126u
                                                 : static_cast<unsigned>(length);

    std::string out;
    out.push_back(static_cast<char>((shape.fin ? 0x80u : 0u) | shape.rsv * 16u | opcode));
    out.push_back(static_cast<char>(mask_bit | short_length));
    for (int i = length_size - 1; i >= 0; --i) {
        out.push_back(static_cast<char>(length >> (8 * i) & 0xff));
    }
    if (shape.key) {
        out.append(shape.key->begin(), shape.key->end());
    }
    for (std::size_t i = 0; i < payload.size(); ++i) {
        const auto byte = static_cast<unsigned char>(payload[i]);
        out.push_back(static_cast<char>(shape.key ? byte ^ (*shape.key)[i % 4] : byte));
    }
    return out;
}

/// The same from a server.
inline std::string server_frame(unsigned opcode, std::string_view payload, FrameShape shape = {})
{
    shape.key.reset();
    return frame(opcode, payload, shape);
}

inline std::string close_payload(unsigned code, std::string_view reason = {})
{
    std::string out{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return out.append(reason);
}

inline std::string hex(std::string_view bytes)
{
    std::string out;
    for (auto c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out.push_back("0123456789abcdef"[byte >> 4]);
        out.push_back("0123456789abcdef"[byte & 15]);
    }
    return out;
}

} // namespace hawser::test
