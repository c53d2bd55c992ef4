// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/utf8.hpp"
#include "websocket/deflate_pool.hpp"
#include "websocket/frame.hpp"

#include <hawser/error.hpp>

#include <cstdint>
#include <span>

namespace hawser::websocket {

/// Inflates one message, and checks what comes out before anyone sees it: its size, and that text is UTF-8.
class MessageInflater {
public:
    /// With `own` null, an inflater of the thread's is used as long as this object lives. Else it is `own`,
    /// which goes on from the message before.
    MessageInflater(Inflater* own, Opcode opcode, std::uint64_t limit);

    struct Step {
        std::span<char> made{};   ///< in the buffer
        bool done = false;       ///< the whole piece is used up, and if it was the last, the message complete
        hawser::error failure{}; ///< 0: none
    };

    /// Inflates from the front of `in` until it is used up or `buffer` is full. `last`: the message ends
    /// with `in`. Where it fails does not depend on how the message is cut into pieces.
    Step step(std::span<const char>& in, bool last, DeflateBuffer& buffer);

    /// How much the message may still grow by.
    std::uint64_t room() const noexcept { return room_; }

private:
    InflaterLease lease_;
    Inflater* inflater_;
    std::uint64_t room_;
    core::Utf8Validator utf8_;
    bool is_text_;
};

} // namespace hawser::websocket
