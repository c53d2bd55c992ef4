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

/// Whether a message is compressed, where permessage-deflate was negotiated; elsewhere it has no effect.
enum class Compression : unsigned char {
    automatic, ///< as the session is set, from `DeflateOptions::min_size` on
    yes,       ///< whatever its size
    no,        ///< it is compressed already, or holds a secret beside text of others
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

/// A piece of a message that is still arriving; the argument of `Behavior::on_fragment`, for services with
/// `WebSocketOptions::deliver_fragments`.
///
/// Pieces are cut where the network cut them, not where the sender's frames end; text may be cut inside a
/// character, but is checked to be UTF-8 up to there. A view, like `Message`.
///
/// *Thread safety*: use it on the thread of the callback.
class Fragment {
public:
    Fragment(MessageType type, std::string_view payload, bool is_first, bool is_last) noexcept
        : payload_{payload}, type_{type}, is_first_{is_first}, is_last_{is_last}
    {
    }

    MessageType type() const noexcept { return type_; }
    std::string_view text() const noexcept { return payload_; }
    std::span<const std::byte> bytes() const noexcept
    {
        return std::as_bytes(std::span{payload_.data(), payload_.size()});
    }
    std::size_t size() const noexcept { return payload_.size(); }

    bool is_first() const noexcept { return is_first_; }
    bool is_last() const noexcept { return is_last_; }

private:
    std::string_view payload_;
    MessageType type_;
    bool is_first_;
    bool is_last_;
};

} // namespace hawser
