// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_stream.hpp"

#include "net/connection.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace hawser::server {

namespace {

// One buffer a thread: a piece is written or copied to the queue before the next is read.
std::span<char> piece_buffer()
{
    thread_local const std::unique_ptr<char[]> buffer{new char[FileStream::piece_size]};
    return {buffer.get(), FileStream::piece_size};
}

} // namespace

FileStream::FileStream(File file) noexcept : file_{std::move(file)} {}

FileStream::State FileStream::pump(net::Connection& connection)
{
    const auto size = file_.stamp().size;
    for (std::size_t sent = 0; offset_ < size; ) {
        if (sent >= turn_size)
            return State::yielded;
        const auto piece = piece_buffer().first(std::min<std::uint64_t>(piece_size, size - offset_));
        error_code ec;
        const auto count = file_.read(offset_, piece, ec);
        // A body that ends early is seen as cut; one with parts of two files in it would not be seen.
        if (ec || count < piece.size() || file_.has_changed())
            return State::failed;
        offset_ += count;
        sent += count;
        const auto result = connection.write({piece.data(), count});
        if (result == SendResult::dropped)
            return State::failed;
        if (result == SendResult::queued)
            return State::waiting;
    }
    return State::done;
}

} // namespace hawser::server
