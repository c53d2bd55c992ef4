// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_sender.hpp"

#include "core/random.hpp"
#include "net/batch.hpp"
#include "session/deflate_settings.hpp"
#include "session/session_outbox.hpp"
#include "websocket/deflate_pool.hpp"
#include "websocket/mask.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

// How messages become frames, and what happens where there is no room. What waits in the outbox is in
// session_outbox.cpp.

namespace hawser::session {

namespace {

// A multiple of the key's length, so that each piece begins with the key.
constexpr std::size_t masked_piece = 64 * 1024;

constexpr std::size_t short_header_size(bool masks) noexcept
{
    return masks ? 2 + sizeof(websocket::MaskKey) : 2;
}

// A fresh one for each frame (RFC 6455 §5.3); servers mask nothing.
websocket::MaskKey new_key(bool masks)
{
    websocket::MaskKey key{};
    if (masks)
        core::fill_random(key);
    return key;
}

// Behind the two bytes of the header, which becomes that of a masked frame.
void write_short_masked(char* out, std::string_view payload, const websocket::MaskKey& key) noexcept
{
    out[1] = static_cast<char>(static_cast<unsigned char>(out[1]) | 0x80u);
    out = std::copy(key.begin(), key.end(), out + 2);
    std::copy(payload.begin(), payload.end(), out);
    websocket::apply_mask_short({out, payload.size()}, key);
}

} // namespace

SessionSender::SessionSender(net::Connection& connection, const WebSocketOptions& options, Owner& owner,
                             websocket::Role role,
                             const std::optional<websocket::DeflateParameters>& deflate) noexcept
    : connection_{connection}, options_{options}, owner_{owner}, masks_{role == websocket::Role::client}
{
    if (deflate) {
        window_bits_ = masks_ ? deflate->client_max_window_bits : deflate->server_max_window_bits;
        takes_context_over_ = masks_ ? !deflate->client_no_context_takeover : !deflate->server_no_context_takeover;
    }
}

SessionSender::~SessionSender() = default;

// --- room

bool SessionSender::holds_back() const noexcept
{
    return outbox_
           || (options_.queue_policy == QueuePolicy::drop_oldest
               && connection_.queued_bytes() > options_.queue_high_mark);
}

bool SessionSender::has_room(std::size_t size)
{
    const auto fits = [&] { return waiting() == 0 || waiting() + size <= options_.max_queue_size; };
    if (fits())
        return true;
    connection_.try_write(); // some of it may wait for the end of the batch only
    if (fits())
        return true;
    switch (options_.queue_policy) {
    case QueuePolicy::close:
        owner_.on_overflow();
        return false;
    case QueuePolicy::drop_newest:
        break;
    case QueuePolicy::drop_oldest:
        if (drop_oldest(size))
            return true;
        break;
    }
    connection_.want_drain();
    return false;
}

// Drops whole messages until there is room for one of that size.
bool SessionSender::drop_oldest(std::size_t size)
{
    if (!outbox_ || connection_.queued_bytes() + size > options_.max_queue_size)
        return false; // what is on its way cannot be dropped
    auto& items = outbox_->items;
    std::vector<SendHandler> dropped; // told when the queue is in order again, for they may send
    for (auto each = items.begin(); each != items.end() && waiting() + size > options_.max_queue_size;) {
        if (!each->message) {
            ++each;
            continue;
        }
        held_ -= each->message->size();
        each = items.erase(each);
        if (each != items.end() && !each->message && !each->source) { // what `behind` has put there for it
            dropped.push_back(std::move(each->done));
            each = items.erase(each);
        }
    }
    for (const auto& done : dropped)
        done(error::queue_full);
    return waiting() + size <= options_.max_queue_size;
}

SendResult SessionSender::hold(std::shared_ptr<const SharedMessage> message)
{
    if (!has_room(message->size()))
        return SendResult::dropped;
    if (!outbox_) {
        outbox_ = std::make_unique<Outbox>();
        connection_.want_drain(); // to go on
    }
    held_ += message->size();
    outbox_->items.push_back({.message = std::move(message), .source = {}, .done = {}, .utf8 = {}});
    if (waiting() <= options_.queue_high_mark)
        return SendResult::sent;
    connection_.want_drain();
    return SendResult::queued;
}

// --- messages

bool SessionSender::compresses(std::size_t size, Compression compress) const noexcept
{
    if (window_bits_ == 0 || compress == Compression::no)
        return false;
    return compress == Compression::yes
           || (size >= options_.deflate.min_size && compresses_.load(std::memory_order_relaxed));
}

SendResult SessionSender::noted(SendResult result) noexcept
{
    owes_drain_ = owes_drain_ || result != SendResult::sent;
    return result;
}

void SessionSender::owe_drain()
{
    owes_drain_ = true;
    connection_.want_drain();
}

bool SessionSender::on_drain()
{
    pump_outbox();
    if (waiting() <= options_.queue_low_mark)
        return std::exchange(owes_drain_, false);
    if (owes_drain_ && connection_.queued_bytes() > options_.queue_low_mark)
        connection_.want_drain(); // else a source is waited for, which pumps
    return false;
}

SendResult SessionSender::message(MessageType type, std::string_view payload, Compression compress)
{
    if (holds_back())
        return noted(hold(keep(type, payload, compress)));
    if (compresses(payload.size(), compress))
        return noted(has_room(payload.size()) ? write_now(type, payload, compress) : SendResult::dropped);
    const auto limit = options_.fragment_size == 0 ? websocket::max_short_payload : options_.fragment_size;
    if (payload.size() <= std::min(websocket::max_short_payload, limit)) {
        const auto key = new_key(masks_); // may throw: before there is room that has to be filled
        // Nothing waits, so there is nothing to check.
        if (char* out = connection_.space(short_header_size(masks_) + payload.size())) {
            websocket::write_short_header(out, static_cast<websocket::Opcode>(type), payload.size());
            masks_ ? write_short_masked(out, payload, key)
                   : void(std::copy(payload.begin(), payload.end(), out + short_header_size(false)));
            return SendResult::sent;
        }
    }
    return noted(has_room(payload.size()) ? write_frames(type, 0, payload) : SendResult::dropped);
}

SendResult SessionSender::message(const std::shared_ptr<const SharedMessage>& message)
{
    if (holds_back())
        return noted(hold(message));
    return noted(has_room(message->size()) ? write_now(*message) : SendResult::dropped);
}

SendResult SessionSender::write_now(MessageType type, std::string_view payload, Compression compress)
{
    if (!compresses(payload.size(), compress))
        return write_frames(type, 0, payload);
    const auto buffer = websocket::lease_deflate_buffer();
    std::string spilled;
    std::size_t size = 0;
    if (takes_context_over_)
        size = own_deflater().message(payload, buffer->bytes, spilled);
    else
        size = websocket::lease_deflater(deflate_settings(options_.deflate, window_bits_))
                   ->message(payload, buffer->bytes, spilled);
    return write_frames(type, websocket::rsv1,
                        size > 0 ? std::string_view{buffer->bytes.data(), size} : std::string_view{spilled});
}

// What was compressed for all may be read behind anything (RFC 7692 §7.1.1.1), but what follows it must
// not refer to what lies before it, for the distance between has grown.
SendResult SessionSender::write_now(const SharedMessage& message)
{
    if (masks_)
        return write_now(message.type(), message.payload(), message.compress());
    if (!compresses(message.size(), message.compress()))
        return connection_.write(message.plain());
    if (deflater_)
        deflater_->reset();
    return connection_.write(message.deflated(window_bits_));
}

websocket::Deflater& SessionSender::own_deflater()
{
    if (!deflater_)
        deflater_ = std::make_unique<websocket::Deflater>(deflate_settings(options_.deflate, window_bits_));
    return *deflater_;
}

SendResult SessionSender::write_frames(MessageType type, std::uint8_t rsv, std::string_view payload)
{
    auto opcode = static_cast<websocket::Opcode>(type);
    const auto piece_size = options_.fragment_size == 0 ? payload.size() : options_.fragment_size;
    for (;;) {
        const auto piece = payload.substr(0, piece_size);
        payload.remove_prefix(piece.size());
        const auto result = write_frame(opcode, payload.empty(), rsv, piece);
        if (payload.empty() || result == SendResult::dropped)
            return result;
        opcode = websocket::Opcode::continuation; // whose RSV bits are not set (RFC 7692 §6)
        rsv = 0;
    }
}

SendResult SessionSender::write_frame(websocket::Opcode opcode, bool fin, std::uint8_t rsv,
                                      std::string_view payload)
{
    char header[websocket::max_header_size];
    const auto key = new_key(masks_);
    const auto size
        = websocket::write_frame_header(header, opcode, fin, rsv, payload.size(), masks_ ? &key : nullptr);
    return masks_ ? write_masked({header, size}, payload, key) : connection_.write({header, size}, payload);
}

// Straight into what goes out with the batch; what finds no room there, through a buffer of the thread's.
SendResult SessionSender::write_masked(std::string_view header, std::string_view payload,
                                       const websocket::MaskKey& key)
{
    if (char* out = connection_.space(header.size() + payload.size())) {
        websocket::mask_copy(std::copy(header.begin(), header.end(), out), payload, key);
        return SendResult::sent;
    }
    thread_local const std::unique_ptr<char[]> buffer{new char[websocket::max_header_size + masked_piece]};
    for (;;) {
        const auto piece = payload.substr(0, masked_piece);
        payload.remove_prefix(piece.size());
        char* end = std::copy(header.begin(), header.end(), buffer.get());
        websocket::mask_copy(end, piece, key);
        const auto result = connection_.write({buffer.get(), header.size() + piece.size()});
        if (payload.empty() || result == SendResult::dropped)
            return result;
        header = {};
    }
}

std::shared_ptr<const SharedMessage> SessionSender::keep(MessageType type, std::string_view payload,
                                                         Compression compress) const
{
    return masks_ ? SharedMessage::unframed(type, payload, compress)
                  : std::make_shared<const SharedMessage>(type, payload, compress, options_);
}

SendResult SessionSender::control(websocket::Opcode opcode, std::string_view payload)
{
    return noted(has_room(payload.size()) ? write_frame(opcode, true, 0, payload) : SendResult::dropped);
}

void SessionSender::control_anyway(websocket::Opcode opcode, std::string_view payload)
{
    write_frame(opcode, true, 0, payload);
}

} // namespace hawser::session
