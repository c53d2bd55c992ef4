// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Files that the system sends by itself. They go past the queue, so order is kept by having the queue empty
// first.

#include "net/connection.hpp"

#include "net/batch.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>

namespace hawser::net {

namespace asio = boost::asio;

using State = Connection::FileProgress::State;

Connection::FileProgress Connection::send_file(int file, std::uint64_t offset, std::size_t size)
{
    if (!is_open())
        return {State::dropped, 0};
    auto* batch = Batch::current();
    const bool corked = batch->corked() == this;
    flush(); // nothing, mostly
    if (closed_)
        return {State::dropped, 0};
    if (!queue_.empty() || write_armed_)
        return wait_for_room(0);

    // The head of an answer, most often: together they make one segment more often than two.
    const auto head = corked ? batch->corked_pieces() : std::span<const std::string_view>{};
    const auto head_size = total_size(head);
    error_code ec;
    const auto taken = transport_->send_file(head, file, offset, size, ec);
    queue_rest(head, std::min(taken, head_size));
    if (corked)
        batch->clear_cork();
    count_written(taken);
    written_in_window_ += taken;
    publish_queue();
    const auto bytes = taken - std::min(taken, head_size);
    if (ec == asio::error::would_block || !queue_.empty())
        return wait_for_room(bytes);
    if (ec == boost::system::errc::operation_not_supported)
        return {State::unsupported, bytes};
    if (ec) {
        close(ec);
        return {State::dropped, bytes};
    }
    return {bytes == size ? State::sent : State::ended, bytes};
}

Connection::FileProgress Connection::wait_for_room(std::size_t bytes)
{
    wants_drain_ = true;
    arm_write();
    return {State::waiting, bytes};
}

} // namespace hawser::net
