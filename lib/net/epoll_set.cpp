// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/epoll_set.hpp"

#include "net/epoll_transport.hpp"

#include <boost/system/system_error.hpp>

#include <sys/epoll.h>

#include <cerrno>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;

namespace {

// Sockets handled between two looks at what else the thread has to do.
constexpr std::size_t events_at_once = 256;

int create_set()
{
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0)
        throw boost::system::system_error{{errno, boost::system::system_category()}, "epoll_create1"};
    return descriptor;
}

} // namespace

EpollSet::EpollSet(asio::io_context& context) : set_{context, create_set()} {}

bool EpollSet::add(int descriptor, std::uint32_t events, EpollTransport& transport) noexcept
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &transport;
    if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        return false;
    only_ = size_ == 0 ? &transport : nullptr;
    if (size_++ == 0)
        arm();
    return true;
}

void EpollSet::change(int descriptor, std::uint32_t events, EpollTransport& transport) noexcept
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &transport;
    ::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, descriptor, &event); // cannot fail: it was added
}

// Closing alone would not do: a descriptor that a child process inherited would go on being reported.
void EpollSet::remove(int descriptor) noexcept
{
    ::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
    only_ = nullptr;
    error_code ignored;
    if (--size_ == 0) // an empty set is not watched: the pending wait would keep the thread from ending
        set_.cancel(ignored);
}

void EpollSet::arm()
{
    if (std::exchange(armed_, true))
        return;
    set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code ec) {
        armed_ = false;
        if (!ec)
            drain();
        if (size_ > 0)
            arm();
    });
}

// A transport that is closed meanwhile stays until a later handler: its events are skipped, not dangling.
// Where there is only one, as in most programs with a client, the set need not be asked whose event it is.
void EpollSet::drain()
{
    if (only_ && only_->on_event())
        return;
    std::array<epoll_event, events_at_once> events;
    const int count = ::epoll_wait(set_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    if (size_ == 1 && count == 1)
        only_ = static_cast<EpollTransport*>(events[0].data.ptr);
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        static_cast<EpollTransport*>(event.data.ptr)->on_events(event.events);
    }
}

} // namespace hawser::net
