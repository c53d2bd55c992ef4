// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/listener.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/system/system_error.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <utility>

namespace hawser::net {

namespace {

// Accepted at one wake-up, so that a flood of connections does not starve those that are open.
constexpr int accepts_at_once = 64;

std::string text_of(const asio::ip::tcp::endpoint& endpoint)
{
    const auto port = std::to_string(endpoint.port());
    const auto address = endpoint.address().to_string();
    return endpoint.address().is_v6() ? '[' + address + "]:" + port : address + ':' + port;
}

[[noreturn]] void throw_cannot_listen(error_code ec, const std::string& where)
{
    throw boost::system::system_error{ec, "cannot listen on " + where};
}

} // namespace

Endpoint to_endpoint(const asio::generic::stream_protocol::endpoint& endpoint) noexcept
{
    if (endpoint.data()->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, endpoint.data(), sizeof in);
        std::array<unsigned char, 4> bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return Endpoint::ipv4(bytes, ntohs(in.sin_port));
    }
    if (endpoint.data()->sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, endpoint.data(), sizeof in);
        std::array<unsigned char, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return Endpoint::ipv6(bytes, ntohs(in.sin6_port), in.sin6_scope_id);
    }
    if (endpoint.data()->sa_family == AF_UNIX)
        return Endpoint::local();
    return {};
}

Listener::Listener(std::shared_ptr<Loop> loop, Logger logger)
    : loop_{std::move(loop)}, logger_{std::move(logger)}
{
}

void Listener::open(const ListenerOptions& options)
{
    error_code ec;
    if (options.address == "localhost")
        return open_localhost(options);
    if (options.address.empty()) {
        // One socket for both families; plain IPv4 where the system has no IPv6.
        if (try_open({asio::ip::address_v6::any(), options.port}, options.backlog, true, ec))
            return;
        const tcp::endpoint any_ipv4{asio::ip::address_v4::any(), options.port};
        const bool lacks_ipv6 = ec == asio::error::address_family_not_supported
                                || ec == boost::system::errc::address_not_available;
        if (!lacks_ipv6 || !try_open(any_ipv4, options.backlog, false, ec))
            throw_cannot_listen(ec, text_of(any_ipv4));
        return;
    }
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec)
        throw_cannot_listen(error::bad_option, '"' + options.address + "\": not an IP address or \"localhost\"");
    const tcp::endpoint endpoint{address, options.port};
    if (!try_open(endpoint, options.backlog, false, ec))
        throw_cannot_listen(ec, text_of(endpoint));
}

void Listener::open_localhost(const ListenerOptions& options)
{
    error_code ec;
    // A port that the system picked for one family may be taken in the other: pick again.
    for (int attempt = 0; attempt < 16; ++attempt) {
        const tcp::endpoint ipv4{asio::ip::address_v4::loopback(), options.port};
        if (!try_open(ipv4, options.backlog, false, ec))
            throw_cannot_listen(ec, text_of(ipv4));
        const tcp::endpoint ipv6{asio::ip::address_v6::loopback(), port_};
        if (try_open(ipv6, options.backlog, false, ec) || ec != asio::error::address_in_use)
            return; // a system without IPv6 has one loopback only
        if (options.port != 0)
            throw_cannot_listen(ec, text_of(ipv6));
        acceptors_.clear();
    }
    throw_cannot_listen(ec, "localhost");
}

bool Listener::try_open(const tcp::endpoint& endpoint, int backlog, bool dual_stack, error_code& ec)
{
    auto added = std::make_unique<Acceptor>(
        Acceptor{tcp::acceptor{loop_->executor()}, asio::steady_timer{loop_->executor()}, {}, false});
    auto& acceptor = added->acceptor;
    acceptor.open(endpoint.protocol(), ec);
    if (!ec && endpoint.address().is_v6())
        acceptor.set_option(asio::ip::v6_only{!dual_stack}, ec);
    if (!ec) // so that a restarted server gets its port back at once
        acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec)
        acceptor.bind(endpoint, ec);
    if (!ec)
        acceptor.listen(backlog, ec);
    if (!ec)
        acceptor.non_blocking(true, ec);
    if (ec)
        return false;
    port_ = acceptor.local_endpoint(ec).port();
    acceptors_.push_back(std::move(added));
    return true;
}

void Listener::start(Callbacks callbacks)
{
    callbacks_ = std::move(callbacks);
    loop_->post([self = shared_from_this()] {
        for (auto& acceptor : self->acceptors_)
            self->wait(*acceptor);
    });
}

// At once, so that not even the connections of the same wake-up are accepted.
void Listener::pause()
{
    paused_ = true;
}

void Listener::resume()
{
    paused_ = false;
    loop_->post([self = shared_from_this()] {
        for (auto& acceptor : self->acceptors_)
            self->wait(*acceptor);
    });
}

void Listener::close(std::function<void()> closed)
{
    loop_->post([self = shared_from_this(), closed = std::move(closed)] {
        self->closed_ = true;
        error_code ignored;
        for (auto& acceptor : self->acceptors_) {
            acceptor->acceptor.close(ignored);
            acceptor->timer.cancel();
        }
        if (closed)
            closed();
    });
}

void Listener::wait(Acceptor& acceptor)
{
    if (closed_ || paused_ || std::exchange(acceptor.waiting, true))
        return;
    acceptor.acceptor.async_wait(tcp::acceptor::wait_read, [self = shared_from_this(), &acceptor](error_code ec) {
        acceptor.waiting = false;
        if (ec || self->closed_ || self->paused_)
            return;
        self->accept_some(acceptor);
    });
}

void Listener::accept_some(Acceptor& acceptor)
{
    Batch batch{*loop_};
    for (int i = 0; i < accepts_at_once && !closed_ && !paused_; ++i) {
        error_code ec;
        if (!next_loop_)
            next_loop_ = &callbacks_.next_loop();
        auto socket = acceptor.acceptor.accept(next_loop_->connection_executor(), ec);
        if (ec == asio::error::would_block) {
            if (acceptor.backoff.on_success())
                logger_.write(LogLevel::warning, "accepting connections again");
            break;
        }
        if (ec == asio::error::connection_aborted || ec == asio::error::interrupted)
            continue; // that peer has gone already
        if (ec)
            return back_off(acceptor, ec);
        callbacks_.on_accept(*std::exchange(next_loop_, nullptr), Socket{std::move(socket)});
    }
    wait(acceptor);
}

void Listener::back_off(Acceptor& acceptor, error_code ec)
{
    const auto failure = acceptor.backoff.on_failure();
    if (failure.is_first)
        logger_.write(LogLevel::error, "cannot accept connections, trying again: " + ec.message());
    acceptor.waiting = true;
    acceptor.timer.expires_after(failure.delay);
    acceptor.timer.async_wait([self = shared_from_this(), &acceptor](error_code) {
        acceptor.waiting = false;
        if (!self->closed_ && !self->paused_)
            self->accept_some(acceptor);
    });
}

} // namespace hawser::net
