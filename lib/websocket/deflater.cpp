// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflater.hpp"

#include "websocket/deflate_pool.hpp"
#include "websocket/zlib_size.hpp"

#include <new>
#include <stdexcept>
#include <utility>

namespace hawser::websocket {
namespace {

// The end of what zlib writes for Z_SYNC_FLUSH, 00 00 ff ff: not sent with a message (RFC 7692 §7.2.1).
constexpr std::size_t tail_size = 4;

// With less room than that zlib may repeat the flush.
constexpr std::size_t least_room = 7;

} // namespace

Deflater::Deflater(const DeflateSettings& settings) : settings_{settings}
{
    const int outcome = deflateInit2(&stream_, settings.level, Z_DEFLATED, -int{settings.window_bits},
                                     settings.memory_level, Z_DEFAULT_STRATEGY);
    if (outcome == Z_MEM_ERROR) {
        throw std::bad_alloc{};
    }
    if (outcome != Z_OK) {
        throw std::invalid_argument{"deflate: level, memory level or window size out of range"};
    }
}

Deflater::~Deflater()
{
    deflateEnd(&stream_);
}

void Deflater::reset() noexcept
{
    if (!std::exchange(fresh_, true)) {
        deflateReset(&stream_);
    }
}

void Deflater::message(std::span<const char> in, std::string& out)
{
    piece(in, true, out);
}

std::size_t Deflater::message(std::span<const char> in, std::span<char> out, std::string& spilled)
{
    if (in.empty() || out.size() < least_room) {
        spilled.clear();
        message(in, spilled);
        return 0;
    }
    auto room = out;
    if (run(in, room)) {
        return out.size() - room.size() - tail_size;
    }
    spilled.assign(out.data(), out.size());
    append(in, spilled);
    spilled.resize(spilled.size() - tail_size);
    return 0;
}

void Deflater::piece(std::span<const char> in, bool last, std::string& out)
{
    if (in.empty()) {
        // A stored block without content, less its tail (RFC 7692 §7.2.3.6); zlib does not flush twice.
        out.append(last ? 1 : 0, '\0');
        return;
    }
    append(in, out);
    if (last) {
        out.resize(out.size() - tail_size);
    }
}

// By way of a buffer, as a string would fill with zeros what it grows by.
void Deflater::append(std::span<const char> in, std::string& out)
{
    const auto buffer = lease_deflate_buffer();
    for (bool complete = false; !complete;) {
        std::span<char> room{buffer->bytes};
        complete = run(in, room);
        out.append(buffer->bytes.data(), buffer->bytes.size() - room.size());
    }
}

// Deflates and flushes until all is written: true; or the room is used up: false.
bool Deflater::run(std::span<const char>& in, std::span<char>& out)
{
    fresh_ = false;
    do {
        const auto in_size = zlib_size(in.size());
        const auto out_size = zlib_size(out.size());
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data())); // zlib only reads it
        stream_.avail_in = in_size;
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = out_size;
        deflate(&stream_,
                in_size < in.size() ? Z_NO_FLUSH : Z_SYNC_FLUSH); // cannot fail with room to write to
        in = in.subspan(in_size - stream_.avail_in);
        out = out.subspan(out_size - stream_.avail_out);
    } while (!in.empty() && !out.empty());
    return !out.empty();
}

} // namespace hawser::websocket
