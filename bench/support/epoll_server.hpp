// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the limits have in common: a WebSocket server on a bare, level-triggered epoll loop.
#pragma once

#include "support/bytes.hpp"
#include "support/handshake_response.hpp"
#include "support/socket.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline constexpr std::size_t receive_size = 512 * 1024;
inline constexpr std::size_t receive_slack = 16; ///< bytes behind what was received that may be used
inline constexpr std::size_t max_head = 8 * 1024;

/// What has become of the frames in a buffer.
struct Answered {
    iovec reply{};              ///< to be sent at once
    std::size_t consumed = 0;   ///< bytes of complete frames
    std::size_t frame_size = 0; ///< of the incomplete frame behind them; 0: unknown, or a small one
    bool close = false;         ///< a Close frame came
    bool bad = false;           ///< bytes that no client may send
};

inline iovec part(const void* data, std::size_t size)
{
    return {const_cast<void*>(data), size};
}

/// @tparam Derived says what frames become: `Answered answer_frames(Connection&, unsigned char*, size_t)`.
/// @tparam State what it keeps for each connection.
template <class Derived, class State>
class EpollServer {
public:
    struct Connection {
        explicit Connection(Descriptor s) : socket{std::move(s)} {}

        Descriptor socket;
        bool open = false;          ///< the handshake is done
        bool closing = false;       ///< a Close has been answered: nothing more is read
        Bytes partial;              ///< the start of a frame (or request) whose rest has not come
        std::size_t frame_size = 0; ///< of the frame in partial; 0 while its header is incomplete
        Bytes unsent;               ///< what the kernel did not take; nothing is read meanwhile
        std::size_t unsent_at = 0;
        [[no_unique_address]] State state;
    };

    explicit EpollServer(std::uint16_t port) : listener_{listen_on(port)}
    {
        epoll_ = Descriptor{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
        epoll_event event{};
        event.events = EPOLLIN;
        checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener_.get(), &event), "epoll_ctl");
    }

    std::uint16_t port() const { return local_port(listener_.get()); }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
            if (count < 0 && errno != EINTR) {
                throw_errno("epoll_wait");
            }
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                if (event.data.ptr == nullptr) {
                    accept_all();
                } else {
                    serve(static_cast<Connection*>(event.data.ptr), event.events);
                }
            }
        }
    }

protected:
    // What Derived may replace.
    std::string_view agree_on_extensions(Connection&, std::string_view) { return {}; }
    void opened(Connection&) {}
    void closed(Connection&) {}

    /// Sends both in one write and keeps what the kernel does not take. False: the connection is finished.
    bool send(Connection& c, iovec first, iovec second)
    {
        const std::size_t total = first.iov_len + second.iov_len;
        if (total == 0) {
            return true;
        }
        ssize_t count = 0;
        if (!c.unsent.empty()) { // only a broadcast gets here: nothing is read meanwhile
            count = 0;
        } else if (first.iov_len == 0) {
            count = ::send(c.socket.get(), second.iov_base, second.iov_len, MSG_NOSIGNAL);
        } else {
            std::array<iovec, 2> parts{first, second};
            msghdr message{};
            message.msg_iov = parts.data();
            message.msg_iovlen = parts.size();
            count = ::sendmsg(c.socket.get(), &message, MSG_NOSIGNAL);
        }
        if (count < 0 && errno != EAGAIN) {
            return false;
        }
        std::size_t sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        if (sent < total) {
            for (const iovec& p : {first, second}) {
                const std::size_t skip = std::min(sent, p.iov_len);
                c.unsent.append(static_cast<const unsigned char*>(p.iov_base) + skip, p.iov_len - skip);
                sent -= skip;
            }
            watch(c, EPOLLOUT);
        }
        return true;
    }

