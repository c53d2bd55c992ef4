// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/utf8.hpp"
#include "websocket/assembly_buffer.hpp"
#include "websocket/frame.hpp"
#include "websocket/message_inflater.hpp"
#include "websocket/protocol.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hawser::websocket {

/// What is known of a message or frame that has not ended yet.
struct Protocol::Partial {
    FrameHeader frame;           ///< while in_frame
    std::uint64_t remaining = 0; ///< bytes of its payload
    bool in_frame = false;
    bool in_message = false; ///< a data frame has begun, and its message has not ended
    Opcode opcode = Opcode::binary;
    bool compressed = false;
    bool delivered = false;     ///< a piece of the message has been
    bool has_more = false;      ///< more may be inflated without a further byte
    std::uint64_t received = 0; ///< payload of the message's frames that have begun
    std::size_t unmasked = 0;   ///< of the frame's bytes that the caller still has, the first so many
    core::Utf8Validator utf8;
    std::uint8_t header_size = 0;
    std::uint8_t control_size = 0;
    std::array<char, max_header_size> header;
    std::array<char, 125> control; ///< control frames come between the fragments of `message`
    AssemblyBuffer message;
    std::optional<MessageInflater> inflater;

    void begin(const FrameHeader& begun)
    {
        frame = begun;
        remaining = begun.length;
        in_frame = true;
        if (begun.is_control()) {
            control_size = 0;
            return;
        }
        if (begun.opcode != Opcode::continuation) {
            in_message = true;
            opcode = begun.opcode;
            compressed = begun.rsv != 0;
            utf8.reset();
        }
        received += begun.length;
    }

    bool checks_utf8() const noexcept { return opcode == Opcode::text && !compressed; }
};

} // namespace hawser::websocket
