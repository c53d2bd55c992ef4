// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "core/utf8.hpp"
#include "websocket/deflate_negotiation.hpp"
#include "websocket/mask.hpp"
#include "websocket/partial_message.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hawser::websocket {
namespace {

// Up to here the inlined loops beat a call of those that are made for length.
constexpr std::size_t short_payload = max_short_payload;

// What does not compress becomes a little longer by the attempt: five bytes for each block. The limits are
// meant for what is in a message, so they must not strike before that is inflated.
std::uint64_t compressed_limit(std::uint64_t limit) noexcept
{
    return limit + std::min(limit / 256 + 1024, UINT64_MAX - limit);
}

} // namespace

Protocol::Protocol(const Options& options)
    : limits_{options.limits}, random_{options.random}, role_{options.role},
      whole_kind_{options.deliver_pieces ? Event::Kind::piece : Event::Kind::message}
{
    if (options.inflate) {
        inflate_bits_ = options.inflate->window_bits;
        keeps_context_ = options.inflate->context_takeover;
    }
}

Protocol::~Protocol() = default;
Protocol::Protocol(Protocol&&) noexcept = default;
Protocol& Protocol::operator=(Protocol&&) noexcept = default;

Protocol::Event Protocol::receive(std::span<char>& bytes)
{
    // One object and one return, so that the event is built in the caller's and never copied: a copy right
    // behind the stores stalls the processor for longer than the whole frame takes.
    Event event;
    if (partial_ || lent_ || deaf() || !take_whole_message(bytes, event)) {
        event = take_frames(bytes);
    }
    return event;
}

// The usual case, in one go: an unfragmented plain message of less than 64 KiB that is all there. Whatever
// is not that, errors included, is left to take_frames.
inline bool Protocol::take_whole_message(std::span<char>& bytes, Event& event)
{
    const bool masked = role_ == Role::server;
    std::size_t header_size = masked ? 6 : 2;
    if (bytes.size() < header_size) {
        return false;
    }
    const auto first = byte_at(bytes, 0);
    const auto second = byte_at(bytes, 1);
    if ((first != 0x81 && first != 0x82) || (second & 0x80) != (masked ? 0x80u : 0u)) {
        return false;
    }
    std::size_t length = second & 0x7f;
    if (length > 125) {
        header_size += 2;
        if (length == 127 || bytes.size() < header_size) {
            return false;
        }
        length = byte_at(bytes, 2) << 8 | byte_at(bytes, 3);
        if (length < 126) {
            return false;
        }
    }
    if (bytes.size() - header_size < length || length > limits_.frame || length > limits_.message) {
        return false;
    }

    const auto payload = bytes.subspan(header_size, length);
    bool ascii = !masked && length <= short_payload && core::is_ascii(payload);
    if (masked) {
        MaskKey key;
        std::memcpy(key.data(), payload.data() - key.size(), key.size());
        if (length <= short_payload) {
            ascii = apply_mask_short(payload, key);
        } else {
            ascii = apply_mask(payload, key, 0);
        }
    }
    bytes = bytes.subspan(header_size + length);
    if (first == 0x81 && !ascii && !core::is_valid_utf8(payload)) {
        event = fail(error::invalid_utf8);
        return true;
    }
    event.kind = whole_kind_;
    event.opcode = static_cast<Opcode>(first & 15);
    event.payload = payload;
    return true;
}

Protocol::Event Protocol::take_frames(std::span<char>& bytes)
{
    if (deaf()) {
        bytes = bytes.last(0);
        return {};
    }
    lent_.reset(); // what was in them has been delivered by the call before
    if (partial_ && !in_progress()) {
        partial_.reset();
    }
    if (partial_ && partial_->has_more) {
        if (auto event = take_payload(bytes); event.kind != Event::Kind::need_more) {
            return event;
        }
    }
    while (!bytes.empty()) {
        Event event;
        if (!partial_ || !partial_->in_frame) {
            FrameHeader header;
            error_code ec;
            if (take_header(bytes, header, ec) == 0) {
                return ec ? fail(static_cast<hawser::error>(ec.value())) : Event{};
            }
            if (begin_frame(header, bytes, event)) {
                return event;
            }
        }
        event = take_payload(bytes);
        if (event.kind != Event::Kind::need_more) {
            return event;
        }
    }
    return {};
}

