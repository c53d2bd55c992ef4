// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/response_stream.hpp"

#include "core/ascii.hpp"
#include "net/batch.hpp"
#include "net/loop.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace hawser::server {

namespace {

constexpr std::size_t low_mark = 16 * 1024;
constexpr std::size_t high_mark = 64 * 1024;

// Fields that decide about a message before its content is read (RFC 9110 §6.5.1).
bool is_forbidden_trailer(std::string_view name)
{
    constexpr std::array<std::string_view, 20> names{
        "Transfer-Encoding", "Content-Length",  "Trailer",          "Host",          "Cache-Control",
        "Expect",            "Max-Forwards",    "Pragma",           "Range",         "TE",
        "Authorization",     "Set-Cookie",      "WWW-Authenticate", "Location",      "Connection",
        "Content-Encoding",  "Content-Type",    "Content-Range",    "Vary",          "Upgrade"};
    return std::any_of(names.begin(), names.end(), [&](auto each) { return core::iequals(each, name); });
}

} // namespace

ResponseStream::ResponseStream(std::shared_ptr<net::Connection> connection, Settings settings,
                               std::function<void(net::Connection&)> on_end)
    : connection_{std::move(connection)}, settings_{std::move(settings)}, on_end_{std::move(on_end)}
{
}

// --- for the application

SendResult ResponseStream::write(std::string_view piece)
{
    std::unique_lock lock{mutex_};
    if (is_finished_ && !is_stopped_)
        throw std::logic_error{"hawser: a body was written to after its end"};
    if (is_finished_ || is_closed_)
        return SendResult::dropped;
    if (settings_.framing == Framing::by_length && piece.size() > settings_.length - written_)
        throw std::length_error{"hawser: a body grows beyond the length that was announced"};
    const auto waiting = queued();
    if (waiting > 0 && waiting + piece.size() > settings_.max_queue) {
        if (!std::exchange(wants_drain_, true)) // what waits may all be in the connection, which does not know
            connection_->post([connection = connection_] { connection->want_drain(); });
        return SendResult::dropped;
    }
    written_ += piece.size();
    if (settings_.filter)
        frame(settings_.filter(piece, false));
    else
        frame(piece);
    const bool is_full = queued() > high_mark;
    wants_drain_ |= is_full;
    schedule(lock);
    return is_full ? SendResult::queued : SendResult::sent;
}

void ResponseStream::trailer(std::string_view name, std::string_view value)
{
    if (is_forbidden_trailer(name))
        throw std::invalid_argument{"hawser: the field \"" + std::string{name} + "\" has no place behind a body"};
    const std::lock_guard lock{mutex_};
    trailers_.add(name, value);
}

void ResponseStream::finish()
{
    std::unique_lock lock{mutex_};
    if (is_finished_ && !is_stopped_)
        throw std::logic_error{"hawser: a body was ended twice"};
    if (is_finished_ || is_closed_)
        return;
    if (settings_.framing == Framing::by_length && written_ != settings_.length)
        throw std::logic_error{"hawser: a body is shorter than the length that was announced"};
    append_end();
    is_finished_ = true;
    schedule(lock);
}

void ResponseStream::end() noexcept
{
    try {
        std::unique_lock lock{mutex_};
        if (is_finished_ || is_closed_)
            return;
        append_end();
        is_finished_ = true;
        schedule(lock);
    } catch (const std::exception&) {
        abandon();
    }
}

void ResponseStream::abort()
{
    const std::lock_guard lock{mutex_};
    if (is_finished_ || std::exchange(is_closed_, true))
        return;
    pending_.clear();
    connection_->post([connection = connection_] { connection->close(error::handler_failed); });
}

void ResponseStream::abandon() noexcept
{
    try {
        abort();
    } catch (const std::exception&) { // no memory to say so: the write deadline ends it
    }
}

bool ResponseStream::is_open() const
{
    const std::lock_guard lock{mutex_};
    return !is_finished_ && !is_closed_;
}

std::size_t ResponseStream::buffered_amount() const
{
    const std::lock_guard lock{mutex_};
    return is_closed_ ? 0 : queued();
}

void ResponseStream::on_drain(std::function<void()> callback)
{
    // The old one may hold the last writer: it must not be destroyed under the lock.
    const std::lock_guard lock{mutex_};
    if (is_closed_ || is_finished_) {
        if (is_closed_ && callback)
            connection_->post(std::move(callback));
        return;
    }
    on_drain_.swap(callback);
    if (wants_drain_ && may_go_on())
        connection_->post([self = shared_from_this()] { self->drained(); });
}

void ResponseStream::on_leave(std::function<void()> callback)
{
    const std::lock_guard lock{mutex_};
    if (has_left_ && !is_finished_ && callback)
        return connection_->post(std::move(callback));
    if (!has_left_ && !is_finished_)
        on_leave_.swap(callback);
}

