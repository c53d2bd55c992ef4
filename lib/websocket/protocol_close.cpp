// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// How a connection ends: the closing handshake, failures and deadlines.

#include "websocket/protocol.hpp"

#include "core/utf8.hpp"
#include "websocket/mask.hpp"
#include "websocket/partial_message.hpp"

#include <algorithm>
#include <array>

namespace hawser::websocket {
namespace {

std::array<char, 2> code_bytes(CloseCode code) noexcept
{
    const auto value = static_cast<unsigned>(code);
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

} // namespace

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
    release(); // also a message that the peer did not finish
    return {.kind = Event::Kind::close, .opcode = Opcode::close};
}

Protocol::Event Protocol::fail(hawser::error reason)
{
    const auto code = close_code_for(reason);
    error_ = reason;
    ended_ = true;
    release();
    close_info_ = std::make_unique<CloseInfo>(CloseInfo{.code = code, .reason = {}, .was_clean = false});
    if (!close_sent_) {
        const auto payload = code_bytes(code);
        append_frame(Opcode::close, {payload.data(), payload.size()});
        close_sent_ = true;
    }
    return {.kind = Event::Kind::failure, .opcode = Opcode::close};
}

void Protocol::receive_eof()
{
    if (!deaf() && in_progress()) {
        error_ = error::end_of_stream;
    }
    ended_ = true;
    release();
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
        release();
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

bool Protocol::can_send() const noexcept
{
    return !close_sent_ && !deaf();
}

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

// Nothing that belongs to messages is needed any more.
void Protocol::release() noexcept
{
    partial_.reset();
    lent_.reset();
    inflater_.reset();
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
