// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connector.hpp"

#include "core/system_error.hpp"
#include "net/address_race.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/errc.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <deque>
#include <optional>
#include <stdexcept>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

namespace {

// How long to wait for room where a Unix socket's backlog is full, of which the system gives no notice.
constexpr std::chrono::milliseconds backlog_delay{20};

// Asio opens sockets that programs which the application starts would inherit.
void open(Connector::Socket& socket, int family, error_code& ec)
{
#ifdef SOCK_CLOEXEC
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
    const int descriptor = ::socket(family, SOCK_STREAM, 0);
    if (descriptor >= 0)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
#endif
    if (descriptor < 0) {
        ec = core::last_error();
        return;
    }
    socket.assign(asio::generic::stream_protocol{family, 0}, descriptor, ec);
    if (ec)
        ::close(descriptor);
}

void open_tcp(Connector::Socket& socket, const tcp::endpoint& address,
              const std::optional<asio::ip::address>& local, error_code& ec)
{
    open(socket, address.protocol().family(), ec);
    if (ec)
        return;
    error_code ignored; // without it, it is only slower
    socket.set_option(tcp::no_delay{true}, ignored);
    if (!local)
        return;
#ifdef IP_BIND_ADDRESS_NO_PORT
    // The port is chosen when the peer is known, so that connections to several peers can share one.
    const int yes = 1;
    ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
#endif
    socket.bind(tcp::endpoint{*local, 0}, ec);
}

void close(Connector::Socket& socket)
{
    error_code ignored; // the descriptor is gone whatever it says
    socket.close(ignored);
}

// What Asio takes for the end of a wait need not be one.
bool is_connected(const Connector::Socket& socket)
{
    error_code ec;
    socket.remote_endpoint(ec);
    return !ec;
}

std::optional<asio::ip::address> address_of(const std::string& host)
{
    error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    return ec ? std::nullopt : std::optional{address};
}

// A zone that this machine does not have: the address alone would be another one, or none.
bool has_unknown_zone(const asio::ip::address& address, const std::string& host)
{
    return address.is_v6() && address.to_v6().is_link_local() && address.to_v6().scope_id() == 0 &&
           host.find('%') != std::string::npos;
}

void check(const ConnectTarget& target)
{
    if (!target.unix_path.empty())
        return;
    if (target.host.empty() || target.host.find('\0') != std::string::npos)
        throw std::invalid_argument{"hawser: a host to connect to must be a name or an IP address"};
    if (!target.local_address.empty() && !address_of(target.local_address))
        throw std::invalid_argument{"hawser: a local address must be an IP address: " + target.local_address};
}

} // namespace

/// What goes on between `start` and `done`.
class Connector::Operation : public std::enable_shared_from_this<Operation> {
public:
    Operation(asio::any_io_executor executor, Resolve resolve, ConnectTarget target,
              const ConnectTimeouts& timeouts, Done done)
        : executor_{std::move(executor)}, resolve_{std::move(resolve)}, target_{std::move(target)},
          timeouts_{timeouts}, done_{std::move(done)}, deadline_{executor_}, turn_{executor_}
    {
    }

    void start();
    void cancel();

private:
    void limit_connecting();
    void resolve();
    void begin_race(Addresses addresses);
    void go_on();
    void attempt(std::size_t number);
    void on_attempt(std::size_t number, error_code ec);
    void begin_unix();
    void connect_unix();
    void on_unix(error_code ec);
    void finish(error_code ec, Socket* connected = nullptr);

    asio::any_io_executor executor_;
    Resolve resolve_;
    const ConnectTarget target_;
    const ConnectTimeouts timeouts_;
    Done done_; // null when it is over
    std::atomic<bool> is_cancelled_{false};

    std::weak_ptr<Lookup> lookup_;
    asio::steady_timer deadline_; // of connecting, with all attempts
    asio::steady_timer turn_;     // of the next attempt
    std::optional<asio::ip::address> local_;
    std::optional<AddressRace> race_;
    std::deque<Socket> sockets_; // by the number of the attempt; a deque leaves them where they are
};

void Connector::Operation::start()
{
    asio::post(executor_, [self = shared_from_this()] {
        if (!self->done_) // cancelled
            return;
        if (self->target_.unix_path.empty())
            self->resolve();
        else
            self->begin_unix();
    });
}

// The flag also holds for a result that is on its way already.
void Connector::Operation::cancel()
{
    is_cancelled_.store(true, std::memory_order_relaxed);
    asio::post(executor_, [self = shared_from_this()] { self->finish(asio::error::operation_aborted); });
}

void Connector::Operation::limit_connecting()
{
    expire_after(deadline_, timeouts_.connect);
    deadline_.async_wait([self = shared_from_this()](error_code failure) {
        if (!failure)
            self->finish(error::connect_timeout);
    });
}

