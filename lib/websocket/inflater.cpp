// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/inflater.hpp"

#include "websocket/zlib_size.hpp"

#include <array>
#include <new>
#include <utility>

namespace hawser::websocket {
namespace {

// What a sender has taken from the end of each message (RFC 7692 §7.2.1).
constexpr std::array<char, 4> message_tail = {0, 0, '\xff', '\xff'};

} // namespace

Inflater::Inflater(unsigned window_bits)
{
    if (inflateInit2(&stream_, -static_cast<int>(window_bits)) != Z_OK) {
        throw std::bad_alloc{};
    }
}

Inflater::~Inflater()
{
    inflateEnd(&stream_);
}

void Inflater::reset() noexcept
{
    if (!std::exchange(fresh_, true)) {
        inflateReset(&stream_);
        ending_ = false;
        between_blocks_ = true;
    }
}

Inflater::Result Inflater::inflate(std::span<const char>& in, bool last, std::span<char>& out)
{
    fresh_ = false;
    auto result = run(in, out);
    if (result != Result::done || !last) {
        return result;
    }
    if (!ending_) {
        // Some senders leave the last block whole, or end with one that has BFINAL set and nothing behind
        // it (RFC 7692 §7.2.3.4 has a byte there): such a message has no use for the tail.
        if (between_blocks_) {
            return Result::done;
        }
        ending_ = true;
        tail_ = message_tail;
    }
    result = run(tail_, out);
    if (result == Result::output_full) {
        return result;
    }
    ending_ = false;
    return between_blocks_ ? result : Result::bad_data;
}

Inflater::Result Inflater::run(std::span<const char>& in, std::span<char>& out)
{
    do {
        const auto in_size = zlib_size(in.size());
        const auto out_size = zlib_size(out.size());
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data())); // zlib only reads it
        stream_.avail_in = in_size;
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = out_size;
        const int outcome = ::inflate(&stream_, Z_SYNC_FLUSH);
        in = in.subspan(in_size - stream_.avail_in);
        out = out.subspan(out_size - stream_.avail_out);
        if (outcome == Z_MEM_ERROR) {
            throw std::bad_alloc{};
        }
        if (outcome == Z_STREAM_END) {
            // A block with BFINAL ends zlib's stream, but not the message (RFC 7692 §7.2.3.4): go on, with
            // the window as it is.
            inflateResetKeep(&stream_);
            between_blocks_ = true;
        } else if (outcome == Z_OK) {
            // 128: behind a block; 64: the last one; below: bits that are not used yet.
            between_blocks_ = (stream_.data_type & 0xff) == 128;
        } else if (outcome != Z_BUF_ERROR) { // nothing to do is no error
            return Result::bad_data;
        }
    } while (!in.empty() && !out.empty());
    return out.empty() ? Result::output_full : Result::done;
}

} // namespace hawser::websocket
