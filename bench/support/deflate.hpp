// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// zlib as permessage-deflate needs it (RFC 7692 section 7.2), with what Hawser has by default.
#pragma once

#include <zlib.h>

#include <array>
#include <cstddef>
#include <stdexcept>

namespace bench {

inline constexpr int deflate_level = 6;
inline constexpr int deflate_window_bits = 15;
inline constexpr int deflate_memory_level = 8;

/// Ends every flushed piece of deflate's output; a message is sent without it.
inline constexpr std::array<unsigned char, 4> deflate_tail{0x00, 0x00, 0xff, 0xff};

class Deflater {
public:
    Deflater()
    {
        if (::deflateInit2(&stream_, deflate_level, Z_DEFLATED, -deflate_window_bits, deflate_memory_level,
                           Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::runtime_error{"deflateInit2 failed"};
        }
    }
    ~Deflater() { ::deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    /// Forgets the messages before: no context takeover.
    void reset() { ::deflateReset(&stream_); }

    /// The most bytes that compress() writes, tail and all.
    std::size_t bound(std::size_t size) { return ::deflateBound(&stream_, size) + 32; }

    /// Returns the size of the compressed message, without the tail.
    std::size_t compress(const unsigned char* in, std::size_t size, unsigned char* out, std::size_t capacity)
    {
        stream_.next_in = const_cast<unsigned char*>(in);
        stream_.avail_in = static_cast<uInt>(size);
        stream_.next_out = out;
        stream_.avail_out = static_cast<uInt>(capacity);
        ::deflate(&stream_, Z_SYNC_FLUSH);
        const std::size_t written = capacity - stream_.avail_out;
        if (stream_.avail_in != 0 || stream_.avail_out == 0) {
            throw std::runtime_error{"deflate had too little room"};
        }
        if (written < deflate_tail.size()) { // a second flush in a row: RFC 7692 section 7.2.3.6
            out[0] = 0;
            return 1;
        }
        return written - deflate_tail.size();
    }

private:
    z_stream stream_{};
};

class Inflater {
public:
    Inflater()
    {
        if (::inflateInit2(&stream_, -deflate_window_bits) != Z_OK) {
            throw std::runtime_error{"inflateInit2 failed"};
        }
    }
    ~Inflater() { ::inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Forgets the messages before: no context takeover.
    void reset() { ::inflateReset(&stream_); }

    /// Where a message goes. What it inflates to must be shorter than @p capacity.
    void set_output(unsigned char* out, std::size_t capacity)
    {
        stream_.next_out = out;
        stream_.avail_out = static_cast<uInt>(capacity);
    }

    /// Takes a piece of a message, or the tail that belongs behind it. Returns how much room is left.
    std::size_t expand(const unsigned char* in, std::size_t size)
    {
        stream_.next_in = const_cast<unsigned char*>(in);
        stream_.avail_in = static_cast<uInt>(size);
        const int result = ::inflate(&stream_, Z_SYNC_FLUSH);
        if ((result != Z_OK && result != Z_BUF_ERROR) || stream_.avail_in != 0 || stream_.avail_out == 0) {
            throw std::runtime_error{"a message does not inflate to what it should"};
        }
        return stream_.avail_out;
    }

private:
    z_stream stream_{};
};

} // namespace bench
