// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/output_queue.hpp"

#include <hawser/message.hpp>
#include <hawser/options.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace hawser::session {

/// A message for one session or many, as it goes on the wire: framed once, and compressed at most once for
/// each size of the window that was negotiated.
///
/// *Thread safety*: all members may be called from any thread.
class SharedMessage : public std::enable_shared_from_this<SharedMessage> {
public:
    SharedMessage(MessageType type, std::string_view payload, Compression compress, const WebSocketOptions& options);

    /// The payload alone, for a sender that masks it: of the members below, only `payload`, `size` and what
    /// it is.
    static std::shared_ptr<const SharedMessage> unframed(MessageType type, std::string_view payload,
                                                         Compression compress);

    MessageType type() const noexcept { return type_; }
    Compression compress() const noexcept { return compress_; }
    std::size_t size() const noexcept { return size_; }

    /// The payload; not to be asked for where it is in fragments and the service does not compress.
    std::string_view payload() const noexcept;

    /// The frame, or the frames if the service sends messages of that size in fragments.
    net::SharedBytes plain() const { return {shared_from_this(), &frames_}; }

    /// The same, compressed without regard to what was sent before. Whoever sends it on a connection with
    /// context takeover forgets its own context afterwards.
    net::SharedBytes deflated(int window_bits) const;

private:
    std::string frames_;
    std::string payload_; // only if it has to be known apart from the frames
    std::size_t size_;
    const DeflateOptions* deflate_;
    std::size_t fragment_size_;
    MessageType type_;
    Compression compress_;

    mutable std::mutex mutex_; // guards the next
    mutable std::array<net::SharedBytes, 7> deflated_; // by window bits from 9 on
};

} // namespace hawser::session
