// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "session/message_source.hpp"
#include "session/shared_message.hpp"
#include "websocket/deflate_negotiation.hpp"
#include "websocket/deflater.hpp"
#include "websocket/frame.hpp"

#include <hawser/message.hpp>
#include <hawser/options.hpp>
#include <hawser/send_result.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hawser::session {

/// What one session sends: frames and compresses messages, keeps the rules of its queue, and holds back what
/// has to wait behind a message that is being sent in pieces, or may still be dropped.
///
///     message → [outbox] → compression, frames → the connection's queue → the kernel
///
/// The outbox is used while a stream is in it and, under `QueuePolicy::drop_oldest`, while the connection's
/// queue is above its high mark. Otherwise it does not exist.
///
/// A client's frames are masked while they are copied to the output, never where the application has them.
///
/// *Thread safety*: on the session's executor, but for `held_bytes`, `compression` and `keep`.
class SessionSender {
public:
    /// What the session has to do; called from within the members below.
    class Owner {
    public:
        /// A message did not fit, and the policy is to close.
        virtual void on_overflow() = 0;
        /// A message that has begun cannot be ended.
        virtual void on_broken_message() = 0;
        /// What `finish` waited for has been sent.
        virtual void on_finished() = 0;
        /// A piece of a message from a source has been sent.
        virtual void on_piece_sent(std::size_t bytes, bool is_last) noexcept = 0;

    protected:
        ~Owner() = default;
    };

    SessionSender(net::Connection& connection, const WebSocketOptions& options, Owner& owner,
                  websocket::Role role, const std::optional<websocket::DeflateParameters>& deflate) noexcept;
    ~SessionSender();

    SendResult message(MessageType type, std::string_view payload, Compression compress);
    SendResult message(const std::shared_ptr<const SharedMessage>& message);
    void stream(MessageType type, std::shared_ptr<MessageSource> source, SendHandler done,
                Compression compress);
    /// A control frame, which overtakes what is in the outbox (RFC 6455 §5.4).
    SendResult control(websocket::Opcode opcode, std::string_view payload);
    /// The same, whatever waits already.
    void control_anyway(websocket::Opcode opcode, std::string_view payload);

    /// A message that can be sent later, by this session. Any thread.
    std::shared_ptr<const SharedMessage> keep(MessageType type, std::string_view payload,
                                              Compression compress) const;

    /// Calls `done` when all that was sent before has been handed to the connection, with an error if it
    /// never will be.
    void behind(SendHandler done);

    /// Goes on with the outbox: a source has something new.
    void pump();

    /// The connection's queue has drained. True, once, if there is room for those who were told to wait: by
    /// a result other than `sent`, or by `owe_drain`.
    bool on_drain();
    void owe_drain();

    /// True if nothing is in the outbox; else `on_finished` is called when all has gone out, without what a
    /// writer has not ended.
    bool finish();

    /// The session is over: forgets what has not been sent.
    void abandon(error_code reason) noexcept;

    /// Bytes that wait, here and in the connection's queue.
    std::size_t waiting() const noexcept { return connection_.queued_bytes() + held_bytes(); }
    /// Those in the outbox. Any thread.
    std::size_t held_bytes() const noexcept { return held_.load(std::memory_order_relaxed); }

    bool is_compressed() const noexcept { return window_bits_ != 0; }
    /// Any thread.
    void compression(bool enabled) noexcept { compresses_.store(enabled, std::memory_order_relaxed); }

private:
    struct Item;
    struct Outbox;

    SendResult noted(SendResult result) noexcept;
    bool compresses(std::size_t size, Compression compress) const noexcept;
    bool holds_back() const noexcept;
    bool has_room(std::size_t size);
    bool drop_oldest(std::size_t size);
    SendResult hold(std::shared_ptr<const SharedMessage> message);
    SendResult write_now(MessageType type, std::string_view payload, Compression compress);
    SendResult write_now(const SharedMessage& message);
    SendResult write_frames(MessageType type, std::uint8_t rsv, std::string_view payload);
    SendResult write_frame(websocket::Opcode opcode, bool fin, std::uint8_t rsv, std::string_view payload);
    SendResult write_masked(std::string_view header, std::string_view payload, const websocket::MaskKey& key);
    websocket::Deflater& own_deflater();

    void pump_outbox();
    bool pump_front();
    bool pump_stream(Item& item);
    std::size_t piece_size() const noexcept;
    void give_up();
    bool write_piece(Item& item, std::string_view piece, bool is_last);
    void pop(error_code result);

    net::Connection& connection_;
    const WebSocketOptions& options_;
    Owner& owner_;
    std::unique_ptr<websocket::Deflater> deflater_; // with context takeover, once it has been used
    std::unique_ptr<Outbox> outbox_;
    std::atomic<std::size_t> held_{0};
    const bool masks_;
    std::uint8_t window_bits_ = 0; // 0: permessage-deflate was not negotiated
    bool takes_context_over_ = false;
    std::atomic<bool> compresses_{true};
    bool is_pumping_ = false;
    bool owes_drain_ = false;
};

} // namespace hawser::session
