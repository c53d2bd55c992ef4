// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/frame.hpp"

#include <algorithm>

namespace hawser::websocket {
namespace {

constexpr std::uint64_t control_limit = 125; // RFC 6455 §5.5

constexpr error no_error{}; // no enumerator has the value 0

// The first byte: FIN, RSV1–3 and the opcode.
error check_first(const FrameHeader& header, const FrameRules& rules) noexcept
{
    const auto code = static_cast<unsigned>(header.opcode);
    if ((code > 2 && code < 8) || code > 10) {
        return error::reserved_opcode;
    }
    const bool starts_message = header.opcode == Opcode::text || header.opcode == Opcode::binary;
    if ((header.rsv & ~(starts_message ? unsigned{rules.allowed_rsv} : 0u)) != 0) {
        return error::reserved_bits_set;
    }
    if (header.is_control()) {
        return header.fin ? no_error : error::control_frame_fragmented;
    }
    if (starts_message && rules.in_message) {
        return error::expected_continuation;
    }
    if (!starts_message && !rules.in_message) {
        return error::unexpected_continuation;
    }
    return no_error;
}

// The second byte: MASK and the short length.
error check_second(const FrameHeader& header, unsigned short_length, const FrameRules& rules) noexcept
{
    if (rules.reader == Role::server && !header.masked) {
        return error::unmasked_frame;
    }
    if (rules.reader == Role::client && header.masked) {
        return error::masked_frame;
    }
    if (header.is_control() && short_length > control_limit) {
        return error::control_frame_too_long;
    }
    if (header.opcode == Opcode::close && short_length == 1) {
        return error::bad_close_payload;
    }
    return no_error;
}

error check_length(const FrameHeader& header, unsigned length_size, const FrameRules& rules) noexcept
{
    if ((length_size == 2 && header.length < 126) || (length_size == 8 && header.length < 65536)) {
        return error::frame_length_not_minimal;
    }
    if (!header.is_control() && header.length > rules.frame_limit) {
        return error::frame_too_large;
    }
    if (!header.is_control() && header.length > rules.message_limit) {
        return error::message_too_large;
    }
    return no_error;
}

} // namespace

std::size_t write_frame_header(char* out, Opcode opcode, bool fin, std::uint8_t rsv, std::uint64_t length,
                               const MaskKey* mask) noexcept
{
    const auto mask_bit = mask != nullptr ? 0x80u : 0u;
    std::size_t size = 2;
    unsigned length_size = 0;
    auto short_length = static_cast<unsigned>(length);
    if (length > 0xffff) {
        short_length = 127;
        length_size = 8;
    } else if (length > 125) {
        short_length = 126;
        length_size = 2;
    }
    out[0] = static_cast<char>((fin ? 0x80u : 0u) | (rsv & 7u) << 4 | static_cast<unsigned>(opcode));
    out[1] = static_cast<char>(mask_bit | short_length);
    for (auto i = length_size; i > 0; --i) {
        out[size++] = static_cast<char>(length >> (8 * (i - 1)) & 0xff);
    }
    if (mask != nullptr) {
        for (auto byte : *mask) {
            out[size++] = static_cast<char>(byte);
        }
    }
    return size;
}

std::size_t read_frame_header(std::span<const char> bytes, const FrameRules& rules, FrameHeader& header,
                              error_code& ec) noexcept
{
    const auto failed = [&ec](error e) { return e != no_error && (ec = e, true); };
    ec = {};

    if (bytes.empty()) {
        return 0;
    }
    const auto first = byte_at(bytes, 0);
    header.fin = (first & 0x80) != 0;
    header.rsv = static_cast<std::uint8_t>(first >> 4 & 7);
    header.opcode = static_cast<Opcode>(first & 15);
    if (failed(check_first(header, rules)) || bytes.size() < 2) {
        return 0;
    }

    const auto second = byte_at(bytes, 1);
    const auto short_length = second & 0x7f;
    header.masked = (second & 0x80) != 0;
    if (failed(check_second(header, short_length, rules))) {
        return 0;
    }

    const unsigned length_size = short_length == 127 ? 8 : short_length == 126 ? 2 : 0;
    // The highest bit must be 0 (RFC 6455 §5.2): no need to wait for the others.
    if (length_size == 8 && bytes.size() > 2 && (byte_at(bytes, 2) & 0x80) != 0) {
        ec = error::frame_length_out_of_range;
        return 0;
    }
    if (bytes.size() < 2 + length_size) {
        return 0;
    }
    header.length = length_size == 0 ? short_length : 0;
    for (unsigned i = 0; i < length_size; ++i) {
        header.length = header.length << 8 | byte_at(bytes, 2 + i);
    }
    if (failed(check_length(header, length_size, rules))) {
        return 0;
    }

    const auto mask_at = std::size_t{2} + length_size;
    header.size = mask_at + (header.masked ? header.mask.size() : 0);
    if (bytes.size() < header.size) {
        return 0;
    }
    if (header.masked) {
        std::transform(bytes.begin() + static_cast<std::ptrdiff_t>(mask_at),
                       bytes.begin() + static_cast<std::ptrdiff_t>(header.size), header.mask.begin(),
                       [](char c) { return static_cast<unsigned char>(c); });
    }
    return header.size;
}

} // namespace hawser::websocket