private:
    Derived& derived() { return static_cast<Derived&>(*this); }

    void accept_all()
    {
        for (;;) {
            Descriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
            if (!socket.is_open()) {
                return;
            }
            set_no_delay(socket.get());
            auto connection = std::make_unique<Connection>(std::move(socket));
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = connection.get();
            checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection->socket.get(), &event), "epoll_ctl");
            connection.release(); // serve() deletes it
        }
    }

    void serve(Connection* connection, std::uint32_t ready)
    {
        bool alive = true;
        if ((ready & EPOLLOUT) != 0) {
            alive = flush(*connection);
        } else {
            alive = connection->open ? read_frames(*connection) : read_request(*connection);
        }
        if (!alive) {
            if (connection->open) {
                derived().closed(*connection);
            }
            delete connection;
        }
    }

    bool read_request(Connection& c)
    {
        unsigned char* const data = buffer_.data();
        const std::size_t kept = take_partial(c);
        const ssize_t count = ::recv(c.socket.get(), data + kept, receive_size - kept, 0);
        if (count <= 0) {
            c.partial.append(data, kept);
            return count < 0 && errno == EAGAIN;
        }
        const std::size_t size = kept + static_cast<std::size_t>(count);
        const std::string_view bytes{reinterpret_cast<const char*>(data), size};
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            c.partial.append(data, size);
            return size <= max_head;
        }
        const std::string_view head = bytes.substr(0, end + 2);
        const std::string response = handshake_response(head, derived().agree_on_extensions(c, head));
        if (response.empty()) {
            return false;
        }
        c.open = true;
        derived().opened(c);
        unsigned char* const rest = data + end + 4;
        return answer(c, part(response.data(), response.size()), rest, size - end - 4);
    }

    bool read_frames(Connection& c)
    {
        if (c.frame_size > 0) {
            return read_rest_of_frame(c);
        }
        unsigned char* const data = buffer_.data();
        const std::size_t kept = take_partial(c);
        const ssize_t count = ::recv(c.socket.get(), data + kept, receive_size - kept, 0);
        if (count <= 0) {
            c.partial.append(data, kept);
            return count < 0 && errno == EAGAIN;
        }
        return answer(c, part(nullptr, 0), data, kept + static_cast<std::size_t>(count));
    }

    /// Reads the rest of a large frame straight to its place and what follows it into the shared buffer, so
    /// that only the first piece of the frame is ever copied.
    bool read_rest_of_frame(Connection& c)
    {
        unsigned char* const data = buffer_.data();
        const std::size_t missing = c.frame_size - c.partial.size();
        std::array<iovec, 2> parts{part(c.partial.data() + c.partial.size(), missing),
                                   part(data, receive_size)};
        const ssize_t count = ::readv(c.socket.get(), parts.data(), static_cast<int>(parts.size()));
        if (count <= 0) {
            return count < 0 && errno == EAGAIN;
        }
        const auto size = static_cast<std::size_t>(count);
        if (size < missing) {
            c.partial.grow_by(size);
            return true;
        }
        const Answered first = derived().answer_frames(c, c.partial.data(), c.frame_size);
        c.partial.clear(); // its memory still holds the answer until that is sent
        if (first.close) {
            return finish(c, first.reply, data, 0, Answered{.close = true});
        }
        return answer(c, first.reply, data, size - missing);
    }

    /// Moves a small beginning to the front of the shared buffer, where the read continues it.
    std::size_t take_partial(Connection& c)
    {
        const std::size_t size = c.partial.size();
        if (size > 0) {
            std::memcpy(buffer_.data(), c.partial.data(), size);
            c.partial.clear();
        }
        return size;
    }

    bool answer(Connection& c, iovec before, unsigned char* data, std::size_t size)
    {
        return finish(c, before, data, size, derived().answer_frames(c, data, size));
    }

    /// Sends @p before and the answers in one write, and keeps the incomplete frame behind the others.
    /// Returns false when the connection is finished.
    bool finish(Connection& c, iovec before, unsigned char* data, std::size_t size, const Answered& answered)
    {
        if (answered.bad || !send(c, before, answered.reply)) {
            return false;
        }
        if (answered.close) {
            c.closing = true;
            return !c.unsent.empty();
        }
        c.frame_size = answered.frame_size;
        if (answered.consumed < size) {
            c.partial.reserve(answered.frame_size);
            c.partial.append(data + answered.consumed, size - answered.consumed);
        }
        return true;
    }

    bool flush(Connection& c)
    {
        const ssize_t count = ::send(c.socket.get(), c.unsent.data() + c.unsent_at,
                                     c.unsent.size() - c.unsent_at, MSG_NOSIGNAL);
        if (count < 0) {
            return errno == EAGAIN;
        }
        c.unsent_at += static_cast<std::size_t>(count);
        if (c.unsent_at < c.unsent.size()) {
            return true;
        }
        c.unsent.clear();
        c.unsent_at = 0;
        watch(c, EPOLLIN);
        return !c.closing;
    }

    void watch(Connection& c, std::uint32_t events)
    {
        epoll_event event{};
        event.events = events;
        event.data.ptr = &c;
        checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, c.socket.get(), &event), "epoll_ctl");
    }

    Descriptor listener_;
    Descriptor epoll_;
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(receive_size + receive_slack);
};

} // namespace bench
