// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// How bytes leave a connection: through the batch, past it, or by way of the queue.

#include "net/connection.hpp"

#include "net/batch.hpp"
#include "net/loop.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace hawser::net {

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

} // namespace hawser::net
