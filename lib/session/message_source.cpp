// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/message_source.hpp"

#include <algorithm>
#include <istream>
#include <stdexcept>
#include <utility>

namespace hawser::session {

FileSource::FileSource(core::File file) noexcept : file_{std::move(file)} {}

MessageSource::State FileSource::read(std::string& piece, std::size_t size)
{
    const auto left = file_.stamp().size - offset_;
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, left)));
    error_code ec;
    const auto count = file_.read(offset_, piece, ec);
    // A message with parts of two files in it would not be seen as such.
    if (ec || count < piece.size() || file_.has_changed())
        return State::failed;
    offset_ += count;
    return offset_ == file_.stamp().size ? State::last : State::more;
}

MessageSource::State StreamSource::read(std::string& piece, std::size_t size)
{
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, left_)));
    stream_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    // One that could not be opened is not bad, but has failed without having come to its end.
    if (stream_.bad() || (stream_.fail() && !stream_.eof()))
        return State::failed;
    piece.resize(static_cast<std::size_t>(stream_.gcount()));
    left_ -= piece.size();
    return left_ == 0 || stream_.eof() ? State::last : State::more;
}

WriterSource::Result WriterSource::append(std::string_view piece, std::size_t room)
{
    const std::lock_guard lock{mutex_};
    if (abandoned_)
        return Result::abandoned;
    const auto waiting = buffered_.load(std::memory_order_relaxed);
    if (waiting > 0 && waiting + piece.size() > room)
        return Result::full;
    if (type_ == MessageType::text) {
        auto checked = utf8_; // a piece that is refused leaves no trace
        if (checked.feed(piece) != piece.size())
            throw std::invalid_argument{"a text message must be UTF-8; send other data as binary"};
        utf8_ = checked;
    }
    if (!piece.empty())
        pieces_.emplace_back(piece);
    buffered_.store(waiting + piece.size(), std::memory_order_relaxed);
    return Result::taken;
}

bool WriterSource::end()
{
    const std::lock_guard lock{mutex_};
    if (abandoned_)
        return false;
    if (!utf8_.complete())
        throw std::invalid_argument{"a text message must not end inside a character"};
    ended_ = true;
    return true;
}

MessageSource::State WriterSource::read(std::string& piece, std::size_t size)
{
    const std::lock_guard lock{mutex_};
    piece.clear();
    if (abandoned_)
        return State::failed;
    while (!pieces_.empty() && piece.size() < size) {
        auto& next = pieces_.front();
        const auto left = next.size() - read_;
        const auto count = std::min(size - piece.size(), left);
        if (piece.empty() && count == next.size())
            piece.swap(next);
        else
            piece.append(next, read_, count);
        read_ = count < left ? read_ + count : 0;
        if (count == left)
            pieces_.pop_front();
    }
    buffered_.store(buffered_.load(std::memory_order_relaxed) - piece.size(), std::memory_order_relaxed);
    if (!pieces_.empty())
        return State::more;
    if (ended_)
        return State::last;
    return piece.empty() ? State::waiting : State::more;
}

void WriterSource::abandon() noexcept
{
    const std::lock_guard lock{mutex_};
    abandoned_ = true;
    pieces_.clear();
    buffered_.store(0, std::memory_order_relaxed);
}

bool WriterSource::has_ended() const
{
    const std::lock_guard lock{mutex_};
    return ended_;
}

} // namespace hawser::session
