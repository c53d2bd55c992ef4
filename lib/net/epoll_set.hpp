// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace hawser::net {

class EpollTransport;

/// The sockets of one I/O thread, watched level-triggered by an epoll set of their own, which Asio in turn
/// watches as one descriptor (Linux only).
///
/// Asio's own `async_wait` makes a system call and an operation for every wait of every socket. Here a socket
/// that goes on being read needs neither, and an idle one is a third of a kilobyte smaller. A socket that is
/// alone in the set is told of its events without asking for them. See doc/design/0005-epoll-set.md.
///
/// *Thread safety*: none; it is used on its I/O thread, but for construction.
class EpollSet {
public:
    explicit EpollSet(boost::asio::io_context& context);
    EpollSet(const EpollSet&) = delete;
    EpollSet& operator=(const EpollSet&) = delete;

    /// Begins to watch a descriptor; `events` are EPOLLIN, EPOLLOUT or both. False if the system refuses.
    bool add(int descriptor, std::uint32_t events, EpollTransport& transport) noexcept;
    /// Changes what a descriptor is watched for.
    void change(int descriptor, std::uint32_t events, EpollTransport& transport) noexcept;
    /// Watches a descriptor that was added no longer.
    void remove(int descriptor) noexcept;

private:
    void arm();
    void drain();

    boost::asio::posix::stream_descriptor set_;
    std::size_t size_ = 0;
    EpollTransport* only_ = nullptr; // the one that is watched; null: it is not known, or there are others
    bool armed_ = false;
};

} // namespace hawser::net
