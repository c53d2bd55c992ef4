// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/system_send.hpp"

#include "core/system_error.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <sys/socket.h>
#include <sys/uio.h>

#if defined(__linux__)
#  include <linux/sockios.h>
#  include <sys/ioctl.h>
#  include <sys/sendfile.h>
#endif

namespace hawser::net {

#if defined(__linux__)

namespace {

// More follows: the system need not send what does not fill a segment.
std::size_t send_head(int socket, std::span<const std::string_view> head, error_code& ec) noexcept
{
    std::array<iovec, 16> vectors;
    const auto used = std::min(head.size(), vectors.size());
    for (std::size_t i = 0; i < used; ++i)
        vectors[i] = {const_cast<char*>(head[i].data()), head[i].size()}; // iovec serves both ways
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = used;
    for (;;) {
        const auto count = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_MORE);
        if (count < 0 && errno == EINTR)
            continue;
        ec = count < 0 ? core::last_error() : error_code{};
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
}

/// Keeps SIGPIPE from ending the process, without a word to the rest of it: `sendfile` has no MSG_NOSIGNAL.
/// The signal is for the thread whose call failed, so it waits, blocked, until it is taken off.
class NoPipeSignal {
public:
    NoPipeSignal() noexcept
    {
        ::sigemptyset(&signal_);
        ::sigaddset(&signal_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &signal_, &mask_before_);
    }
    ~NoPipeSignal()
    {
        if (::sigismember(&mask_before_, SIGPIPE) == 0)
            ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

    /// After EPIPE. Where the thread had blocked the signal itself, one more of it makes no difference.
    void take_off() noexcept
    {
        const int error = errno;
        const timespec at_once{};
        if (::sigismember(&mask_before_, SIGPIPE) == 0)
            ::sigtimedwait(&signal_, nullptr, &at_once);
        errno = error;
    }

private:
    sigset_t signal_;
    sigset_t mask_before_;
};

} // namespace

bool has_send_file() noexcept
{
    return true;
}

std::size_t send_file(int socket, std::span<const std::string_view> head, int file, std::uint64_t offset,
                      std::size_t size, error_code& ec) noexcept
{
    ec = {};
    std::size_t done = 0;
    if (!head.empty()) {
        std::size_t head_size = 0;
        for (auto piece : head)
            head_size += piece.size();
        done = send_head(socket, head, ec);
        if (ec || done < head_size) {
            if (!ec)
                ec = boost::asio::error::would_block;
            return done;
        }
    }
    NoPipeSignal guard;
    auto place = static_cast<off_t>(offset);
    for (auto left = size; left > 0;) {
        const auto count = ::sendfile(socket, file, &place, left);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EPIPE)
            guard.take_off();
        if (count < 0 && (errno == EINVAL || errno == ENOSYS || errno == EOVERFLOW))
            ec = boost::system::errc::make_error_code(boost::system::errc::operation_not_supported);
        else if (count < 0)
            ec = core::last_error();
        if (count <= 0) // 0: the end of the file
            break;
        left -= static_cast<std::size_t>(count);
        done += static_cast<std::size_t>(count);
    }
    return done;
}

std::size_t unacknowledged_bytes(int socket) noexcept
{
    int count = 0;
    return ::ioctl(socket, SIOCOUTQ, &count) == 0 && count > 0 ? static_cast<std::size_t>(count) : 0;
}

#else

bool has_send_file() noexcept
{
    return false;
}

std::size_t send_file(int, std::span<const std::string_view>, int, std::uint64_t, std::size_t,
                      error_code& ec) noexcept
{
    ec = boost::system::errc::make_error_code(boost::system::errc::operation_not_supported);
    return 0;
}

std::size_t unacknowledged_bytes(int) noexcept
{
    return 0;
}

#endif

} // namespace hawser::net
