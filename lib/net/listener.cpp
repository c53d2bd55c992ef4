// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/listener.hpp"

#include "core/system_error.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace hawser::net {

namespace {

// Accepted at one wake-up, so that a flood of connections does not starve those that are open.
constexpr int accepts_at_once = 64;

// Asio accepts sockets that programs which the application starts would inherit, and with them hold
// connections open that we have closed.
Listener::Socket accept(ListeningSocket& from, const asio::any_io_executor& executor, error_code& ec)
{
    Listener::Socket socket{executor};
    const auto listening = from.acceptor.native_handle();
#ifdef SOCK_CLOEXEC
    const int descriptor = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
#else
    const int descriptor = ::accept(listening, nullptr, nullptr);
    if (descriptor >= 0)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
#endif
    if (descriptor < 0) {
        ec = core::last_error();
        return socket;
    }
    socket.assign(from.protocol, descriptor, ec);
    if (ec)
        ::close(descriptor);
    return socket;
}

} // namespace

Listener::Listener(std::shared_ptr<Loop> loop, Logger logger)
    : loop_{std::move(loop)}, logger_{std::move(logger)}
{
}

void Listener::open(const Listen& listen, int backlog)
{
    for (auto& socket : open_listening_sockets(loop_->executor(), listen, backlog))
        acceptors_.push_back(std::make_unique<Acceptor>(
            Acceptor{std::move(socket), places_, asio::steady_timer{loop_->executor()}}));
    ++places_;
}

std::vector<Endpoint> Listener::endpoints() const
{
    std::vector<Endpoint> endpoints;
    for (const auto& acceptor : acceptors_)
        endpoints.push_back(acceptor->socket.endpoint);
    return endpoints;
}

std::uint16_t Listener::port() const noexcept
{
    for (const auto& acceptor : acceptors_)
        if (const auto port = acceptor->socket.endpoint.port(); port != 0)
            return port;
    return 0;
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
        for (auto& acceptor : self->acceptors_) {
            acceptor->socket.close();
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
    auto& socket = acceptor.socket.acceptor;
    socket.async_wait(asio::socket_base::wait_read, [self = shared_from_this(), &acceptor](error_code ec) {
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
        auto socket = accept(acceptor.socket, next_loop_->connection_executor(), ec);
        if (ec == asio::error::would_block) {
            if (acceptor.backoff.on_success())
                logger_.write(LogLevel::warning, "accepting connections again");
            break;
        }
        if (ec == asio::error::connection_aborted || ec == asio::error::interrupted ||
            ec == boost::system::errc::protocol_error)
            continue; // that peer has gone already
        if (ec)
            return back_off(acceptor, ec);
        callbacks_.on_accept(*std::exchange(next_loop_, nullptr), std::move(socket), acceptor.place);
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
