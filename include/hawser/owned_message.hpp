// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/message.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace hawser {

/// A received message that one may keep: what `AsyncSession::read` and `WebSocket::async_read` give.
///
/// *Thread safety*: like a standard container.
class OwnedMessage {
public:
    OwnedMessage(MessageType type, std::string payload) noexcept : payload_{std::move(payload)}, type_{type}
    {
    }

    MessageType type() const noexcept { return type_; }
    bool is_text() const noexcept { return type_ == MessageType::text; }
    bool is_binary() const noexcept { return type_ == MessageType::binary; }

    /// The payload as characters; valid UTF-8 if `is_text()`.
    const std::string& text() const& noexcept { return payload_; }
    std::string text() && noexcept { return std::move(payload_); }

    /// The payload as bytes.
    std::span<const std::byte> bytes() const noexcept { return std::as_bytes(std::span{payload_}); }

    std::size_t size() const noexcept { return payload_.size(); }
    bool empty() const noexcept { return payload_.empty(); }

    /// A view, valid as long as this object.
    operator Message() const noexcept { return {type_, payload_}; }

private:
    std::string payload_;
    MessageType type_;
};

} // namespace hawser
