// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_transport.hpp"

#include "net/connection.hpp"
#include "net/loop.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;

template <class Executor>
BasicSocketTransport<Executor>::BasicSocketTransport(Socket socket) : socket_{std::move(socket)}
{
    error_code ignored; // a socket that is broken already says so at the first read
    socket_.non_blocking(true, ignored);
}

template <class Executor>
std::size_t BasicSocketTransport<Executor>::read_some(std::span<char> buffer, error_code& ec)
{
    return socket_.read_some(asio::buffer(buffer.data(), buffer.size()), ec);
}

template <class Executor>
std::size_t BasicSocketTransport<Executor>::write_some(std::span<const std::string_view> pieces, error_code& ec)
{
    std::array<asio::const_buffer, 16> buffers;
    const auto count = std::min(pieces.size(), buffers.size());
    std::transform(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(count), buffers.begin(),
                   [](std::string_view piece) { return asio::buffer(piece); });
    if (count == 1)
        return socket_.write_some(buffers[0], ec);
    return socket_.write_some(std::span{buffers.data(), count}, ec);
}

template <class Executor>
void BasicSocketTransport<Executor>::wait_readable(std::shared_ptr<Connection> connection)
{
    socket_.async_wait(Socket::wait_read,
                       [connection = std::move(connection)](error_code ec) { connection->on_readable(ec); });
}

template <class Executor>
void BasicSocketTransport<Executor>::wait_writable(std::shared_ptr<Connection> connection)
{
    socket_.async_wait(Socket::wait_write,
                       [connection = std::move(connection)](error_code ec) { connection->on_writable(ec); });
}

template <class Executor>
void BasicSocketTransport<Executor>::shutdown_send()
{
    error_code ignored; // fails where the peer has gone, which the next read tells
    socket_.shutdown(Socket::shutdown_send, ignored);
}

template <class Executor>
void BasicSocketTransport<Executor>::close()
{
    error_code ignored; // the descriptor is gone whatever it says
    socket_.close(ignored);
}

template class BasicSocketTransport<asio::any_io_executor>;
template class BasicSocketTransport<asio::io_context::executor_type>;

std::unique_ptr<Transport> make_socket_transport(const Loop& loop, SocketTransport::Socket socket)
{
    using ContextExecutor = asio::io_context::executor_type;
    const auto* executor = loop.executor().target<ContextExecutor>();
    error_code ec;
    if (const auto endpoint = socket.local_endpoint(ec); executor && loop.is_single_threaded() && !ec) {
        const auto protocol = endpoint.protocol();
        if (const auto handle = socket.release(ec); !ec)
            return std::make_unique<BasicSocketTransport<ContextExecutor>>(
                BasicSocketTransport<ContextExecutor>::Socket{*executor, protocol, handle});
    }
    return std::make_unique<SocketTransport>(std::move(socket));
}

} // namespace hawser::net
