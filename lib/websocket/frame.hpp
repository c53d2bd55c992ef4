// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hawser::websocket {

enum class Role : unsigned char { server, client };

/// RFC 6455 §5.2.
enum class Opcode : unsigned char { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

using MaskKey = std::array<unsigned char, 4>;

/// The longest frame header: 2 bytes, 8 of length, 4 of masking key.
inline constexpr std::size_t max_header_size = 14;

/// The bit of a frame header that says that the message is compressed (RFC 7692 §6), as `FrameHeader::rsv` has
/// it.
inline constexpr std::uint8_t rsv1 = 4;

/// The longest payload whose length stands in the second byte of the header.
inline constexpr std::size_t max_short_payload = 125;

inline unsigned byte_at(std::span<const char> bytes, std::size_t i) noexcept
{
    return static_cast<unsigned char>(bytes[i]);
}

/// Writes the two bytes of the header of a whole, unmasked message or control frame of at most
/// `max_short_payload` bytes.
inline void write_short_header(char* out, Opcode opcode, std::size_t length) noexcept
{
    out[0] = static_cast<char>(0x80u | static_cast<unsigned>(opcode));
    out[1] = static_cast<char>(length);
}

/// Writes the header of a frame to `out`, which has room for `max_header_size`; returns its size.
/// `rsv` has RSV1 as bit 2, RSV2 as bit 1, RSV3 as bit 0. `mask` null: not masked.
std::size_t write_frame_header(char* out, Opcode opcode, bool fin, std::uint8_t rsv, std::uint64_t length,
                               const MaskKey* mask = nullptr) noexcept;

/// What stands in the header of a frame.
struct FrameHeader {
    Opcode opcode = Opcode::continuation;
    bool fin = true;
    std::uint8_t rsv = 0; ///< as `write_frame_header` takes it
    bool masked = false;
    MaskKey mask{};
    std::uint64_t length = 0; ///< of the payload
    std::size_t size = 0;     ///< of the header itself

    bool is_control() const noexcept { return (static_cast<unsigned>(opcode) & 8u) != 0; }
};

/// What the next frame's header may say, as far as it depends on who reads it and when.
struct FrameRules {
    Role reader = Role::server;
    bool in_message = false;      ///< a continuation must come, not a new message
    std::uint8_t allowed_rsv = 0; ///< on the first frame of a message
    std::uint64_t frame_limit = UINT64_MAX;
    std::uint64_t message_limit = UINT64_MAX; ///< what the message may still grow by
};

/// Reads a header from the front of `bytes`. Returns its size, or 0 if it is not complete or `ec` is set.
///
/// An error is reported as soon as the bytes that show it are there, and it depends on nothing but these
/// bytes: a header that comes in pieces fails with the same error as one that comes whole.
std::size_t read_frame_header(std::span<const char> bytes, const FrameRules& rules, FrameHeader& header,
                              error_code& ec) noexcept;

} // namespace hawser::websocket
