// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_stream.hpp"

#include "net/connection.hpp"

#include <algorithm>
#include <span>
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

FileStream::FileStream(core::File file) : FileStream{std::make_shared<const core::File>(std::move(file))} {}

FileStream::FileStream(std::shared_ptr<const core::File> file) noexcept
    : file_{std::move(file)}, left_{file_->stamp().size}, size_{left_}
{
}

FileStream::FileStream(std::shared_ptr<const core::File> file, std::uint64_t offset, std::uint64_t size) noexcept
    : file_{std::move(file)}, offset_{offset}, left_{size}, size_{size}
{
}

FileStream::FileStream(std::shared_ptr<const core::File> file, std::vector<Part> parts) noexcept
    : file_{std::move(file)}, parts_{std::move(parts)}
{
    for (const auto& part : parts_)
        size_ += part.head.size() + part.size;
    std::reverse(parts_.begin(), parts_.end());
}

FileStream::State FileStream::pump(net::Connection& connection)
{
    for (std::size_t sent = 0; left_ > 0 || !parts_.empty();) {
        if (sent >= turn_size)
            return State::yielded;
        if (left_ == 0) {
            switch (begin_next_part(connection)) {
            case Step::waiting: return State::waiting;
            case Step::failed: return State::failed;
            case Step::more: continue;
            }
        }
        switch (copies_ || !connection.can_send_files() ? send_copy(connection, sent)
                                                        : send_directly(connection, turn_size - sent, sent)) {
        case Step::waiting: return State::waiting; // also behind the last byte: a queue may be full
        case Step::failed: return State::failed;
        case Step::more: break;
        }
    }
    return State::done;
}

FileStream::Step FileStream::begin_next_part(net::Connection& connection)
{
    const auto part = std::move(parts_.back());
    parts_.pop_back();
    offset_ = part.offset;
    left_ = part.size;
    sent_ += part.head.size();
    return step_of(connection.write(part.head));
}

FileStream::Step FileStream::step_of(SendResult result) noexcept
{
    return result == SendResult::dropped  ? Step::failed
           : result == SendResult::queued ? Step::waiting
                                          : Step::more;
}

// The system takes the bytes after we have looked at the file for the last time: so look again behind it. A
// body that ends early is seen as cut; one with parts of two files in it would not be seen.
FileStream::Step FileStream::send_directly(net::Connection& connection, std::size_t limit, std::size_t& sent)
{
    using Progress = net::Connection::FileProgress::State;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(limit, left_));
    const auto progress = connection.send_file(file_->descriptor(), offset_, size);
    offset_ += progress.bytes;
    left_ -= progress.bytes;
    sent += progress.bytes;
    sent_ += progress.bytes;
    copies_ = progress.state == Progress::unsupported;
    if (progress.state == Progress::dropped || progress.state == Progress::ended || file_->has_changed())
        return Step::failed;
    return progress.state == Progress::waiting ? Step::waiting : Step::more;
}

FileStream::Step FileStream::send_copy(net::Connection& connection, std::size_t& sent)
{
    const auto piece =
        piece_buffer().first(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, left_)));
    error_code ec;
    const auto count = file_->read(offset_, piece, ec);
    if (ec || count < piece.size() || file_->has_changed())
        return Step::failed;
    offset_ += count;
    left_ -= count;
    sent += count;
    sent_ += count;
    return step_of(connection.write({piece.data(), count}));
}

} // namespace hawser::server
