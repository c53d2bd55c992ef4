// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "core/utf8.hpp"
#include "websocket/assembly_buffer.hpp"
#include "websocket/mask.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hawser::websocket {

// What is known of a message or frame that has not ended yet.
struct Protocol::Partial {
    FrameHeader frame;           // while in_frame
    std::uint64_t remaining = 0; // bytes of its payload
    bool in_frame = false;
    bool in_message = false; // a data frame has begun, and its message has not ended
    Opcode opcode = Opcode::binary;
    std::uint8_t rsv = 0;
    core::Utf8Validator utf8;
    std::uint8_t header_size = 0;
    std::uint8_t control_size = 0;
    std::array<char, max_header_size> header;
    std::array<char, 125> control; // control frames come between the fragments of `message`
    AssemblyBuffer message;

    bool checks_utf8() const noexcept { return opcode == Opcode::text && rsv == 0; }
};

namespace {

unsigned byte_at(std::span<const char> bytes, std::size_t i) noexcept
{
    return static_cast<unsigned char>(bytes[i]);
}

// Up to here the inlined loops beat a call of those that are made for length.
constexpr std::size_t short_payload = max_short_payload;

std::array<char, 2> code_bytes(CloseCode code) noexcept
{
    const auto value = static_cast<unsigned>(code);
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

Protocol::Event message_event(Opcode opcode, std::uint8_t rsv, std::span<char> payload) noexcept
{
    return {.kind = Protocol::Event::Kind::message, .opcode = opcode, .rsv = rsv, .payload = payload};
}

} // namespace

Protocol::Protocol(const Options& options)
    : limits_{options.limits}, random_{options.random}, role_{options.role}, allowed_rsv_{options.allowed_rsv}
{}

Protocol::~Protocol() = default;
Protocol::Protocol(Protocol&&) noexcept = default;
Protocol& Protocol::operator=(Protocol&&) noexcept = default;

Protocol::Event Protocol::receive(std::span<char>& bytes)
{
    // One object and one return, so that the event is built in the caller's and never copied: a copy right
    // behind the stores stalls the processor for longer than the whole frame takes.
    Event event;
    if (partial_ || deaf() || !take_whole_message(bytes, event)) {
        event = take_frames(bytes);
    }
    return event;
}

// The usual case, in one go: an unfragmented message of less than 64 KiB that is all there. Whatever is
// not that, errors included, is left to take_frames.
inline bool Protocol::take_whole_message(std::span<char>& bytes, Event& event)
{
    const bool masked = role_ == Role::server;
    std::size_t header_size = masked ? 6 : 2;
    if (bytes.size() < header_size) {
        return false;
    }
    const auto first = byte_at(bytes, 0);
    const auto second = byte_at(bytes, 1);
    const auto fin_and_opcode = first & 0x8f;
    const auto rsv = static_cast<std::uint8_t>(first >> 4 & 7);
    if ((fin_and_opcode != 0x81 && fin_and_opcode != 0x82) || (rsv & ~unsigned{allowed_rsv_}) != 0 ||
        (second & 0x80) != (masked ? 0x80u : 0u)) {
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
    if (fin_and_opcode == 0x81 && rsv == 0) {
        if (!ascii && !core::is_valid_utf8(payload)) {
            event = fail(error::invalid_utf8);
            return true;
        }
    }
    event.kind = Event::Kind::message;
    event.opcode = static_cast<Opcode>(fin_and_opcode & 15);
    event.rsv = rsv;
    event.payload = payload;
    return true;
}

Protocol::Event Protocol::take_frames(std::span<char>& bytes)
{
    if (deaf()) {
        bytes = bytes.last(0);
        return {};
    }
    if (partial_ && !in_progress()) {
        partial_.reset(); // its message has been delivered by the call before
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

// Returns the size of the header, or 0 if it is not complete or breaks a rule; then all bytes are taken.
std::size_t Protocol::take_header(std::span<char>& bytes, FrameHeader& header, error_code& ec)
{
    FrameRules rules{.reader = role_,
                     .in_message = partial_ && partial_->in_message,
                     .allowed_rsv = allowed_rsv_,
                     .frame_limit = limits_.frame,
                     .message_limit = limits_.message};
    if (rules.in_message) {
        rules.message_limit -= partial_->message.size();
    }
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
    const bool starts_message = header.opcode != Opcode::continuation;
    if (all_there && (header.is_control() || (header.fin && starts_message))) {
        const auto payload = bytes.first(static_cast<std::size_t>(header.length));
        bytes = bytes.subspan(payload.size());
        const bool ascii = header.masked && apply_mask(payload, header.mask, 0);
        if (header.is_control()) {
            event = deliver_control(header.opcode, payload);
        } else if (header.opcode == Opcode::text && header.rsv == 0 && !ascii && !core::is_valid_utf8(payload)) {
            event = fail(error::invalid_utf8);
        } else {
            event = message_event(header.opcode, header.rsv, payload);
        }
        return true;
    }
    auto& stored = partial();
    stored.frame = header;
    stored.remaining = header.length;
    stored.in_frame = true;
    if (header.is_control()) {
        stored.control_size = 0;
    } else if (starts_message) {
        stored.in_message = true;
        stored.opcode = header.opcode;
        stored.rsv = header.rsv;
        stored.utf8.reset();
    }
    return false;
}

Protocol::Event Protocol::take_payload(std::span<char>& bytes)
{
    auto& stored = *partial_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), stored.remaining));
    const auto piece = bytes.first(size);
    bytes = bytes.subspan(size);
    if (stored.frame.masked) {
        const auto offset = static_cast<std::size_t>((stored.frame.length - stored.remaining) % 4);
        apply_mask(piece, stored.frame.mask, offset);
    }
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
    if (stored.checks_utf8() && stored.utf8.feed(piece) != piece.size()) {
        return fail(error::invalid_utf8);
    }
    stored.message.append(piece, stored.frame.fin ? stored.remaining : AssemblyBuffer::unknown);
    if (stored.in_frame || !stored.frame.fin) {
        return {};
    }
    if (stored.checks_utf8() && !stored.utf8.complete()) {
        return fail(error::invalid_utf8);
    }
    stored.in_message = false;
    return message_event(stored.opcode, stored.rsv, stored.message.bytes());
}

Protocol::Event Protocol::deliver_control(Opcode opcode, std::span<char> payload)
{
    if (opcode == Opcode::close) {
        return deliver_close(payload);
    }
    if (opcode == Opcode::pong) {
        return {.kind = Event::Kind::pong, .opcode = opcode, .rsv = 0, .payload = payload};
    }
    if (can_send()) {
        append_frame(Opcode::pong, {payload.data(), payload.size()});
    }
    return {.kind = Event::Kind::ping, .opcode = opcode, .rsv = 0, .payload = payload};
}

// RFC 6455 §5.5.1. A payload of one byte has been refused with the header.
Protocol::Event Protocol::deliver_close(std::span<const char> payload)
{
    CloseInfo info{.code = CloseCode::no_status, .reason = {}, .was_clean = true};
    if (!payload.empty()) {
        const auto code = byte_at(payload, 0) << 8 | byte_at(payload, 1);
        const auto reason = payload.subspan(2);
        if (!may_be_sent(code)) {
            return fail(error::bad_close_code);
        }
        if (!core::is_valid_utf8(reason)) {
            return fail(error::invalid_utf8);
        }
        info.code = static_cast<CloseCode>(code);
        info.reason.assign(reason.begin(), reason.end());
    }
    close_info_ = std::make_unique<CloseInfo>(std::move(info));
    close_received_ = true;
    if (!close_sent_) {
        append_frame(Opcode::close, {payload.data(), std::min<std::size_t>(payload.size(), 2)});
        close_sent_ = true;
    }
    partial_.reset(); // a message that the peer did not finish
    return {.kind = Event::Kind::close, .opcode = Opcode::close, .rsv = 0, .payload = {}};
}

Protocol::Event Protocol::fail(hawser::error reason)
{
    const auto code = close_code_for(reason);
    error_ = reason;
    ended_ = true;
    partial_.reset();
    close_info_ = std::make_unique<CloseInfo>(CloseInfo{.code = code, .reason = {}, .was_clean = false});
    if (!close_sent_) {
        const auto payload = code_bytes(code);
        append_frame(Opcode::close, {payload.data(), payload.size()});
        close_sent_ = true;
    }
    return {.kind = Event::Kind::failure, .opcode = Opcode::close, .rsv = 0, .payload = {}};
}

void Protocol::receive_eof()
{
    if (!deaf() && in_progress()) {
        error_ = error::end_of_stream;
    }
    ended_ = true;
    partial_.reset();
}

void Protocol::on_deadline()
{
    switch (wait()) {
    case Wait::none:
    case Wait::finished: break;
    case Wait::message_end: fail(error::message_timeout); break;
    case Wait::close_reply:
        error_ = error::close_timeout;
        ended_ = true;
        partial_.reset();
        break;
    case Wait::peer_eof: ended_ = true; break;
    }
}

bool Protocol::close(CloseCode code, std::string_view reason)
{
    if (!can_send()) {
        return false;
    }
    if (code == CloseCode::no_status) {
        append_frame(Opcode::close, {});
    } else {
        const auto bytes = code_bytes(code);
        append_frame(Opcode::close, std::string{bytes.data(), bytes.size()}.append(reason));
    }
    close_sent_ = true;
    return true;
}

bool Protocol::can_send() const noexcept { return !close_sent_ && !deaf(); }

// The server ends the transport first, so that the TIME_WAIT state is not the client's (RFC 6455 §7.1.1).
Wait Protocol::wait() const noexcept
{
    if (ended_) {
        return Wait::finished;
    }
    if (close_received_) {
        return role_ == Role::server ? Wait::finished : Wait::peer_eof;
    }
    if (close_sent_) {
        return Wait::close_reply;
    }
    return in_progress() ? Wait::message_end : Wait::none;
}

const CloseInfo& Protocol::close_info() const noexcept
{
    static const CloseInfo none;
    return close_info_ ? *close_info_ : none;
}

error_code Protocol::error() const noexcept
{
    return error_ == hawser::error{} ? error_code{} : make_error_code(error_);
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

// Of a control frame: the payload is at most 125 bytes.
void Protocol::append_frame(Opcode opcode, std::string_view payload)
{
    std::array<char, max_header_size + 125> frame;
    MaskKey key{};
    if (role_ == Role::client) {
        random_(key); // a fresh one for each frame (RFC 6455 §5.3)
    }
    const auto* mask = role_ == Role::client ? &key : nullptr;
    const auto size = write_frame_header(frame.data(), opcode, true, 0, payload.size(), mask);
    mask_copy(frame.data() + size, payload, key); // masking with zeros copies
    output_.append(frame.data(), size + payload.size());
}

} // namespace hawser::websocket
