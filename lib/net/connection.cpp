// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "net/batch.hpp"
#include "net/loop.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace hawser::net {

namespace {

// Progress, in bytes per write deadline, below which a peer counts as not reading.
constexpr std::size_t min_progress = 1024;

} // namespace

Connection::Connection(std::shared_ptr<Loop> loop, std::unique_ptr<Transport> transport,
                       const ConnectionSettings& settings)
    : loop_{std::move(loop)}, transport_{std::move(transport)}, settings_{settings}
{
}

// Without a close before, the executor was destroyed under us; the protocol still gets its last call.
Connection::~Connection()
{
    if (!protocol_)
        return;
    closed_ = true; // what that call asks of us comes too late
    Batch batch{*loop_};
    protocol_->on_closed(error::connection_cut);
}

void Connection::start(std::shared_ptr<Protocol> protocol)
{
    protocol_ = std::move(protocol);
    loop_->add(shared_from_this());
    Batch batch{*loop_, this};
    guarded([&] { protocol_->on_start(*this); });
    arm_unsent();
    arm_read();
}

void Connection::fail(const char* what) noexcept
{
    loop_->logger().write(LogLevel::error, std::string{"connection ended by an exception: "} + what);
    close(error::handler_failed);
}

bool Connection::runs_here() const noexcept
{
    auto* batch = Batch::current();
    return batch && (batch->corked() == this || (&batch->loop() == loop_.get() && loop_->is_single_threaded()));
}

// --- reading

void Connection::arm_read()
{
    if (read_armed_ || closed_ || peer_ended_ || (paused_ && !finishing_ && !transport_->wants_input()))
        return;
    read_armed_ = true;
    transport_->wait_readable(shared_from_this());
}

void Connection::on_readable(error_code ec)
{
    read_armed_ = false;
    if (closed_)
        return;
    Batch batch{*loop_, this};
    if (ec)
        return close(ec);
    if (finishing_)
        guarded([&] { discard_input(batch); });
    else if (!paused_)
        guarded([&] { read(batch); });
    else if (transport_->wants_input())
        read_no_data();
    arm_unsent();
    arm_read();
}

// While reading is paused: what the transport needs before it can write. An end before that is final.
void Connection::read_no_data()
{
    error_code ec;
    transport_->read_some({}, ec);
    if (ec && ec != asio::error::would_block)
        close(ec == asio::error::eof ? error_code{error::end_of_stream} : ec);
}

void Connection::read(Batch& batch)
{
    const auto buffer = batch.receive_buffer();
    const auto kept = kept_.size();
    const auto room = std::min(settings_.read_size, buffer.size() - kept);
    error_code ec;
    const auto count = transport_->read_some(buffer.subspan(kept, room), ec);
    if (ec == asio::error::would_block)
        return;
    if (ec == asio::error::eof) {
        peer_ended_ = true;
        attach_successor(); // one may have been named in the read that brought the end
        if (is_open())
            protocol_->on_eof(*this);
        return;
    }
    if (ec)
        return close(ec);
    if (kept > 0) {
        std::memcpy(buffer.data(), kept_.data(), kept);
        std::vector<char>{}.swap(kept_);
    }
    loop_->traffic().add(TrafficCount::received, count);
    feed(buffer.first(kept + count));
}

void Connection::feed(std::span<char> bytes)
{
    feeding_ = true;
    attach_successor(); // one may have been named since the last bytes
    while (is_open() && !bytes.empty()) {
        bytes = bytes.subspan(protocol_->on_bytes(*this, bytes));
        if (!attach_successor())
            break;
    }
    feeding_ = false;
    if (is_open() && !bytes.empty())
        keep(bytes);
}

bool Connection::attach_successor()
{
    bool attached = false;
    for (; is_open() && successor_; attached = true) {
        protocol_ = std::move(successor_);
        protocol_->on_start(*this);
    }
    return attached;
}

void Connection::keep(std::span<const char> bytes)
{
    // A protocol that takes nothing of a full buffer would never get on.
    if (bytes.size() >= Batch::receive_size)
        return close(error::header_too_large);
    kept_.assign(bytes.begin(), bytes.end());
}

void Connection::show_kept_bytes()
{
    auto bytes = std::exchange(kept_, {});
    feed(bytes);
}

void Connection::resume_reading()
{
    if (!std::exchange(paused_, false) || !is_open())
        return;
    if (kept_.empty() && !feeding_) // a protocol that is being fed may leave some
        return arm_read();
    // Later, so that a protocol that resumes from within a callback is not called again inside it.
    post([this] {
        if (is_open() && !paused_ && !kept_.empty())
            show_kept_bytes();
        arm_unsent();
        arm_read();
    });
}

void Connection::replace_protocol(std::shared_ptr<Protocol> successor)
{
    successor_ = std::move(successor);
    if (feeding_)
        return;
    post([this] {
        if (attach_successor() && is_open() && !kept_.empty())
            show_kept_bytes();
        arm_unsent();
    });
}

// --- time

void Connection::set_deadline(std::chrono::milliseconds from_now) noexcept
{
    set_deadline_at(from_now.count() == 0 ? 0 : loop_->now() + Loop::ticks(from_now));
}

void Connection::set_deadline_at(std::uint32_t tick) noexcept
{
    if (is_open()) // afterwards it is the connection's own
        deadline_.store(tick, std::memory_order_relaxed);
}

bool Connection::is_due(std::uint32_t now) const noexcept
{
    const auto deadline = deadline_.load(std::memory_order_relaxed);
    const auto write_deadline = write_deadline_.load(std::memory_order_relaxed);
    return (deadline != 0 && deadline <= now) || (write_deadline != 0 && write_deadline <= now);
}

void Connection::on_tick(std::uint32_t now)
{
    if (closed_)
        return;
    Batch batch{*loop_, this};
    const auto write_deadline = write_deadline_.load(std::memory_order_relaxed);
    if (write_deadline != 0 && write_deadline <= now) {
        if (progress_in_window() < min_progress)
            return close(error::write_timeout);
        begin_write_window();
    }
    const auto deadline = deadline_.load(std::memory_order_relaxed);
    if (deadline == 0 || deadline > now)
        return;
    deadline_.store(0, std::memory_order_relaxed);
    if (lingering_ && transport_->has_unsent()) // the last word waits on, up to the deadline of writes
        return deadline_.store(now + 1, std::memory_order_relaxed);
    if (lingering_)
        return close();
    guarded([&] { protocol_->on_deadline(*this); });
}

void Connection::on_stop()
{
    if (!is_open())
        return;
    Batch batch{*loop_, this};
    guarded([&] { protocol_->on_stop(*this); });
}

} // namespace hawser::net
