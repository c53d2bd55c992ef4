// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/transport.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>

namespace hawser::net {

class Loop;

/// A transport over a stream socket of any family. `Executor` is the type of the socket's executor: one
/// that is known makes each idle connection 100 bytes smaller than `any_io_executor` does.
template <class Executor>
class BasicSocketTransport : public Transport {
public:
    using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, Executor>;

    /// Takes an open socket and makes it non-blocking.
    explicit BasicSocketTransport(Socket socket);

    std::size_t read_some(std::span<char> buffer, error_code& ec) override;
    std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec) override;
    void wait_readable(std::shared_ptr<Connection> connection) override;
    void wait_writable(std::shared_ptr<Connection> connection) override;
    void shutdown_send() override;
    void close() override;
    boost::asio::any_io_executor executor() override { return socket_.get_executor(); }

private:
    Socket socket_;
};

using SocketTransport = BasicSocketTransport<boost::asio::any_io_executor>;

/// The smallest transport for a socket that was accepted for `loop`.
std::unique_ptr<Transport> make_socket_transport(const Loop& loop, SocketTransport::Socket socket);

} // namespace hawser::net
