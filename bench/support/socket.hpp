// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Plain Linux sockets, for the programs that use no library: the load generator and the limit.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace bench {

using Clock = std::chrono::steady_clock;

[[noreturn]] inline void throw_errno(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

/// Throws with @p what when a system call answered less than zero; otherwise hands the answer on.
inline int checked(int result, const char* what)
{
    if (result < 0) {
        throw_errno(what);
    }
    return result;
}

/// Owns one file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_{fd} {}
    Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() { reset(); }

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

    void reset()
    {
        if (fd_ >= 0) {
            ::close(std::exchange(fd_, -1));
        }
    }

private:
    int fd_ = -1;
};

inline sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void set_no_delay(int fd)
{
    const int on = 1;
    checked(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
}

/// A non-blocking listener on 127.0.0.1; port 0 lets the system choose.
inline Descriptor listen_on(std::uint16_t port)
{
    Descriptor listener{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
    const int on = 1;
    checked(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    const sockaddr_in address = loopback(port);
    checked(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    checked(::listen(listener.get(), SOMAXCONN), "listen");
    return listener;
}

inline std::uint16_t local_port(int fd)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

/// Waits until @p fd is ready for @p events (poll's); throws when @p deadline passes first.
inline void wait_for(int fd, short events, Clock::time_point deadline)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd entry{fd, events, 0};
    if (checked(::poll(&entry, 1, static_cast<int>(std::max<decltype(left)>(left, 0))), "poll") == 0) {
        throw std::runtime_error{"the server did not answer in time"};
    }
}

/// A connected non-blocking socket to 127.0.0.1.
inline Descriptor connect_to(std::uint16_t port, Clock::time_point deadline)
{
    Descriptor socket{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
    const sockaddr_in address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        if (errno != EINPROGRESS) {
            throw_errno("connect");
        }
        wait_for(socket.get(), POLLOUT, deadline);
        int error = 0;
        socklen_t size = sizeof error;
        checked(::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size), "SO_ERROR");
        if (error != 0) {
            throw std::system_error{error, std::generic_category(), "connect"};
        }
    }
    set_no_delay(socket.get());
    return socket;
}

/// Makes close() reset the connection, so that thousands of clients leave no TIME_WAIT behind.
inline void reset_on_close(int fd)
{
    const linger now{1, 0};
    checked(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), "SO_LINGER");
}

} // namespace bench