// `bytes` is not empty.
FrameRules Protocol::header_rules(std::span<const char> bytes) const noexcept
{
    FrameRules rules{.reader = role_,
                     .in_message = partial_ && partial_->in_message,
                     .allowed_rsv = inflate_bits_ != 0 ? rsv1 : std::uint8_t{0},
                     .frame_limit = limits_.frame,
                     .message_limit = limits_.message};
    const auto first = partial_ && partial_->header_size != 0 ? partial_->header.front() : bytes.front();
    if (rules.in_message ? partial_->compressed : (first & rsv1 << 4) != 0) {
        rules.frame_limit = compressed_limit(rules.frame_limit);
        rules.message_limit = compressed_limit(rules.message_limit);
    }
    if (rules.in_message) {
        rules.message_limit -= partial_->received;
    }
    return rules;
}

// Returns the size of the header, or 0 if it is not complete or breaks a rule; then all bytes are taken.
std::size_t Protocol::take_header(std::span<char>& bytes, FrameHeader& header, error_code& ec)
{
    const auto rules = header_rules(bytes);
    if (!partial_ || partial_->header_size == 0) {
        if (auto size = read_frame_header(bytes, rules, header, ec)) {
            bytes = bytes.subspan(size);
            return size;
        }
    }
    if (ec) {
        return 0;
    }
    auto& stored = partial();
    const std::size_t before = stored.header_size;
    const auto piece = bytes.first(std::min(bytes.size(), stored.header.size() - before));
    std::copy(piece.begin(), piece.end(), stored.header.begin() + static_cast<std::ptrdiff_t>(before));
    const std::span<const char> all{stored.header.data(), before + piece.size()};
    const auto size = read_frame_header(all, rules, header, ec);
    if (size == 0) {
        bytes = bytes.subspan(piece.size());
        stored.header_size = static_cast<std::uint8_t>(all.size());
    } else {
        bytes = bytes.subspan(size - before);
        stored.header_size = 0;
    }
    return size;
}

// True, with the event, if the frame is all there and needs nothing kept. Else notes it for take_payload.
bool Protocol::begin_frame(const FrameHeader& header, std::span<char>& bytes, Event& event)
{
    const bool all_there = bytes.size() >= header.length;
    const bool is_whole = header.is_control() || (header.fin && header.opcode != Opcode::continuation);
    if (!all_there || !is_whole) {
        partial().begin(header);
        return false;
    }
    const auto payload = bytes.first(static_cast<std::size_t>(header.length));
    const bool ascii = header.masked && apply_mask(payload, header.mask, 0);
    if (header.rsv != 0) {
        event = take_whole_deflated(header, bytes);
        return true;
    }
    bytes = bytes.subspan(payload.size());
    if (header.is_control()) {
        event = deliver_control(header.opcode, payload);
    } else if (header.opcode == Opcode::text && !ascii && !core::is_valid_utf8(payload)) {
        event = fail(error::invalid_utf8);
    } else {
        event = {.kind = whole_kind_, .opcode = header.opcode, .payload = payload};
    }
    return true;
}

Protocol::Event Protocol::take_payload(std::span<char>& bytes)
{
    auto& stored = *partial_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), stored.remaining));
    const auto piece = bytes.first(size);
    if (stored.frame.masked) {
        const auto done = std::min(stored.unmasked, size);
        const auto offset = static_cast<std::size_t>((stored.frame.length - stored.remaining + done) % 4);
        apply_mask(piece.subspan(done), stored.frame.mask, offset);
    }
    if (!stored.frame.is_control() && stored.compressed) {
        return take_deflated(bytes, piece);
    }
    bytes = bytes.subspan(size);
    stored.remaining -= size;
    stored.in_frame = stored.remaining != 0;
    if (!stored.frame.is_control()) {
        return take_data(piece);
    }
    std::copy(piece.begin(), piece.end(), stored.control.begin() + stored.control_size);
    stored.control_size = static_cast<std::uint8_t>(stored.control_size + size);
    if (stored.in_frame) {
        return {};
    }
    return deliver_control(stored.frame.opcode, std::span{stored.control}.first(stored.control_size));
}

Protocol::Event Protocol::take_data(std::span<char> piece)
{
    auto& stored = *partial_;
    const bool last = !stored.in_frame && stored.frame.fin;
    if (stored.checks_utf8() &&
        (stored.utf8.feed(piece) != piece.size() || (last && !stored.utf8.complete()))) {
        return fail(error::invalid_utf8);
    }
    if (delivers_pieces()) {
        return piece_event(piece, last);
    }
    stored.message.append(piece, stored.frame.fin ? stored.remaining : AssemblyBuffer::unknown);
    return last ? end_message(stored.message.bytes()) : Event{};
}

// The message is complete.
Protocol::Event Protocol::end_message(std::span<char> payload)
{
    partial_->in_message = false;
    partial_->inflater.reset();
    return {.kind = Event::Kind::message,
            .opcode = partial_->opcode,
            .compressed = partial_->compressed,
            .payload = payload};
}

