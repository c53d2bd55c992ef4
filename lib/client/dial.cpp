// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/dial.hpp"

#include "net/listening_socket.hpp"
#include "net/socket_transport.hpp"

#include <utility>

namespace hawser::client {

namespace {

using Socket = boost::asio::generic::stream_protocol::socket;

Dialed make_dialed(net::Loop& loop, error_code ec, Socket socket)
{
    Dialed dialed;
    dialed.error = ec;
    if (ec)
        return dialed;
    error_code ignored; // of a socket that is broken already, which its first read tells
    dialed.remote = net::to_endpoint(socket.remote_endpoint(ignored));
    dialed.local = net::to_endpoint(socket.local_endpoint(ignored));
    dialed.transport = net::make_socket_transport(loop, std::move(socket));
    return dialed;
}

} // namespace

Dial socket_dial()
{
    return {.connect =
                [](const std::shared_ptr<net::Loop>& loop, const boost::asio::any_io_executor& executor,
                   net::ConnectTarget target, const net::ConnectTimeouts& timeouts,
                   std::function<void(Dialed)> done) {
                    const auto connector = std::make_shared<net::Connector>(executor);
                    connector->start(std::move(target), timeouts,
                                     [loop, done = std::move(done)](error_code ec, Socket socket) {
                                         done(make_dialed(*loop, ec, std::move(socket)));
                                     });
                    return [connector] { connector->cancel(); };
                },
            .resolve = {}};
}

} // namespace hawser::client
