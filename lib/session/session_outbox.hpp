// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/utf8.hpp"
#include "session/message_source.hpp"
#include "session/session_sender.hpp"
#include "session/shared_message.hpp"
#include "websocket/deflate_pool.hpp"

#include <hawser/message.hpp>
#include <hawser/send_result.hpp>

#include <deque>
#include <memory>

namespace hawser::session {

/// A whole message, or one in pieces.
struct SessionSender::Item {
    std::shared_ptr<const SharedMessage> message; // null: `source`
    std::shared_ptr<MessageSource> source;        // null, too: nothing, but `done` waits for its turn
    SendHandler done;
    MessageType type = MessageType::binary;
    Compression compress = Compression::automatic;
    bool has_begun = false;   // a frame of it has been sent
    bool is_deflated = false; // once it has begun
    core::Utf8Validator utf8;
};

/// What has to wait behind a message that is being sent in pieces, or may still be dropped; the oldest first.
struct SessionSender::Outbox {
    std::deque<Item> items;
    websocket::DeflaterLease deflater; // of the stream that is being sent, without context takeover
    bool finishes = false;
};

} // namespace hawser::session