Protocol::Event Protocol::piece_event(std::span<char> piece, bool last)
{
    auto& stored = *partial_;
    if (piece.empty() && !last) {
        return {};
    }
    Event event{.kind = Event::Kind::piece,
                .opcode = stored.opcode,
                .compressed = stored.compressed,
                .first = !std::exchange(stored.delivered, true),
                .last = last,
                .payload = piece};
    if (last) {
        stored.in_message = false;
        stored.inflater.reset();
    } else {
        ++wait_epoch_;
    }
    return event;
}

MessageInflater Protocol::message_inflater(Opcode opcode)
{
    if (keeps_context_ && !inflater_) {
        inflater_ = std::make_unique<Inflater>(std::max(inflate_bits_, min_window_bits));
    }
    return {inflater_.get(), opcode, limits_.message};
}

// A compressed message in one frame, unmasked at the front of `bytes`. Nothing is kept of it unless it
// inflates to more than a buffer.
Protocol::Event Protocol::take_whole_deflated(const FrameHeader& header, std::span<char>& bytes)
{
    auto inflater = message_inflater(header.opcode);
    auto buffer = lease_deflate_buffer();
    std::span<const char> in = bytes.first(static_cast<std::size_t>(header.length));
    const auto step = inflater.step(in, true, *buffer);
    if (step.failure != hawser::error{}) {
        return fail(step.failure);
    }
    if (step.done) {
        bytes = bytes.subspan(static_cast<std::size_t>(header.length));
        lent_ = std::move(buffer);
        return {.kind = whole_kind_, .opcode = header.opcode, .compressed = true, .payload = step.made};
    }
    auto& stored = partial();
    stored.begin(header);
    stored.inflater.emplace(std::move(inflater));
    bytes = bytes.subspan(note_used(header.length, in.size()));
    stored.has_more = true;
    if (delivers_pieces()) {
        lent_ = std::move(buffer);
        return piece_event(step.made, false);
    }
    stored.message.append(step.made, stored.inflater->room());
    return take_payload(bytes);
}

// Of what was there of the frame, `left` was not used. Returns what was.
std::size_t Protocol::note_used(std::uint64_t there, std::size_t left) noexcept
{
    auto& stored = *partial_;
    stored.remaining -= there - left;
    stored.unmasked = left;
    stored.in_frame = stored.remaining != 0;
    return static_cast<std::size_t>(there - left);
}

// `piece`: what there is of the frame in `bytes`, unmasked.
Protocol::Event Protocol::take_deflated(std::span<char>& bytes, std::span<char> piece)
{
    auto& stored = *partial_;
    if (!stored.inflater) {
        stored.inflater.emplace(message_inflater(stored.opcode));
    }
    const bool last = stored.frame.fin && piece.size() == stored.remaining;
    std::span<const char> in = piece;
    for (;;) {
        auto buffer = lease_deflate_buffer();
        const auto step = stored.inflater->step(in, last, *buffer);
        if (step.failure != hawser::error{}) {
            return fail(step.failure);
        }
        const bool is_end = step.done && last;
        if (delivers_pieces()) {
            bytes = bytes.subspan(note_used(piece.size(), in.size()));
            stored.has_more = !step.done;
            const auto event = piece_event(step.made, is_end);
            if (event.kind == Event::Kind::piece) {
                lent_ = std::move(buffer);
            }
            return event;
        }
        if (is_end && stored.message.size() == 0) {
            lent_ = std::move(buffer);
        } else {
            stored.message.append(step.made, stored.inflater->room());
        }
        if (step.done) {
            bytes = bytes.subspan(note_used(piece.size(), 0));
            stored.has_more = false;
            return !is_end ? Event{} : end_message(lent_ ? step.made : stored.message.bytes());
        }
    }
}

Protocol::Event Protocol::deliver_control(Opcode opcode, std::span<char> payload)
{
    if (opcode == Opcode::close) {
        return deliver_close(payload);
    }
    if (opcode == Opcode::pong) {
        return {.kind = Event::Kind::pong, .opcode = opcode, .payload = payload};
    }
    if (can_send()) {
        append_frame(Opcode::pong, {payload.data(), payload.size()});
    }
    return {.kind = Event::Kind::ping, .opcode = opcode, .payload = payload};
}

bool Protocol::in_progress() const noexcept
{
    return partial_ && (partial_->in_frame || partial_->in_message || partial_->header_size != 0);
}

Protocol::Partial& Protocol::partial()
{
    if (!partial_) {
        partial_ = std::make_unique<Partial>();
        ++wait_epoch_;
    }
    return *partial_;
}

} // namespace hawser::websocket
