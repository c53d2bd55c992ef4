// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::test {

/// A frame as a server reads it.
struct ClientFrame {
    unsigned opcode = 0;
    bool fin = true;
    unsigned rsv = 0;
    bool is_masked = false;
    websocket::MaskKey key{};
    std::string payload{}; ///< unmasked
};

/// Takes the frames that are there in full from the front of `bytes`; read by the drawing in RFC 6455 §5.2,
/// independently of the library.
inline std::vector<ClientFrame> take_client_frames(std::string& bytes)
{
    std::vector<ClientFrame> frames;
    std::size_t at = 0;
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
    while (bytes.size() >= at + 2) {
        ClientFrame frame;
        frame.fin = (byte(at) & 0x80u) != 0;
        frame.rsv = byte(at) >> 4 & 7u;
        frame.opcode = byte(at) & 15u;
        frame.is_masked = (byte(at + 1) & 0x80u) != 0;
        std::uint64_t length = byte(at + 1) & 0x7fu;
        const std::size_t length_size = length == 127 ? 8 : length == 126 ? 2 : 0;
        auto begin = at + 2 + length_size;
        const std::size_t key_size = frame.is_masked ? frame.key.size() : 0;
        if (bytes.size() < begin + key_size)
            break;
        if (length_size > 0)
            length = 0;
        for (auto i = at + 2; i < begin; ++i)
            length = length << 8 | byte(i);
        for (std::size_t i = 0; i < key_size; ++i)
            frame.key[i] = byte(begin++);
        if (bytes.size() - begin < length)
            break;
        frame.payload = bytes.substr(begin, static_cast<std::size_t>(length));
        for (std::size_t i = 0; frame.is_masked && i < frame.payload.size(); ++i)
            frame.payload[i] =
                static_cast<char>(static_cast<unsigned char>(frame.payload[i]) ^ frame.key[i % 4]);
        at = begin + static_cast<std::size_t>(length);
        frames.push_back(std::move(frame));
    }
    bytes.erase(0, at);
    return frames;
}

} // namespace hawser::test
