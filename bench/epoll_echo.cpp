// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit: a WebSocket echo server on a bare epoll loop that does nothing but echo frames. It checks no
/// UTF-8, assembles no fragments, keeps no deadlines, and has no API.

#include "support/echo_in_place.hpp"
#include "support/server_options.hpp"
#include "support/socket.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using bench::checked;
using bench::Descriptor;
using bench::Echoed;

constexpr std::size_t receive_size = 512 * 1024;
constexpr std::size_t max_head = 8 * 1024;

/// Bytes that a connection keeps from one read to the next. Growing does not fill them with zeros.
class Bytes {
public:
    unsigned char* data() { return data_.get(); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    void grow_by(std::size_t count) { size_ += count; }

    void reserve(std::size_t capacity)
    {
        if (capacity > capacity_) {
            auto larger = std::make_unique_for_overwrite<unsigned char[]>(capacity);
            if (size_ > 0) {
                std::memcpy(larger.get(), data_.get(), size_);
            }
            data_ = std::move(larger);
            capacity_ = capacity;
        }
    }

    void append(const unsigned char* bytes, std::size_t count)
    {
        reserve(size_ + count);
        if (count > 0) {
            std::memcpy(data_.get() + size_, bytes, count);
            size_ += count;
        }
    }

private:
    std::unique_ptr<unsigned char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

struct Connection {
    explicit Connection(Descriptor s) : socket{std::move(s)} {}

    Descriptor socket;
    bool open = false;          ///< the handshake is done
    bool closing = false;       ///< a Close has been answered: nothing more is read
    Bytes partial;              ///< the start of a frame (or request) whose rest has not come
    std::size_t frame_size = 0; ///< of the frame in partial; 0 while its header is incomplete
    Bytes unsent;               ///< what the kernel did not take; nothing is read meanwhile
    std::size_t unsent_at = 0;
};

/// The answer to an opening handshake (RFC 6455 section 4.2.2), or nothing when the key is missing.
std::string handshake_response(std::string_view head)
{
    constexpr std::string_view name = "sec-websocket-key:";
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : int{a}) == int{b};
    });
    if (found == head.end()) {
        return {};
    }
    std::string_view key = head.substr(static_cast<std::size_t>(found - head.begin()) + name.size());
    key.remove_prefix(std::min(key.find_first_not_of(' '), key.size()));
    key = key.substr(0, key.find_first_of(" \r"));
    const std::string joined = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
    std::array<unsigned char, 29> accept;
    EVP_EncodeBlock(accept.data(), digest.data(), static_cast<int>(digest.size()));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string{accept.begin(), accept.end() - 1} + "\r\n\r\n";
}

iovec part(const void* data, std::size_t size)
{
    return {const_cast<void*>(data), size};
}

class Server {
public:
    explicit Server(std::uint16_t port) : listener_{bench::listen_on(port)}
    {
        epoll_ = Descriptor{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
        epoll_event event{};
        event.events = EPOLLIN;
        checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener_.get(), &event), "epoll_ctl");
    }

    std::uint16_t port() const { return bench::local_port(listener_.get()); }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
            if (count < 0 && errno != EINTR) {
                bench::throw_errno("epoll_wait");
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

private:
    void accept_all()
    {
        for (;;) {
            Descriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
            if (!socket.is_open()) {
                return;
            }
            bench::set_no_delay(socket.get());
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
        const std::string response = handshake_response(bytes.substr(0, end + 2));
        if (response.empty()) {
            return false;
        }
        c.open = true;
        unsigned char* const rest = data + end + 4;
        const Echoed echoed = bench::echo_in_place(rest, size - end - 4);
        return answer(c, part(response.data(), response.size()), rest, size - end - 4, echoed);
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
        const std::size_t size = kept + static_cast<std::size_t>(count);
        return answer(c, part(nullptr, 0), data, size, bench::echo_in_place(data, size));
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
        const Echoed first = bench::echo_in_place(c.partial.data(), c.frame_size);
        c.partial.clear(); // its memory still holds the answer until that is sent
        if (first.close) {
            return answer(c, part(c.partial.data(), first.reply), data, 0, Echoed{.close = true});
        }
        const Echoed echoed = bench::echo_in_place(data, size - missing);
        return answer(c, part(c.partial.data(), first.reply), data, size - missing, echoed);
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

    /// Sends @p before and the answers at @p data in one write, and keeps the incomplete frame behind them.
    /// Returns false when the connection is finished.
    bool answer(Connection& c, iovec before, unsigned char* data, std::size_t size, const Echoed& echoed)
    {
        if (echoed.bad || !send(c, before, part(data, echoed.reply))) {
            return false;
        }
        if (echoed.close) {
            c.closing = true;
            return !c.unsent.empty();
        }
        c.frame_size = echoed.frame_size;
        if (echoed.consumed < size) {
            c.partial.reserve(echoed.frame_size);
            c.partial.append(data + echoed.consumed, size - echoed.consumed);
        }
        return true;
    }

    bool send(Connection& c, iovec first, iovec second)
    {
        const std::size_t total = first.iov_len + second.iov_len;
        if (total == 0) {
            return true;
        }
        ssize_t count = 0;
        if (first.iov_len == 0) {
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
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(receive_size);
};

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            Server server{*port};
            bench::announce(server.port());
            server.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_epoll_echo: " << e.what() << '\n';
        return 1;
    }
}
