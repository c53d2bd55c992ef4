// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_sender.hpp"

#include "core/random.hpp"
#include "core/utf8.hpp"
#include "net/batch.hpp"
#include "session/deflate_settings.hpp"
#include "websocket/deflate_pool.hpp"
#include "websocket/mask.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hawser::session {

namespace {

constexpr std::size_t default_fragment = 64 * 1024;
constexpr std::size_t min_fragment = 1024;

// A multiple of the key's length, so that each piece begins with the key.
constexpr std::size_t masked_piece = 64 * 1024;

// Pieces sent at most in one go, so that a fast reader does not keep the thread from the others.
constexpr int max_turn = 16;

} // namespace

// A whole message, or one in pieces.
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

struct SessionSender::Outbox {
    std::deque<Item> items;
    websocket::DeflaterLease deflater; // of the stream that is being sent, without context takeover
    bool finishes = false;
};

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
    if (!masks_ && payload.size() <= std::min(websocket::max_short_payload, limit))
        // Nothing waits, so there is nothing to check.
        if (char* out = connection_.space(2 + payload.size())) {
            websocket::write_short_header(out, static_cast<websocket::Opcode>(type), payload.size());
            std::copy(payload.begin(), payload.end(), out + 2);
            return SendResult::sent;
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
    websocket::MaskKey key{};
    if (masks_)
        core::fill_random(key); // a fresh one for each frame (RFC 6455 §5.3)
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

// --- the outbox

void SessionSender::stream(MessageType type, std::shared_ptr<MessageSource> source, SendHandler done,
                           Compression compress)
{
    if (!outbox_)
        outbox_ = std::make_unique<Outbox>();
    outbox_->items.push_back({.message = {},
                              .source = std::move(source),
                              .done = std::move(done),
                              .type = type,
                              .compress = compress,
                              .utf8 = {}});
    pump();
}

void SessionSender::behind(SendHandler done)
{
    if (!outbox_)
        return done({});
    outbox_->items.push_back({.message = {}, .source = {}, .done = std::move(done), .utf8 = {}});
}

void SessionSender::pump()
{
    pump_outbox();
    if (owes_drain_ && waiting() <= options_.queue_low_mark)
        connection_.want_drain(); // later: this may be within a call of the application's
}

void SessionSender::pump_outbox()
{
    if (is_pumping_) // a handler that `pop` calls sends something
        return;
    is_pumping_ = true;
    for (int turn = 0; outbox_ && connection_.is_open(); ++turn) {
        if (outbox_->items.empty()) {
            const bool finishes = outbox_->finishes;
            outbox_.reset();
            if (finishes)
                owner_.on_finished();
        } else if (turn == max_turn || connection_.queued_bytes() > options_.queue_high_mark) {
            connection_.want_drain();
            break;
        } else if (!pump_front()) {
            break;
        }
    }
    is_pumping_ = false;
}

// False if it has to wait for its source, or there is nothing left to send on.
bool SessionSender::pump_front()
{
    auto& item = outbox_->items.front();
    if (item.source)
        return pump_stream(item);
    if (!item.message) {
        pop({});
        return true;
    }
    const auto message = std::move(item.message);
    held_ -= message->size();
    outbox_->items.pop_front();
    return write_now(*message) != SendResult::dropped;
}

// A piece must not fill a small queue by itself.
std::size_t SessionSender::piece_size() const noexcept
{
    if (options_.fragment_size != 0)
        return options_.fragment_size;
    return std::clamp(options_.queue_high_mark, min_fragment, default_fragment);
}

bool SessionSender::pump_stream(Item& item)
{
    thread_local std::string piece;
    auto state = MessageSource::State::failed;
    try {
        state = item.source->read(piece, piece_size());
    } catch (const std::exception&) { // a stream with exceptions enabled
    }
    const bool is_last = state == MessageSource::State::last;
    if (state == MessageSource::State::waiting) {
        if (!outbox_->finishes)
            return false;
        state = MessageSource::State::failed; // nobody may append any more
    } else if (item.type == MessageType::text && state != MessageSource::State::failed) {
        if (item.utf8.feed(piece) != piece.size() || (is_last && !item.utf8.complete()))
            state = MessageSource::State::failed;
    }
    if (state == MessageSource::State::failed) {
        const bool is_broken = item.has_begun;
        pop(error::end_of_stream);
        if (is_broken)
            give_up();
        return !is_broken;
    }
    const bool was_sent = write_piece(item, piece, is_last);
    if (was_sent)
        owner_.on_piece_sent(piece.size(), is_last);
    if (was_sent && is_last)
        pop({});
    return was_sent;
}

// What comes behind half a message would be taken for its rest; only a Close frame may follow.
void SessionSender::give_up()
{
    const bool finishes = outbox_->finishes;
    abandon(error::end_of_stream);
    if (finishes)
        owner_.on_finished();
    else
        owner_.on_broken_message();
}

bool SessionSender::write_piece(Item& item, std::string_view piece, bool is_last)
{
    if (!item.has_begun) // the size is not known: it counts as long enough
        item.is_deflated = compresses(options_.deflate.min_size, item.compress);
    thread_local std::string deflated;
    if (item.is_deflated) {
        if (!takes_context_over_ && !outbox_->deflater)
            outbox_->deflater = websocket::lease_deflater(deflate_settings(options_.deflate, window_bits_));
        deflated.clear();
        (takes_context_over_ ? own_deflater() : *outbox_->deflater).piece(piece, is_last, deflated);
        piece = deflated;
    }
    if (piece.empty() && !is_last)
        return true;
    const auto opcode
        = item.has_begun ? websocket::Opcode::continuation : static_cast<websocket::Opcode>(item.type);
    const auto rsv = item.is_deflated && !item.has_begun ? websocket::rsv1 : std::uint8_t{0};
    item.has_begun = true;
    return write_frame(opcode, is_last, rsv, piece) != SendResult::dropped;
}

void SessionSender::pop(error_code result)
{
    const auto item = std::move(outbox_->items.front());
    outbox_->items.pop_front();
    outbox_->deflater.reset();
    if (result && item.source)
        item.source->abandon();
    if (item.done)
        item.done(result);
}

bool SessionSender::finish()
{
    if (!outbox_)
        return true;
    outbox_->finishes = true;
    pump();
    return false;
}

void SessionSender::abandon(error_code reason) noexcept
{
    const auto outbox = std::exchange(outbox_, nullptr);
    held_ = 0;
    if (!outbox)
        return;
    for (auto& item : outbox->items) {
        if (item.source)
            item.source->abandon();
        if (item.done)
            item.done(reason);
    }
}

} // namespace hawser::session
