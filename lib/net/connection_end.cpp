// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// How a connection ends: what waits goes out, then the end of the stream, then what the peer still sends is
// dropped.

#include "net/connection.hpp"

#include "net/batch.hpp"
#include "net/loop.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <utility>

namespace hawser::net {

namespace {

// How long the peer may take to end its side after we ended ours. Closing at once would make the system
// answer late bytes with a reset, which can destroy what the peer has not read yet (RFC 9112 §9.6).
constexpr std::chrono::seconds linger_time{2};

} // namespace

void Connection::finish()
{
    if (!is_open())
        return;
    finishing_ = true;
    deadline_.store(0, std::memory_order_relaxed);
    std::vector<char>{}.swap(kept_);
    auto* batch = Batch::current();
    if (batch && batch->corked() == this)
        flush_cork(*batch);
    if (queue_.empty() && !write_armed_)
        begin_linger();
    arm_read();
}

void Connection::begin_linger()
{
    if (closed_)
        return;
    if (peer_ended_ && !lingering_ && !transport_->has_last_word())
        return close();
    if (!std::exchange(lingering_, true)) {
        transport_->shutdown_send();
        arm_unsent();
        deadline_.store(loop_->now() + Loop::ticks(linger_time), std::memory_order_relaxed);
    }
    if (peer_ended_ && !write_armed_)
        close();
}

void Connection::discard_input(Batch& batch)
{
    error_code ec;
    transport_->read_some(batch.receive_buffer(), ec);
    if (!ec || ec == asio::error::would_block)
        return;
    peer_ended_ = true;
    if (ec != asio::error::eof)
        return close(lingering_ ? error_code{} : ec);
    if (lingering_ && !write_armed_)
        close();
}

void Connection::close(error_code reason)
{
    if (std::exchange(closed_, true))
        return;
    transport_->close();
    queue_.clear();
    publish_queue();
    std::vector<char>{}.swap(kept_);
    deadline_.store(0, std::memory_order_relaxed);
    write_deadline_.store(0, std::memory_order_relaxed);
    asio::post(transport_->executor(), [self = shared_from_this(), reason] {
        Batch batch{*self->loop_, self.get()};
        self->teardown(reason);
    });
}

void Connection::teardown(error_code reason) noexcept
{
    successor_.reset();
    if (auto protocol = std::exchange(protocol_, nullptr))
        protocol->on_closed(reason);
    loop_->remove(*this);
}

} // namespace hawser::net
