// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/transport.hpp"

#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>

namespace hawser::net {

class Loop;

/// A transport over a stream socket of any family, waiting through Asio: for the application's executors.
class SocketTransport : public Transport {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;

    /// Takes an open socket and makes it non-blocking.
    explicit SocketTransport(Socket socket);

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
    boost::asio::any_io_executor executor() override { return socket_.get_executor(); }

private:
    Socket socket_;
    Socket::native_handle_type handle_; // asking the socket for it takes a socket that is not const
};

/// The best transport for a socket that was accepted for `loop`.
std::unique_ptr<Transport> make_socket_transport(Loop& loop, SocketTransport::Socket socket);

} // namespace hawser::net
