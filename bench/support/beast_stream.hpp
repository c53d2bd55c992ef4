// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the peers with Boost.Beast are built on: a stream with TLS or without.
#pragma once

#include "support/server_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>

#include <memory>
#include <utility>

namespace bench {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

/// Calls @p ready when data may pass.
template <class Ready>
void begin_stream(PlainStream&, Ready ready)
{
    ready(boost::beast::error_code{});
}

template <class Ready>
void begin_stream(TlsStream& stream, Ready ready)
{
    stream.async_handshake(TlsStream::server, std::move(ready));
}

inline boost::asio::ssl::context make_server_context(const ServerOptions& options)
{
    namespace ssl = boost::asio::ssl;
    ssl::context context{ssl::context::tls_server};
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                        ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    context.use_certificate_chain_file(options.certificate);
    context.use_private_key_file(options.key, ssl::context::pem);
    return context;
}

/// Accepts forever; a session is made of its socket and @p context, which are its stream's arguments.
template <class Session, class... Context>
void accept_sessions(boost::asio::ip::tcp::acceptor& acceptor, Context&... context)
{
    acceptor.async_accept([&](boost::beast::error_code error, boost::asio::ip::tcp::socket socket) {
        if (!error) {
            socket.set_option(boost::asio::ip::tcp::no_delay{true});
            std::make_shared<Session>(std::move(socket), context...)->run();
        }
        accept_sessions<Session>(acceptor, context...);
    });
}

/// Announces the port and serves until the process is stopped.
template <class Session, class... Context>
void serve_sessions(const ServerOptions& options, Context&... context)
{
    namespace asio = boost::asio;
    asio::io_context loop{1};
    asio::ip::tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), options.port}};
    announce(acceptor.local_endpoint().port());
    accept_sessions<Session>(acceptor, context...);
    loop.run();
}

} // namespace bench
