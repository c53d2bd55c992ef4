// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_outbox.hpp"

#include "session/deflate_settings.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

// How a `SessionSender` goes on with what waits in its outbox.

namespace hawser::session {

namespace {

constexpr std::size_t default_fragment = 64 * 1024;
constexpr std::size_t min_fragment = 1024;

// Pieces sent at most in one go, so that a fast reader does not keep the thread from the others.
constexpr int max_pieces_a_turn = 16;

} // namespace

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
        } else if (turn == max_pieces_a_turn || connection_.queued_bytes() > options_.queue_high_mark) {
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
    const auto opcode =
        item.has_begun ? websocket::Opcode::continuation : static_cast<websocket::Opcode>(item.type);
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
