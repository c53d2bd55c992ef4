// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace hawser::test::conformance {

HttpSocket::HttpSocket(std::uint16_t port) : descriptor_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    const int on = 1;
    const timeval patience{30, 0};
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor_);
        throw std::runtime_error{"cannot connect"};
    }
}

HttpSocket::~HttpSocket()
{
    ::close(descriptor_);
}

void HttpSocket::write(std::string_view bytes, std::size_t piece)
{
    while (!bytes.empty()) {
        const auto count = ::send(descriptor_, bytes.data(), std::min(piece, bytes.size()), MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR)
            return;
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void HttpSocket::end()
{
    ::shutdown(descriptor_, SHUT_WR);
}

std::string HttpSocket::read_to_end()
{
    std::string received;
    std::array<char, 16 * 1024> buffer; // NOLINT: filled by recv
    for (;;) {
        const auto count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (count > 0)
            received.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno == ECONNRESET)
            return received;
        else if (errno != EINTR)
            throw std::runtime_error{"the server did not end the connection"};
    }
}

} // namespace hawser::test::conformance
