// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <span>

#include <zlib.h>

namespace hawser::websocket {

/// Inflates the messages of one direction of a connection (RFC 7692 §7.2.2), piece by piece, each into
/// memory of the caller's that bounds what it can grow to.
///
/// Takes some 7 KiB, and a window of `2^window_bits` bytes from the first message on.
class Inflater {
public:
    /// `window_bits`: at least those of the sender, 9 to 15. A sender that reaches farther back than that
    /// may or may not be found out. Throws `std::bad_alloc`.
    explicit Inflater(unsigned window_bits);
    ~Inflater();
    Inflater(const Inflater&) = delete; // zlib's state points to stream_
    Inflater& operator=(const Inflater&) = delete;

    enum class Result : unsigned char {
        done,        ///< all of the piece is used up; if it was the last, the message is complete
        output_full, ///< call again with the rest of the piece, which may be empty, and more room
        bad_data,    ///< not DEFLATE data, or it ends in the middle of a block; `reset` or give up
    };

    /// Inflates from the front of `in` to the front of `out`; what is left of both is what was not used.
    /// `last`: the message ends with `in`. Afterwards the next message may begin, with the last one's
    /// content as its dictionary unless `reset` is called. Throws `std::bad_alloc`.
    Result inflate(std::span<const char>& in, bool last, std::span<char>& out);

    /// Forgets all that was inflated, also half a message; keeps the memory.
    void reset() noexcept;

private:
    Result run(std::span<const char>& in, std::span<char>& out);

    z_stream stream_{};
    std::span<const char> tail_{};
    bool ending_ = false;        // the message's own bytes are used up, and tail_ is
    bool between_blocks_ = true; // on a byte boundary, and nothing is missing
    bool fresh_ = true;
};

} // namespace hawser::websocket