void ResponseStream::heartbeat(std::string text, std::chrono::milliseconds interval)
{
    const std::lock_guard lock{mutex_};
    heartbeat_ = std::move(text);
    interval_ = interval;
    connection_->post([self = shared_from_this()] { self->arm_heartbeat(); });
}

// --- inside; `mutex_` is held

void ResponseStream::frame(std::string_view piece)
{
    if (piece.empty()) // would end the body
        return;
    sent_ += piece.size();
    if (settings_.framing != Framing::chunked) {
        pending_.append(piece);
        return;
    }
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
    pending_.append(digits.data(), end).append("\r\n").append(piece).append("\r\n");
}

void ResponseStream::append_end()
{
    if (settings_.filter)
        frame(settings_.filter({}, true));
    if (settings_.framing != Framing::chunked)
        return;
    pending_ += "0\r\n";
    for (const auto& [name, value] : trailers_)
        pending_.append(name).append(": ").append(value).append("\r\n");
    pending_ += "\r\n";
}

bool ResponseStream::may_go_on() const noexcept
{
    return !is_closed_ && queued() <= low_mark;
}

// Hands over what waits: at once on the connection's thread, else with one post for all that comes meanwhile.
void ResponseStream::schedule(std::unique_lock<std::mutex>& lock)
{
    if (connection_->runs_here()) {
        lock.unlock();
        return flush();
    }
    if (!std::exchange(is_posted_, true))
        connection_->post([self = shared_from_this()] { self->flush(); });
}

// --- on the connection's thread

void ResponseStream::flush()
{
    std::string bytes;
    bool is_over = false;
    bool wants_drain = false;
    std::chrono::milliseconds interval{0};
    std::function<void(net::Connection&)> on_end;
    std::function<void()> on_drain, on_leave; // destroyed outside the lock
    {
        const std::lock_guard lock{mutex_};
        is_posted_ = false;
        if (is_closed_ || !on_end_)
            return;
        bytes.swap(pending_);
        is_over = is_finished_;
        wants_drain = wants_drain_;
        interval = interval_;
        if (is_over) { // callbacks often hold the writer, and with it this
            on_end = std::exchange(on_end_, nullptr);
            on_drain.swap(on_drain_);
            on_leave.swap(on_leave_);
        }
    }
    const auto result = bytes.empty() ? SendResult::sent : connection_->write(bytes);
    if (interval.count() > 0) // it is not due before this long
        connection_->set_deadline(interval);
    if (is_over)
        on_end(*connection_);
    else if (wants_drain && result == SendResult::sent)
        connection_->want_drain();
}

void ResponseStream::drained()
{
    std::function<void()> callback;
    {
        const std::lock_guard lock{mutex_};
        if (!wants_drain_ || !on_drain_ || !may_go_on())
            return;
        wants_drain_ = false;
        callback = on_drain_;
    }
    if (callback)
        callback();
}

void ResponseStream::left(bool is_closed)
{
    std::function<void()> on_leave, on_drain; // destroyed outside the lock: they may hold the last writer
    std::function<void(net::Connection&)> on_end;
    bool tells_leave = false;
    bool tells_drain = false;
    {
        const std::lock_guard lock{mutex_};
        is_closed_ = is_closed_ || is_closed;
        tells_leave = !std::exchange(has_left_, true) && !is_finished_;
        on_leave.swap(on_leave_);
        if (is_closed) {
            pending_.clear();
            on_end.swap(on_end_);
            on_drain.swap(on_drain_);
            tells_drain = std::exchange(wants_drain_, false);
        }
    }
    if (tells_leave && on_leave)
        guarded(on_leave);
    if (tells_drain && on_drain)
        guarded(on_drain);
}

// What the application's callbacks throw must not keep the others from being told.
void ResponseStream::guarded(const std::function<void()>& callback) const noexcept
{
    std::string reason = "unknown exception";
    try {
        return callback();
    } catch (const std::exception& e) {
        reason = e.what();
    } catch (...) {
    }
    connection_->loop().logger().write(LogLevel::error, "a callback of a streamed body threw: " + reason);
}

void ResponseStream::arm_heartbeat()
{
    std::unique_lock lock{mutex_};
    if (is_finished_ || is_closed_ || !on_end_ || interval_.count() == 0)
        return;
    const auto interval = interval_;
    lock.unlock();
    connection_->set_deadline(interval);
}

void ResponseStream::beat()
{
    std::unique_lock lock{mutex_};
    if (interval_.count() == 0 || is_closed_ || is_finished_)
        return;
    if (settings_.filter)
        frame(settings_.filter(heartbeat_, false));
    else
        frame(heartbeat_);
    lock.unlock();
    flush();
}

void ResponseStream::stop()
{
    std::unique_lock lock{mutex_};
    if (interval_.count() == 0 || is_closed_ || std::exchange(is_finished_, true))
        return;
    is_stopped_ = true;
    append_end();
    schedule(lock);
}

std::uint64_t ResponseStream::sent() const
{
    const std::lock_guard lock{mutex_};
    return sent_;
}

} // namespace hawser::server
