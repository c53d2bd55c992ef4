// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace hawser {

/// What a WebSocket message carries (RFC 6455 §5.6).
enum class MessageType : unsigned char {
    text = 1,   ///< UTF-8, already validated
    binary = 2, ///< bytes whose meaning is the application's
};

/// A whole received message: a view, valid only during the callback that it is given to.
///
/// The bytes lie in the I/O thread's receive buffer, or in the session's assembly buffer when the
/// message came in parts. Copy them to keep them.
///
/// *Thread safety*: use it on the thread of the callback.
class Message {
public:
    Message(MessageType type, std::string_view payload) noexcept : payload_{payload}, type_{type} {}

    MessageType type() const noexcept { return type_; }
    bool is_text() const noexcept { return type_ == MessageType::text; }
    bool is_binary() const noexcept { return type_ == MessageType::binary; }

    /// The payload as characters; valid UTF-8 if `is_text()`.
    std::string_view text() const noexcept { return payload_; }

    /// The payload as bytes.
    std::span<const std::byte> bytes() const noexcept
    {
        return std::as_bytes(std::span{payload_.data(), payload_.size()});
    }

    std::size_t size() const noexcept { return payload_.size(); }
    bool empty() const noexcept { return payload_.empty(); }

private:
    std::string_view payload_;
    MessageType type_;
};

} // namespace hawser
