// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/utf8.hpp"
#include "core/file.hpp"

#include <hawser/message.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace hawser::session {

/// What a message that is sent in pieces comes from.
class MessageSource {
public:
    enum class State : unsigned char {
        more,    ///< a piece, and there may be more
        last,    ///< a piece, perhaps empty: the last one
        waiting, ///< no piece now; whoever brings it tells the session
        failed,  ///< no more can be had
    };

    virtual ~MessageSource() = default;

    /// Puts the next piece, of at most `size` bytes, into `piece`. On the session's executor.
    virtual State read(std::string& piece, std::size_t size) = 0;

    /// Bytes that it holds in memory. Any thread.
    virtual std::size_t buffered() const noexcept { return 0; }

    /// The session sends no more of it.
    virtual void abandon() noexcept {}
};

/// A file, as large as it was when it was opened.
class FileSource : public MessageSource {
public:
    explicit FileSource(core::File file) noexcept;
    State read(std::string& piece, std::size_t size) override;

private:
    core::File file_;
    std::uint64_t offset_ = 0;
};

/// A stream of the application's.
class StreamSource : public MessageSource {
public:
    StreamSource(std::istream& stream, std::uint64_t length) noexcept : stream_{stream}, left_{length} {}
    State read(std::string& piece, std::size_t size) override;

private:
    std::istream& stream_;
    std::uint64_t left_;
};

/// What a `MessageWriter` appends; the one source that other threads feed.
class WriterSource : public MessageSource {
public:
    explicit WriterSource(MessageType type) noexcept : type_{type} {}

    // --- the writer
    enum class Result : unsigned char { taken, abandoned, full };
    /// Adds a piece unless more than `room` would wait here; an empty source takes any.
    /// @throws std::invalid_argument if it makes the text no UTF-8.
    Result append(std::string_view piece, std::size_t room);
    /// False if it is abandoned. @throws std::invalid_argument if the text ends inside a character.
    bool end();

    // --- the session
    State read(std::string& piece, std::size_t size) override;
    std::size_t buffered() const noexcept override { return buffered_.load(std::memory_order_relaxed); }
    void abandon() noexcept override;
    bool has_ended() const;

private:
    const MessageType type_;
    mutable std::mutex mutex_; // guards all but the count
    core::Utf8Validator utf8_;
    std::deque<std::string> pieces_;
    std::size_t read_ = 0; // of the first of them
    std::atomic<std::size_t> buffered_{0};
    bool ended_ = false;
    bool abandoned_ = false;
};

} // namespace hawser::session
