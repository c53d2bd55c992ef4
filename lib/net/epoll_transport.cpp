// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/epoll_transport.hpp"

#include "core/system_error.hpp"
#include "net/connection.hpp"
#include "net/loop.hpp"
#include "net/system_send.hpp"

#include <boost/asio/error.hpp>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;

EpollTransport::EpollTransport(Loop& loop, int descriptor) noexcept : loop_{loop}, descriptor_{descriptor} {}

EpollTransport::~EpollTransport()
{
    close();
}

asio::any_io_executor EpollTransport::executor()
{
    return loop_.executor();
}

EpollSet& EpollTransport::set() const noexcept
{
    return *loop_.epoll_set();
}

std::size_t EpollTransport::read_some(std::span<char> buffer, error_code& ec)
{
    for (;;) {
        const auto count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        ec = count > 0 ? error_code{} : count == 0 ? error_code{asio::error::eof} : core::last_error();
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }
}

std::size_t EpollTransport::write_some(std::span<const std::string_view> pieces, error_code& ec)
{
    std::array<iovec, 16> vectors;
    const auto used = std::min(pieces.size(), vectors.size());
    for (std::size_t i = 0; i < used; ++i)
        vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()}; // iovec serves both ways
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = used;
    for (;;) {
        const auto count = used == 1
                               ? ::send(descriptor_, vectors[0].iov_base, vectors[0].iov_len, MSG_NOSIGNAL)
                               : ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        ec = count < 0 ? core::last_error() : error_code{};
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
}

bool EpollTransport::can_send_files() const noexcept
{
    return has_send_file();
}

std::size_t EpollTransport::send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                                      std::size_t size, error_code& ec)
{
    return net::send_file(descriptor_, head, file, offset, size, ec);
}

std::size_t EpollTransport::unacknowledged() const noexcept
{
    return unacknowledged_bytes(descriptor_);
}

void EpollTransport::wait_readable(std::shared_ptr<Connection> connection)
{
    want(EPOLLIN, *connection);
}

void EpollTransport::wait_writable(std::shared_ptr<Connection> connection)
{
    want(EPOLLOUT, *connection);
}

void EpollTransport::want(std::uint32_t event, Connection& connection)
{
    connection_ = &connection;
    wanted_ = static_cast<std::uint8_t>(wanted_ | event);
    if (!notifying_)
        sync();
}

// Tells the set what is wanted, if that has changed; mostly it has not. Where nothing is, the socket leaves
// the set, which would report an error or a hang-up again and again to nobody.
void EpollTransport::sync()
{
    if (descriptor_ < 0 || registered_ == wanted_)
        return;
    if (registered_ == 0) {
        if (!set().add(descriptor_, wanted_, *this))
            return refuse_later();
    } else if (wanted_ == 0) {
        set().remove(descriptor_);
    } else {
        set().change(descriptor_, wanted_, *this);
    }
    registered_ = wanted_;
}

// The system has no room for one more watch: the connection finds out when it tries to go on.
void EpollTransport::refuse_later()
{
    asio::post(loop_.executor(), [connection = connection_->shared_from_this()] {
        connection->on_readable(asio::error::no_memory);
    });
}

void EpollTransport::on_events(std::uint32_t events)
{
    if (descriptor_ < 0)
        return;
    // An error or hang-up concerns every wait: the next read or write says what it is.
    const auto came = (events & (EPOLLERR | EPOLLHUP)) != 0 ? wanted_ : events & wanted_;
    wanted_ = static_cast<std::uint8_t>(wanted_ & ~came);
    notifying_ = true;
    if ((came & EPOLLIN) != 0)
        connection_->on_readable({});
    if ((came & EPOLLOUT) != 0 && descriptor_ >= 0)
        connection_->on_writable({});
    notifying_ = false;
    sync();
}

// If there was none, whoever waits finds that out by trying, as after an error.
bool EpollTransport::on_event()
{
    const auto wanted = wanted_;
    if (!std::has_single_bit(wanted))
        return false;
    on_events(wanted);
    return true;
}

void EpollTransport::shutdown_send()
{
    ::shutdown(descriptor_, SHUT_WR);
}

void EpollTransport::close()
{
    if (descriptor_ < 0)
        return;
    if (std::exchange(registered_, std::uint8_t{0}) != 0)
        set().remove(descriptor_);
    ::close(std::exchange(descriptor_, -1));
}

} // namespace hawser::net
