// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/epoll_set.hpp"
#include "net/transport.hpp"

#include <cstdint>

namespace hawser::net {

class Loop;

/// A transport over a socket that the `EpollSet` of its I/O thread watches.
class EpollTransport : public Transport {
public:
    /// Takes over an open, non-blocking socket; the loop has a set. May be called on any thread; all else on
    /// the loop's.
    EpollTransport(Loop& loop, int descriptor) noexcept;
    ~EpollTransport() override;
    EpollTransport(const EpollTransport&) = delete;
    EpollTransport& operator=(const EpollTransport&) = delete;

    std::size_t read_some(std::span<char> buffer, error_code& ec) override;
    std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec) override;
    bool can_send_files() const noexcept override;
    std::size_t send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                          std::size_t size, error_code& ec) override;
    std::size_t unacknowledged() const noexcept override;
    void wait_readable(std::shared_ptr<Connection> connection) override;
    void wait_writable(std::shared_ptr<Connection> connection) override;
    void shutdown_send() override;
    void close() override;
    boost::asio::any_io_executor executor() override;

    /// The set saw events.
    void on_events(std::uint32_t events);
    /// The set saw some event, which only this transport's can be. False, and nothing is done, if it has to
    /// say which: more than one is waited for.
    bool on_event();

private:
    void want(std::uint32_t event, Connection& connection);
    void sync();
    void refuse_later();

    EpollSet& set() const noexcept;

    Loop& loop_;
    Connection* connection_ = nullptr; // owns this transport, and so outlives it
    int descriptor_;
    // EPOLLIN, EPOLLOUT or both, which fit. Small, for a server has many.
    std::uint8_t wanted_ = 0;     // what somebody waits for
    std::uint8_t registered_ = 0; // what the set watches for; 0: it is not in the set
    bool notifying_ = false;
};

} // namespace hawser::net
