// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "net/loop.hpp"

#include <algorithm>
#include <utility>

// The deadlines of a session, and its Pings, which are one of them.

namespace hawser::session {

namespace {

using namespace std::chrono_literals;

// So long after a Ping without a sign of life a session does not count as alive any more.
constexpr std::chrono::milliseconds doubt_time = 5s;

// Bytes that a peer has to take in each close timeout to get all that was sent before our Close frame.
constexpr std::uint64_t min_closing_progress = 16 * 1024;

} // namespace

std::uint32_t WebSocketSession::in(std::chrono::milliseconds time) const noexcept
{
    return loop_->now() + net::Loop::ticks(time);
}

void WebSocketSession::arm()
{
    std::uint32_t next = 0;
    for (const auto at : {wait_at_, beat_at_, idle_at_})
        if (at != 0 && (next == 0 || at < next))
            next = at;
    connection_->set_deadline_at(next);
}

void WebSocketSession::update_wait()
{
    auto wait = protocol_.wait();
    if (late_close_) // the peer has to take what comes before it
        wait = websocket::Wait::close_reply;
    else if (wait == websocket::Wait::message_end && paused_ != 0)
        wait = websocket::Wait::none; // the rest of the message may be there, unread
    // Traffic may end every read in the middle of a message: each has a deadline of its own.
    const auto epoch = protocol_.wait_epoch();
    if (wait == armed_ && epoch == armed_epoch_)
        return;
    // The end of the stream has what is left of the time for the Close frame before it.
    const bool goes_on = armed_ == websocket::Wait::close_reply
                         && (wait == websocket::Wait::close_reply || wait == websocket::Wait::peer_eof);
    armed_ = wait;
    armed_epoch_ = epoch;
    if (goes_on)
        return;
    wait_at_ = 0;
    if (wait == websocket::Wait::message_end)
        wait_at_ = in(options_.message_timeout);
    else if (wait == websocket::Wait::close_reply || wait == websocket::Wait::peer_eof)
        wait_at_ = in(options_.close_timeout);
    if (wait == websocket::Wait::close_reply || wait == websocket::Wait::peer_eof) {
        beat_at_ = idle_at_ = 0;
        written_at_deadline_ = connection_->written_bytes();
    }
    arm();
}

void WebSocketSession::on_deadline(net::Connection& connection)
{
    const auto now = loop_->now();
    const auto is_due = [now](std::uint32_t& at) {
        const bool due = at != 0 && at <= now;
        if (due)
            at = 0;
        return due;
    };
    if (is_due(wait_at_))
        on_wait_deadline();
    if (connection.is_open() && is_due(beat_at_))
        on_beat_deadline();
    if (connection.is_open() && is_due(idle_at_))
        on_idle_deadline();
    arm();
}

void WebSocketSession::on_wait_deadline()
{
    const bool was_closing = armed_ == websocket::Wait::close_reply;
    const auto written = connection_->written_bytes();
    if (was_closing && !overflowed_ && sender_.waiting() > 0
        && written >= written_at_deadline_ + min_closing_progress) { // it still takes what came before
        written_at_deadline_ = written;
        wait_at_ = in(options_.close_timeout);
        return;
    }
    const bool was_clean = armed_ == websocket::Wait::peer_eof;
    armed_ = websocket::Wait::none;
    protocol_.on_deadline();
    if (was_clean)
        return connection_->finish();
    if (was_closing)
        return connection_->close(error::close_timeout);
    flush_output();
    end_with(protocol_.error());
}

void WebSocketSession::on_idle_deadline()
{
    const auto idle_at = last_message_at_ + net::Loop::ticks(options_.idle_timeout);
    if (idle_at > loop_->now()) {
        idle_at_ = idle_at;
        return;
    }
    report_error(error::idle_timeout, "no message for too long");
    close_here(CloseCode::going_away, "idle");
}

// --- Pings and Pongs

void WebSocketSession::send_ping(std::string_view payload, Heartbeat::Handler done)
{
    count(SessionCount::pings_sent);
    heartbeat_.sent(payload, Clock::now(), std::move(done));
    sender_.control_anyway(websocket::Opcode::ping, payload);
}

// The next one comes when it would have come had nothing happened since the last one.
void WebSocketSession::expect_ping()
{
    const bool pings = options_.ping_interval > 0ms && is_open(); // none behind a Close frame
    beat_ = pings ? Beat::ping_due : Beat::none;
    beat_at_ = pings ? std::max(next_ping_at_, loop_->now() + 1) : 0;
    arm();
}

void WebSocketSession::expect_pong()
{
    if (beat_ == Beat::doubt || beat_ == Beat::pong_due)
        return; // of an earlier Ping already
    const auto timeout = options_.pong_timeout;
    if (timeout <= 0ms)
        return expect_ping();
    was_heard_ = false;
    beat_ = Beat::doubt;
    beat_at_ = in(std::min(doubt_time, timeout));
    arm();
}

void WebSocketSession::on_beat_deadline()
{
    // Bytes that wait, here or behind a pause of ours, say nothing about the peer: the deadline of writes
    // does.
    const bool cannot_tell = connection_->queued_bytes() > 0 || paused_ != 0;
    if (beat_ == Beat::ping_due) {
        next_ping_at_ = in(options_.ping_interval);
        if (cannot_tell)
            return expect_ping();
        send_ping(heartbeat_.make_payload(), {});
        return expect_pong();
    }
    if (was_heard_ || cannot_tell)
        return expect_ping();
    const auto timeout = options_.pong_timeout;
    if (beat_ == Beat::doubt && timeout > doubt_time) {
        is_alive_.store(false, std::memory_order_relaxed);
        beat_ = Beat::pong_due;
        beat_at_ = in(timeout - doubt_time);
        return;
    }
    connection_->close(error::pong_timeout);
}

} // namespace hawser::session
