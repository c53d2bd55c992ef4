// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "net/batch.hpp"
#include "net/loop.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
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

// --- writing

SendResult Connection::write(std::string_view head, std::string_view body)
{
    if (!is_open())
        return SendResult::dropped;
    auto* batch = Batch::current();
    if (queue_.empty() && batch->corked() == this) {
        if (batch->cork(head, body))
            return SendResult::sent;
        return write_through(*batch, head, body);
    }
    queue_.append(head);
    queue_.append(body);
    return enqueued();
}

SendResult Connection::write(const SharedBytes& bytes)
{
    if (!is_open())
        return SendResult::dropped;
    auto* batch = Batch::current();
    if (queue_.empty() && batch->corked() == this) {
        if (batch->cork(*bytes, {}))
            return SendResult::sent;
        flush_cork(*batch);
        if (closed_)
            return SendResult::dropped;
    } else if (queue_.empty() && std::exchange(last_batch_, batch->number()) != batch->number()) {
        return write_at_once(bytes);
    }
    queue_.append(bytes);
    return enqueued();
}

// The first message of a batch to a connection that the batch is not about, most often of a broadcast: its
// thousands of receivers need no queue, and are visited once. Further ones go out with the batch.
SendResult Connection::write_at_once(const SharedBytes& bytes)
{
    error_code ec;
    const std::string_view piece{*bytes};
    const auto written = write_some({&piece, 1}, ec);
    if (ec && ec != asio::error::would_block) {
        close(ec);
        return SendResult::dropped;
    }
    if (written == piece.size())
        return SendResult::sent;
    queue_.append(bytes, written);
    arm_write();
    return enqueued();
}

// Too large for the cork buffer: one gather write, straight from where the bytes lie.
SendResult Connection::write_through(Batch& batch, std::string_view head, std::string_view body)
{
    std::array<std::string_view, Batch::max_pieces + 2> pieces;
    const auto corked = batch.corked_pieces();
    const auto end = std::copy(corked.begin(), corked.end(), pieces.begin());
    end[0] = head;
    end[1] = body;
    batch.clear_cork();
    if (!write_or_queue({pieces.data(), corked.size() + 2}))
        return SendResult::dropped;
    if (queue_.empty())
        return SendResult::sent;
    arm_write();
    return enqueued();
}

SendResult Connection::enqueued()
{
    if (!write_armed_) {
        if (queue_.size() > settings_.queue_high_mark)
            flush();
        if (closed_)
            return SendResult::dropped;
        if (!write_armed_ && !dirty_ && !queue_.empty()) {
            dirty_ = true;
            Batch::current()->flush_later(*this);
        }
    }
    publish_queue();
    if (queue_.size() <= settings_.queue_high_mark)
        return SendResult::sent;
    wants_drain_ = true;
    return SendResult::queued;
}

// The transport takes what it can of it, and may keep some of that for a moment.
std::size_t Connection::write_some(std::span<const std::string_view> pieces, error_code& ec)
{
    const auto written = transport_->write_some(pieces, ec);
    count_written(written);
    written_in_window_ += written;
    arm_unsent();
    if (written_ >= wanted_written_)
        tell_written();
    return written;
}

std::uint64_t Connection::write_position() const noexcept
{
    auto position = written_ + queue_.size();
    if (const auto* batch = Batch::current(); batch && batch->corked() == this)
        for (const auto piece : batch->corked_pieces())
            position += piece.size();
    return position;
}

void Connection::want_written(std::uint64_t position)
{
    wanted_written_ = position;
    if (written_ >= position)
        tell_written();
}

void Connection::tell_written()
{
    wanted_written_ = UINT64_MAX;
    post([this] {
        if (!closed_)
            protocol_->on_written(*this);
    });
}

void Connection::arm_unsent()
{
    if (!closed_ && transport_->has_unsent())
        arm_write();
}

void Connection::flush()
{
    std::array<std::string_view, 16> pieces;
    while ((!queue_.empty() || transport_->has_unsent()) && !write_armed_ && !closed_) {
        const auto count = queue_.gather(pieces);
        std::size_t total = 0;
        for (std::size_t i = 0; i < count; ++i)
            total += pieces[i].size();
        error_code ec;
        const auto written = write_some({pieces.data(), count}, ec);
        queue_.consume(written);
        if (ec && ec != asio::error::would_block)
            return close(ec);
        if (written < total)
            arm_write();
    }
    publish_queue();
}

void Connection::flush_cork(Batch& batch)
{
    const auto pieces = batch.corked_pieces();
    if (!pieces.empty() && !closed_ && write_or_queue(pieces) && !queue_.empty()) {
        publish_queue();
        arm_write();
    }
    batch.clear_cork();
}

// Writes what the system takes and copies the rest to the queue. False if the connection has failed.
bool Connection::write_or_queue(std::span<const std::string_view> pieces)
{
    error_code ec;
    const auto written = write_some(pieces, ec);
    if (ec && ec != asio::error::would_block) {
        close(ec);
        return false;
    }
    queue_rest(pieces, written);
    return true;
}

void Connection::count_written(std::size_t bytes) noexcept
{
    written_ += bytes;
    loop_->traffic().add(TrafficCount::sent, bytes);
}

void Connection::queue_rest(std::span<const std::string_view> pieces, std::size_t written)
{
    for (auto piece : pieces) {
        const auto done = std::min(written, piece.size());
        queue_.append(piece.substr(done));
        written -= done;
    }
}

void Connection::flush_dirty()
{
    dirty_ = false;
    if (closed_)
        return;
    flush();
    after_flush();
}

// Called where the protocol may be in the middle of something: it hears of the drained queue later.
void Connection::after_flush()
{
    if (closed_)
        return;
    if (wants_drain_ && queue_.size() <= settings_.queue_low_mark)
        post([this] { drained(); });
    if (finishing_ && queue_.empty() && !write_armed_)
        begin_linger();
}

void Connection::want_drain()
{
    wants_drain_ = true;
    if (queue_.size() <= settings_.queue_low_mark)
        post([this] { drained(); });
}

void Connection::drained()
{
    if (is_open() && queue_.size() <= settings_.queue_low_mark && std::exchange(wants_drain_, false))
        protocol_->on_drain(*this);
}

void Connection::arm_write()
{
    if (write_armed_ || closed_)
        return;
    write_armed_ = true;
    if (write_deadline_.load(std::memory_order_relaxed) == 0) // else the same window goes on
        begin_write_window();
    transport_->wait_writable(shared_from_this());
}

void Connection::begin_write_window() noexcept
{
    written_in_window_ = 0;
    unacknowledged_ = transport_->unacknowledged();
    write_deadline_.store(loop_->now() + settings_.write_ticks, std::memory_order_relaxed);
}

// What the peer has taken. The system may hold megabytes for it and tell us of room only when it is rid of a
// third of them, by which time a slow reader would long count as one that does not read.
std::size_t Connection::progress_in_window() const noexcept
{
    const auto given = unacknowledged_ + written_in_window_;
    return given - std::min(given, transport_->unacknowledged());
}

void Connection::on_writable(error_code ec)
{
    write_armed_ = false;
    if (closed_)
        return;
    Batch batch{*loop_, this};
    if (ec)
        return close(ec);
    flush();
    if (!write_armed_)
        write_deadline_.store(0, std::memory_order_relaxed);
    after_flush();
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
