// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/proxy_connection.hpp"

#include "http/proxy_protocol.hpp"

#include <string>
#include <utility>

namespace hawser::server {

ProxyConnection::ProxyConnection(const ConnectionEnds& ends, std::chrono::milliseconds timeout, Logger logger,
                                 Next next)
    : ends_{ends}, timeout_{timeout}, logger_{std::move(logger)}, next_{std::move(next)}
{
}

void ProxyConnection::on_start(net::Connection& connection)
{
    connection.set_deadline(timeout_);
}

std::size_t ProxyConnection::on_bytes(net::Connection& connection, std::span<char> bytes)
{
    const auto read = http::read_proxy_header({bytes.data(), bytes.size()});
    switch (read.status) {
    case http::ProxyRead::Status::need_more: return 0;
    case http::ProxyRead::Status::failed: refuse(connection, read.why); return bytes.size();
    case http::ProxyRead::Status::complete: break;
    }
    if (read.header.told)
        ends_ = {read.header.destination, read.header.source, read.header.secure, nullptr};
    connection.set_deadline(std::chrono::milliseconds{0});
    if (auto next = next_(connection, ends_))
        connection.replace_protocol(std::move(next));
    else
        connection.close();
    return read.size;
}

void ProxyConnection::on_eof(net::Connection& connection)
{
    refuse(connection, "the connection ended before the header did");
}

void ProxyConnection::on_deadline(net::Connection& connection)
{
    refuse(connection, "the header did not come in time");
}

void ProxyConnection::on_stop(net::Connection& connection)
{
    connection.close();
}

void ProxyConnection::refuse(net::Connection& connection, std::string_view why) const
{
    if (logger_.enabled(LogLevel::debug))
        logger_.write(LogLevel::debug,
                      "PROXY protocol from " + ends_.remote.to_string() + " refused: " + std::string{why});
    connection.close();
}

} // namespace hawser::server
