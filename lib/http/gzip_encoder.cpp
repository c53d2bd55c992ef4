// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/gzip_encoder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <stdexcept>

namespace hawser::http {
namespace {

constexpr int gzip_window = 15 + 16; // the largest; the 16 asks zlib for the gzip format
constexpr int memory_level = 8;

} // namespace

GzipEncoder::GzipEncoder(int level)
{
    if (level < 1 || level > 9)
        throw std::invalid_argument{"hawser: a gzip level must be 1 to 9"};
    if (deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{}; // nothing else is left that could fail
}

GzipEncoder::~GzipEncoder()
{
    deflateEnd(&stream_);
}

void GzipEncoder::write(std::string_view piece, std::string& out)
{
    run(piece, Z_NO_FLUSH, out);
}

void GzipEncoder::flush(std::string& out)
{
    run({}, Z_SYNC_FLUSH, out);
}

void GzipEncoder::finish(std::string_view piece, std::string& out)
{
    run(piece, Z_FINISH, out);
    reset();
}

void GzipEncoder::reset() noexcept
{
    deflateReset(&stream_);
}

// Until the input is used up and zlib leaves room over, which says that it has nothing more to give.
void GzipEncoder::run(std::string_view in, int mode, std::string& out)
{
    std::array<char, 16 * 1024> room; // NOLINT: filled by deflate
    do {
        const auto size = std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max());
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data())); // zlib only reads it
        stream_.avail_in = static_cast<uInt>(size);
        stream_.next_out = reinterpret_cast<Bytef*>(room.data());
        stream_.avail_out = static_cast<uInt>(room.size());
        deflate(&stream_, size < in.size() ? Z_NO_FLUSH : mode); // cannot fail with room to write to
        in.remove_prefix(size - stream_.avail_in);
        out.append(room.data(), room.size() - stream_.avail_out);
    } while (!in.empty() || stream_.avail_out == 0);
}

} // namespace hawser::http
