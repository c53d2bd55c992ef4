// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

namespace hawser::test {

/// zlib as another implementation of permessage-deflate would use it: a sender.
class PlainDeflate {
public:
    explicit PlainDeflate(int level = 6, int window_bits = 15, int strategy = Z_DEFAULT_STRATEGY)
    {
        if (deflateInit2(&stream_, level, Z_DEFLATED, -window_bits, 8, strategy) != Z_OK) {
            throw std::runtime_error{"deflateInit2"};
        }
    }
    ~PlainDeflate() { deflateEnd(&stream_); }
    PlainDeflate(const PlainDeflate&) = delete;
    PlainDeflate& operator=(const PlainDeflate&) = delete;

    /// All that zlib writes for `text` and the flush.
    std::string flushed(std::string_view text, int flush = Z_SYNC_FLUSH)
    {
        std::string out(text.size() + text.size() / 8 + 1000, '\0');
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        ::deflate(&stream_, flush);
        out.resize(out.size() - stream_.avail_out);
        return out;
    }

    /// The payload of a message (RFC 7692 §7.2.1).
    std::string message(std::string_view text)
    {
        if (text.empty()) {
            return std::string(1, '\0'); // zlib does not flush twice
        }
        auto out = flushed(text);
        out.resize(out.size() - 4);
        return out;
    }

private:
    z_stream stream_{};
};

/// The payload of a message without context takeover.
inline std::string deflated(std::string_view text, int level = 6, int window_bits = 15)
{
    return PlainDeflate{level, window_bits}.message(text);
}

/// And a receiver (RFC 7692 §7.2.2), which knows nothing of BFINAL.
class PlainInflate {
public:
    explicit PlainInflate(int window_bits = 15)
    {
        if (inflateInit2(&stream_, -window_bits) != Z_OK) {
            throw std::runtime_error{"inflateInit2"};
        }
    }
    ~PlainInflate() { inflateEnd(&stream_); }
    PlainInflate(const PlainInflate&) = delete;
    PlainInflate& operator=(const PlainInflate&) = delete;

    /// Nothing: not a message, or one of more than `limit` bytes.
    std::optional<std::string> message(std::string payload, std::size_t limit = 10'000'000)
    {
        payload.append({0, 0, '\xff', '\xff'});
        std::string out(limit + 1, '\0');
        stream_.next_in = reinterpret_cast<Bytef*>(payload.data());
        stream_.avail_in = static_cast<uInt>(payload.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int outcome = ::inflate(&stream_, Z_SYNC_FLUSH);
        out.resize(out.size() - stream_.avail_out);
        const bool behind_a_block = (stream_.data_type & 0xff) == 128; // and on a byte boundary
        if (outcome != Z_OK || stream_.avail_in != 0 || out.size() > limit || !behind_a_block) {
            return std::nullopt;
        }
        return out;
    }

private:
    z_stream stream_{};
};

} // namespace hawser::test
