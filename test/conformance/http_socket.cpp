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

HttpSocket::HttpSocket(std::uint16_t port, Secure secure)
    : descriptor_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
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
    if (secure == Secure::no)
        return;
    tls_.emplace();
    tls_->start();
    for (std::string nothing; !tls_->is_open() && !tls_->has_failed();) {
        write_raw(tls_->take_output(), std::string::npos);
        feed_tls(nothing);
    }
    write_raw(tls_->take_output(), std::string::npos);
}

HttpSocket::~HttpSocket()
{
    ::close(descriptor_);
}

void HttpSocket::write(std::string_view bytes, std::size_t piece)
{
    if (tls_)
        write_raw(tls_->encrypt(bytes), piece);
    else
        write_raw(bytes, piece);
}

void HttpSocket::write_raw(std::string_view bytes, std::size_t piece)
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
    if (tls_)
        write_raw(tls_->close(), std::string::npos);
    ::shutdown(descriptor_, SHUT_WR);
}

std::string HttpSocket::read_to_end()
{
    std::string received;
    while (tls_ ? !tls_->is_ended() && !tls_->has_failed() : read_raw(received) > 0)
        if (tls_)
            feed_tls(received);
    return received;
}

// 0 at the end.
std::size_t HttpSocket::read_raw(std::string& bytes)
{
    std::array<char, 16 * 1024> buffer; // NOLINT: filled by recv
    for (;;) {
        const auto count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (count > 0)
            bytes.append(buffer.data(), static_cast<std::size_t>(count));
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == ECONNRESET)
            return 0;
        if (errno != EINTR)
            throw std::runtime_error{"the server did not end the connection"};
    }
}

// The server ends its side with a word, or something is wrong.
void HttpSocket::feed_tls(std::string& received)
{
    std::string ciphertext;
    if (read_raw(ciphertext) == 0)
        throw std::runtime_error{"the server ended the connection without close_notify"};
    tls_->feed(ciphertext);
    received += tls_->take_received();
}

} // namespace hawser::test::conformance
