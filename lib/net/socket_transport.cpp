// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_transport.hpp"

#include "net/connection.hpp"
#include "net/epoll_transport.hpp"
#include "net/loop.hpp"
#include "net/system_send.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;

SocketTransport::SocketTransport(Socket socket) : socket_{std::move(socket)}, handle_{socket_.native_handle()}
{
    error_code ignored; // a socket that is broken already says so at the first read
    socket_.non_blocking(true, ignored);
}

std::size_t SocketTransport::read_some(std::span<char> buffer, error_code& ec)
{
    return socket_.read_some(asio::buffer(buffer.data(), buffer.size()), ec);
}

std::size_t SocketTransport::write_some(std::span<const std::string_view> pieces, error_code& ec)
{
    std::array<asio::const_buffer, 16> buffers;
    const auto count = std::min(pieces.size(), buffers.size());
    std::transform(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(count), buffers.begin(),
                   [](std::string_view piece) { return asio::buffer(piece); });
    if (count == 1)
        return socket_.write_some(buffers[0], ec);
    return socket_.write_some(std::span{buffers.data(), count}, ec);
}

bool SocketTransport::can_send_files() const noexcept
{
    return has_send_file();
}

std::size_t SocketTransport::send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                                       std::size_t size, error_code& ec)
{
    return net::send_file(handle_, head, file, offset, size, ec);
}

std::size_t SocketTransport::unacknowledged() const noexcept
{
    return unacknowledged_bytes(handle_);
}

void SocketTransport::wait_readable(std::shared_ptr<Connection> connection)
{
    socket_.async_wait(Socket::wait_read,
                       [connection = std::move(connection)](error_code ec) { connection->on_readable(ec); });
}

void SocketTransport::wait_writable(std::shared_ptr<Connection> connection)
{
    socket_.async_wait(Socket::wait_write,
                       [connection = std::move(connection)](error_code ec) { connection->on_writable(ec); });
}

void SocketTransport::shutdown_send()
{
    error_code ignored; // fails where the peer has gone, which the next read tells
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void SocketTransport::close()
{
    error_code ignored; // the descriptor is gone whatever it says
    socket_.close(ignored);
}

std::unique_ptr<Transport> make_socket_transport(Loop& loop, SocketTransport::Socket socket)
{
    error_code ec;
    if (loop.epoll_set()) {
        socket.native_non_blocking(true, ec);
        if (!ec)
            if (const auto descriptor = socket.release(ec); !ec)
                return std::make_unique<EpollTransport>(loop, descriptor);
    }
    return std::make_unique<SocketTransport>(std::move(socket));
}

} // namespace hawser::net
