// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connector.hpp"
#include "support/socket_pair.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace hawser::test {

namespace asio = boost::asio;
using asio::ip::tcp;

inline bool has_ipv6()
{
    asio::io_context context;
    tcp::acceptor acceptor{context};
    error_code ec;
    acceptor.open(tcp::v6(), ec);
    if (!ec)
        acceptor.bind({asio::ip::address_v6::loopback(), 0}, ec);
    return !ec;
}

/// A port that somebody has, and where nobody listens.
class ClosedPort {
public:
    explicit ClosedPort(const asio::ip::address& address = asio::ip::address_v4::loopback())
        : socket_{context_, tcp::endpoint{address, 0}}
    {
    }
    tcp::endpoint endpoint() const { return socket_.local_endpoint(); }

private:
    asio::io_context context_;
    tcp::socket socket_;
};

/// An address at which nobody answers: its backlog is full, and Linux drops what comes then.
class BlackHole {
public:
    explicit BlackHole(const asio::ip::address& address = asio::ip::address_v4::loopback())
        : acceptor_{context_}
    {
        acceptor_.open(address.is_v4() ? tcp::v4() : tcp::v6());
        acceptor_.bind({address, 0});
        acceptor_.listen(0);
        for (int i = 0; i < 8; ++i) {
            auto& filler = fillers_.emplace_back(context_);
            const auto endpoint = acceptor_.local_endpoint();
            filler.open(endpoint.protocol());
            filler.native_non_blocking(true);
            ::connect(filler.native_handle(), endpoint.data(), static_cast<socklen_t>(endpoint.size()));
        }
    }
    tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

private:
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::deque<tcp::socket> fillers_;
};

/// Connectors, and names that they find.
struct ConnectorFixture {
    using Socket = net::Connector::Socket;

    asio::io_context context;
    std::map<std::string, net::Addresses> names; ///< what the resolver knows; others it never answers
    net::Resolved unanswered;    ///< of the last of those
    std::string asked;                      ///< what it was asked last
    std::shared_ptr<net::Connector> connector;
    std::optional<error_code> ec; ///< what `done` got
    std::optional<Socket> socket;
    int calls = 0;

    net::Resolve resolver()
    {
        return
            [this](const std::string& host, const std::string& service, net::Resolved resolved) {
                asked = host + ' ' + service;
                if (const auto found = names.find(host); found != names.end())
                    resolved({}, found->second);
                else
                    unanswered = std::move(resolved);
            };
    }

    void start(net::ConnectTarget target, const net::ConnectTimeouts& timeouts = {})
    {
        connector = std::make_shared<net::Connector>(context.get_executor(), resolver());
        socket.reset();
        ec.reset();
        calls = 0;
        connector->start(std::move(target), timeouts, [this](error_code result, Socket made) {
            ++calls;
            ec = result;
            socket.emplace(std::move(made));
        });
        BOOST_TEST(calls == 0);
    }

    /// Returns what it ended with; nothing comes after it.
    error_code finish()
    {
        BOOST_TEST(run_until(context, [this] { return calls > 0; }));
        context.restart();
        context.poll();
        BOOST_TEST(context.stopped()); // nothing is left to wait for
        BOOST_TEST(calls == 1);
        BOOST_TEST((socket && socket->is_open()) == !ec->failed());
        return ec.value_or(error_code{});
    }
    error_code connect(net::ConnectTarget target, const net::ConnectTimeouts& timeouts = {})
    {
        start(std::move(target), timeouts);
        return finish();
    }
};

} // namespace hawser::test
