// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/socket_file.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>
#include <hawser/listen.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <vector>

namespace hawser::net {

namespace asio = boost::asio;

/// Converts an address; `Endpoint::Family::none` for one of another family.
Endpoint to_endpoint(const asio::generic::stream_protocol::endpoint& endpoint) noexcept;

/// An open socket of any family that listens, non-blocking.
struct ListeningSocket {
    using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

    Acceptor acceptor;
    asio::generic::stream_protocol protocol; // of what it accepts
    SocketFile file; // after the acceptor, so that it goes first
    Endpoint endpoint;

    /// Removes the file, if there is one, and closes the socket.
    void close() noexcept;
};

/// Opens what `listen` says: two sockets for `"localhost"`, else one.
/// @throws boost::system::system_error with the reason and the place.
std::vector<ListeningSocket> open_listening_sockets(const asio::any_io_executor& executor,
                                                    const Listen& listen, int backlog);

} // namespace hawser::net
