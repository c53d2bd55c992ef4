// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/shared_message.hpp"

#include "session/deflate_settings.hpp"
#include "websocket/deflate_pool.hpp"
#include "websocket/frame.hpp"

#include <algorithm>

namespace hawser::session {

namespace {

void append_frames(std::string& out, MessageType type, std::uint8_t rsv, std::string_view payload,
                   std::size_t fragment_size)
{
    auto opcode = static_cast<websocket::Opcode>(type);
    const auto piece_size = fragment_size == 0 ? payload.size() : fragment_size;
    for (;;) {
        const auto piece = payload.substr(0, piece_size);
        payload.remove_prefix(piece.size());
        char header[websocket::max_header_size];
        out.append(header, websocket::write_frame_header(header, opcode, payload.empty(), rsv, piece.size()));
        out.append(piece);
        if (payload.empty())
            return;
        opcode = websocket::Opcode::continuation; // whose RSV bits are not set (RFC 7692 §6)
        rsv = 0;
    }
}

} // namespace

SharedMessage::SharedMessage(MessageType type, std::string_view payload, Compression compress,
                             const WebSocketOptions& options)
    : size_{payload.size()}, deflate_{options.compression ? &options.deflate : nullptr},
      fragment_size_{options.fragment_size}, type_{type}, compress_{compress}
{
    const bool in_fragments = fragment_size_ != 0 && payload.size() > fragment_size_;
    const auto frames = in_fragments ? payload.size() / fragment_size_ + 1 : 1;
    frames_.reserve(payload.size() + frames * websocket::max_header_size);
    append_frames(frames_, type, 0, payload, fragment_size_);
    if (deflate_ && in_fragments)
        payload_ = payload;
}

std::shared_ptr<const SharedMessage> SharedMessage::unframed(MessageType type, std::string_view payload,
                                                             Compression compress)
{
    static const WebSocketOptions neither_compressed_nor_fragmented;
    auto message = std::make_shared<SharedMessage>(type, std::string_view{}, compress,
                                                   neither_compressed_nor_fragmented);
    message->frames_ = payload;
    message->size_ = payload.size();
    return message;
}

std::string_view SharedMessage::payload() const noexcept
{
    // Behind the only frame's header, or apart.
    return payload_.empty() ? std::string_view{frames_}.substr(frames_.size() - size_) : payload_;
}

net::SharedBytes SharedMessage::deflated(int window_bits) const
{
    const std::lock_guard lock{mutex_};
    auto& bytes = deflated_[static_cast<std::size_t>(window_bits - 9)];
    if (!bytes) {
        const auto deflater = websocket::lease_deflater(deflate_settings(*deflate_, window_bits));
        std::string payload;
        deflater->message(this->payload(), payload);
        auto frames = std::make_shared<std::string>();
        frames->reserve(payload.size() + websocket::max_header_size);
        append_frames(*frames, type_, websocket::rsv1, payload, fragment_size_);
        bytes = std::move(frames);
    }
    return bytes;
}

} // namespace hawser::session