// --- resolving

void Connector::Operation::resolve()
{
    if (!target_.local_address.empty())
        local_ = address_of(target_.local_address);
    if (const auto address = address_of(target_.host)) {
        if (has_unknown_zone(*address, target_.host))
            return finish(make_error_code(boost::system::errc::no_such_device));
        return begin_race({{*address, target_.port}});
    }
    const auto lookup = std::make_shared<Lookup>(executor_, std::move(resolve_));
    lookup_ = lookup;
    lookup->start(target_.host, target_.port, timeouts_.resolve,
                  [self = shared_from_this()](error_code ec, Addresses addresses) {
                      ec ? self->finish(ec) : self->begin_race(std::move(addresses));
                  });
}

// --- TCP

void Connector::Operation::begin_race(Addresses addresses)
{
    const bool has_any = !addresses.empty();
    if (local_)
        std::erase_if(addresses, [this](const tcp::endpoint& address) {
            return address.address().is_v4() != local_->is_v4();
        });
    race_.emplace(addresses);
    if (has_any && addresses.empty())
        return finish(asio::error::address_family_not_supported);
    limit_connecting();
    go_on();
}

// Begins what is due, and sees when it will be due again.
void Connector::Operation::go_on()
{
    while (const auto number = race_->next(Clock::now()))
        attempt(*number);
    if (race_->is_lost())
        return finish(race_->error());
    if (const auto turn = race_->next_turn()) {
        turn_.expires_at(*turn);
        turn_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec && self->done_)
                self->go_on();
        });
    }
}

void Connector::Operation::attempt(std::size_t number)
{
    const auto& address = race_->addresses()[number];
    auto& socket = sockets_.emplace_back(executor_);
    error_code ec;
    open_tcp(socket, address, local_, ec);
    if (ec) {
        close(socket);
        return race_->on_failed(ec);
    }
    socket.async_connect(address, [self = shared_from_this(), number](error_code failure) {
        self->on_attempt(number, failure);
    });
}

void Connector::Operation::on_attempt(std::size_t number, error_code ec)
{
    if (!done_)
        return;
    auto& socket = sockets_[number];
    if (!ec && race_->on_connected(number))
        return finish({}, &socket);
    close(socket);
    race_->on_failed(ec);
    go_on();
}

// --- Unix sockets

void Connector::Operation::begin_unix()
{
    if (target_.unix_path.size() >= sizeof(sockaddr_un::sun_path))
        return finish(make_error_code(boost::system::errc::filename_too_long));
    limit_connecting();
    connect_unix();
}

void Connector::Operation::connect_unix()
{
    auto name = target_.unix_path;
    if (name.front() == '@')
        name.front() = '\0';
    sockets_.clear();
    auto& socket = sockets_.emplace_back(executor_);
    error_code ec;
    open(socket, AF_UNIX, ec);
    if (ec)
        return finish(ec);
    socket.async_connect(asio::local::stream_protocol::endpoint{name},
                         [self = shared_from_this()](error_code failure) { self->on_unix(failure); });
}

void Connector::Operation::on_unix(error_code ec)
{
    if (!done_)
        return;
    auto& socket = sockets_.front();
    if (ec || is_connected(socket))
        return finish(ec, &socket);
    // The backlog is full (EAGAIN), which Asio takes for a connection to wait for.
    turn_.expires_after(backlog_delay);
    turn_.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled && self->done_)
            self->connect_unix();
    });
}

// --- the end

void Connector::Operation::finish(error_code ec, Socket* connected)
{
    if (!done_)
        return;
    if (is_cancelled_.load(std::memory_order_relaxed))
        ec = asio::error::operation_aborted;
    Socket socket{executor_};
    if (!ec && connected)
        socket = std::move(*connected);
    sockets_.clear(); // the losers are closed
    if (const auto lookup = lookup_.lock())
        lookup->cancel();
    deadline_.cancel();
    turn_.cancel();
    std::exchange(done_, nullptr)(ec, std::move(socket));
}

// --- the handle

Connector::Connector(asio::any_io_executor executor, Resolve resolve)
    : executor_{std::move(executor)}, resolve_{std::move(resolve)}
{
}

void Connector::start(ConnectTarget target, const ConnectTimeouts& timeouts, Done done)
{
    if (!executor_)
        throw std::logic_error{"hawser: a connector starts once"};
    check(target);
    // Handed over, since a strand must not be kept longer than its context.
    const auto operation = std::make_shared<Operation>(std::exchange(executor_, {}), std::move(resolve_),
                                                       std::move(target), timeouts, std::move(done));
    operation_ = operation;
    operation->start();
}

void Connector::cancel()
{
    if (const auto operation = operation_.lock())
        operation->cancel();
}

} // namespace hawser::net
