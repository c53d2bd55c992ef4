// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connector.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;

namespace {

// Nothing for a path that is too long for the system, where Asio would throw.
std::optional<asio::local::stream_protocol::endpoint> local_endpoint(std::string path)
{
    constexpr std::size_t max_path = 107;
    if (path.size() > max_path)
        return std::nullopt;
    if (path.front() == '@')
        path.front() = '\0';
    return asio::local::stream_protocol::endpoint{path};
}

} // namespace

Connector::Connector(asio::any_io_executor executor, Resolve resolve)
    : executor_{std::move(executor)}, resolve_{std::move(resolve)}, stage_{executor_}, next_attempt_{executor_},
      resolver_{executor_}
{
}

void Connector::start(ConnectTarget target, const StageTimeouts& timeouts, Done done)
{
    target_ = std::move(target);
    timeouts_ = timeouts;
    done_ = std::move(done);
    asio::post(executor_, [self = shared_from_this()] {
        if (!self->done_) // cancelled
            return;
        if (!self->target_.unix_path.empty())
            self->connect_local();
        else
            self->resolve();
    });
}

void Connector::cancel()
{
    if (done_)
        asio::post(executor_, [self = shared_from_this()] { self->finish(asio::error::operation_aborted); });
}

void Connector::finish(error_code ec, Socket socket)
{
    const auto done = std::exchange(done_, nullptr);
    if (!done)
        return;
    stage_.cancel();
    next_attempt_.cancel();
    resolver_.cancel();
    attempts_.clear(); // those that have lost are closed at once
    unix_.reset();
    done(ec, std::move(socket));
}

void Connector::arm(std::chrono::milliseconds time, hawser::error otherwise)
{
    stage_.expires_after(time);
    stage_.async_wait([self = shared_from_this(), otherwise](error_code ec) { // which keeps it alive
        if (!ec)
            self->finish(otherwise);
    });
}

// --- names

// getaddrinfo cannot be interrupted: who is late finds nobody who waits.
void Connector::resolve()
{
    error_code ec;
    if (!target_.local_address.empty()) {
        local_ = asio::ip::make_address(target_.local_address, ec);
        if (ec)
            return finish(error::bad_option);
    }
    if (const auto address = asio::ip::make_address(target_.host, ec); !ec)
        return connect({{address, target_.port}});
    arm(timeouts_.resolve, error::resolve_timeout);
    const auto resolved = [weak = weak_from_this()](error_code failure, const Endpoints& endpoints) {
        const auto self = weak.lock();
        if (!self || !self->done_)
            return;
        failure ? self->finish(failure) : self->connect(endpoints);
    };
    if (resolve_)
        return resolve_(target_.host, target_.port, resolved);
    resolver_.async_resolve(target_.host, std::to_string(target_.port), Tcp::resolver::numeric_service,
                            [resolved, self = shared_from_this()](error_code failure,
                                                                  const Tcp::resolver::results_type& results) {
                                Endpoints endpoints;
                                for (const auto& each : results)
                                    endpoints.push_back(each.endpoint());
                                resolved(failure, endpoints);
                            });
}

// --- connections

void Connector::connect_local()
{
    const auto endpoint = local_endpoint(target_.unix_path);
    if (!endpoint)
        return finish(asio::error::name_too_long);
    arm(timeouts_.connect, error::connect_timeout);
    unix_.emplace(executor_);
    unix_->async_connect(*endpoint, [self = shared_from_this()](error_code ec) {
        if (!self->unix_)
            return;
        auto socket = std::move(*self->unix_);
        ec ? self->finish(ec) : self->finish({}, std::move(socket));
    });
}

void Connector::connect(const Endpoints& endpoints)
{
    Endpoints usable;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(usable), [this](const auto& each) {
        return !local_ || local_->is_v4() == each.address().is_v4();
    });
    if (usable.empty())
        return finish(endpoints.empty() ? error_code{asio::error::host_not_found}
                                        : error_code{asio::error::address_family_not_supported});
    arm(timeouts_.connect, error::connect_timeout);
    race_.emplace(usable);
    attempts_.resize(usable.size());
    try_next();
}

void Connector::try_next()
{
    const auto index = race_->next();
    if (!index)
        return;
    next_attempt_.expires_after(attempt_delay);
    next_attempt_.async_wait([weak = weak_from_this()](error_code ec) {
        if (const auto self = weak.lock(); self && self->done_ && !ec)
            self->try_next();
    });
    start_attempt(*index);
}

bool Connector::bind(Tcp::socket& socket, error_code& ec) const
{
    if (local_)
        socket.bind({*local_, 0}, ec);
    return !ec;
}

void Connector::start_attempt(std::size_t index)
{
    const auto& endpoint = race_->at(index);
    auto& socket = *(attempts_[index] = std::make_unique<Tcp::socket>(executor_));
    error_code ec;
    socket.open(endpoint.protocol(), ec);
    if (!ec && bind(socket, ec))
        return socket.async_connect(endpoint, [self = shared_from_this(), index](error_code failure) {
            self->on_attempt(index, failure);
        });
    // Later, so that many addresses do not make a deep stack.
    asio::post(executor_, [self = shared_from_this(), index, ec] { self->on_attempt(index, ec); });
}

void Connector::on_attempt(std::size_t index, error_code ec)
{
    if (!done_)
        return;
    const auto socket = std::exchange(attempts_[index], nullptr);
    if (!ec) {
        error_code ignored; // it is slower without, and works
        socket->set_option(Tcp::no_delay{true}, ignored);
        return finish({}, std::move(*socket));
    }
    race_->failed(ec);
    if (race_->is_lost())
        return finish(race_->error());
    try_next();
}

} // namespace hawser::net
