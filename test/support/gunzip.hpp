// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

namespace hawser::test {

/// What a client can decode of a gzip content of which it has that much; `is_complete` says whether it ended
/// there. Throws for what is no gzip.
inline std::string gunzip_so_far(std::string_view in, bool* is_complete = nullptr)
{
    struct Stream : z_stream {
        Stream() : z_stream{} { inflateInit2(this, 15 + 16); }
        ~Stream() { inflateEnd(this); }
    } stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    std::string out;
    std::array<char, 4096> room{};
    int outcome = Z_OK;
    do {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        outcome = inflate(&stream, Z_SYNC_FLUSH);
        if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
            throw std::runtime_error{"not gzip"};
        out.append(room.data(), room.size() - stream.avail_out);
    } while (outcome == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
    if (is_complete)
        *is_complete = outcome == Z_STREAM_END && stream.avail_in == 0;
    return out;
}

/// Decodes a gzip content that is complete and has nothing behind it; throws for any other.
inline std::string gunzip(std::string_view in)
{
    bool is_complete = false;
    auto out = gunzip_so_far(in, &is_complete);
    if (!is_complete)
        throw std::runtime_error{"not the whole of a gzip content"};
    return out;
}

} // namespace hawser::test
