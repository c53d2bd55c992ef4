// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A connection of the load generator: a socket, with TLS or without.
#pragma once

#include "support/socket.hpp"
#include "support/tls_client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// Its calls answer as those of the socket do: a number of bytes of plaintext, 0 at the end of the stream, or
/// -1 and `errno`.
class Channel {
public:
    /// @param context null: no TLS
    Channel(Descriptor socket, SSL_CTX* context) : socket_{std::move(socket)}
    {
        if (context != nullptr) {
            tls_ = std::make_unique<Tls>();
            tls_->ssl = make_ssl(context, tls_->ciphertext);
            SSL_set_connect_state(tls_->ssl.get());
        }
    }

    int fd() const { return socket_.get(); }
    bool is_open() const { return socket_.is_open(); }
    void close() { socket_.reset(); }
    SSL* ssl() const { return tls_ ? tls_->ssl.get() : nullptr; }

    /// Goes on with the handshake; true when it is over. Its last flight waits for flush(), or for what is
    /// sent next.
    bool handshake()
    {
        if (!tls_ || SSL_is_init_finished(ssl()) == 1) {
            return true;
        }
        if (needs_input() && SSL_get_state(ssl()) != TLS_ST_BEFORE) {
            const ssize_t count = fill(max_read);
            if (count == 0) {
                throw std::runtime_error{"the server closed during the TLS handshake"};
            }
            if (count < 0 && errno != EAGAIN && errno != EINTR) {
                throw_errno("recv of the TLS handshake");
            }
        }
        ERR_clear_error();
        const bool done = take_result(SSL_do_handshake(ssl())) == 1;
        keep_rest();
        if (!done) {
            flush();
        }
        return done;
    }

    /// The whole handshake at once.
    void handshake(Clock::time_point deadline)
    {
        while (!handshake()) {
            wait_readable(deadline);
        }
        flush();
    }

    /// Blocks until there is something to receive, or perhaps so; throws when @p deadline passes first.
    void wait_readable(Clock::time_point deadline) const
    {
        if (!tls_ || (needs_input() && SSL_pending(ssl()) == 0)) {
            wait_for(fd(), POLLIN, deadline);
        }
    }

    ssize_t receive(unsigned char* data, std::size_t size)
    {
        return tls_ ? receive_tls(data, size) : ::recv(fd(), data, size, 0);
    }

    /// The same, and leaves it there.
    ssize_t peek(char* data, std::size_t size)
    {
        if (!tls_) {
            return ::recv(fd(), data, size, MSG_PEEK);
        }
        if (SSL_pending(ssl()) == 0 && needs_input()) {
            if (const ssize_t count = fill(max_read); count <= 0) {
                return count;
            }
        }
        ERR_clear_error();
        std::size_t count = 0;
        const ssize_t result = take_result(SSL_peek_ex(ssl(), data, size, &count));
        keep_rest();
        return result == 1 ? static_cast<ssize_t>(count) : result;
    }

    /// With TLS, what it takes may wait for flush().
    ssize_t send(std::string_view bytes)
    {
        return tls_ ? send_tls(bytes) : ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    bool has_unsent() const { return tls_ && tls_->sent < tls_->ciphertext.output.size(); }

    /// Sends the ciphertext that waits; false if some still does.
    bool flush()
    {
        while (has_unsent()) {
            std::string& output = tls_->ciphertext.output;
            const ssize_t count =
                ::send(fd(), output.data() + tls_->sent, output.size() - tls_->sent, MSG_NOSIGNAL);
            if (count < 0) {
                if (errno != EAGAIN && errno != EINTR) {
                    throw_errno("send");
                }
                return false;
            }
            tls_->sent += static_cast<std::size_t>(count);
        }
        if (tls_) {
            tls_->sent = 0;
            tls_->ciphertext.output.clear();
        }
        return true;
    }

private:
    static constexpr std::size_t max_read = 512 * 1024;
    static constexpr std::size_t max_write = 64 * 1024; // encrypted for one system call
    static constexpr std::size_t record_room = 17 * 1024;

    struct Tls {
        Ciphertext ciphertext; // its input lies in buffer(), or is `held`
        std::string held;
        std::size_t sent = 0; // of the output
        SslPtr ssl;
    };

    /// Shared by all connections: between two calls nothing is in it.
    static std::vector<char>& buffer()
    {
        static std::vector<char> bytes(max_read);
        return bytes;
    }

    bool needs_input() const { return tls_->ciphertext.input.empty(); }

    ssize_t fill(std::size_t size)
    {
        const ssize_t count = ::recv(fd(), buffer().data(), std::min(size, max_read), 0);
        if (count > 0) {
            tls_->ciphertext.input = {buffer().data(), static_cast<std::size_t>(count)};
        }
        return count;
    }

    /// What OpenSSL has not taken must leave the shared buffer.
    void keep_rest()
    {
        std::string rest{tls_->ciphertext.input};
        tls_->held = std::move(rest);
        tls_->ciphertext.input = tls_->held;
    }

    ssize_t receive_tls(unsigned char* data, std::size_t size)
    {
        // A record that was begun before must find room, too.
        if (needs_input() && SSL_pending(ssl()) == 0) {
            if (const ssize_t count = fill(size > 2 * record_room ? size - record_room : size); count <= 0) {
                return count;
            }
        }
        std::size_t total = 0;
        ssize_t result = 1;
        ERR_clear_error();
        while (total < size && result == 1) {
            std::size_t count = 0;
            result = take_result(SSL_read_ex(ssl(), data + total, size - total, &count));
            total += count;
        }
        keep_rest();
        return total > 0 ? static_cast<ssize_t>(total) : result;
    }

    ssize_t send_tls(std::string_view bytes)
    {
        std::size_t total = 0;
        while (total < bytes.size()) {
            if (tls_->ciphertext.output.size() >= max_write && !flush()) {
                break;
            }
            std::size_t count = 0;
            const int result = SSL_write_ex(ssl(), bytes.data() + total, bytes.size() - total, &count);
            check_tls(result == 1, "SSL_write");
            total += count;
        }
        flush();
        if (total == 0) {
            errno = EAGAIN;
            return -1;
        }
        return static_cast<ssize_t>(total);
    }

    /// 1 when OpenSSL's call has done what it should, else as the socket's calls answer.
    ssize_t take_result(int result)
    {
        if (result == 1) {
            return 1;
        }
        const int error = SSL_get_error(ssl(), result);
        if (error == SSL_ERROR_ZERO_RETURN) {
            return 0;
        }
        check_tls(error == SSL_ERROR_WANT_READ, "TLS");
        errno = EAGAIN;
        return -1;
    }

    Descriptor socket_;
    std::unique_ptr<Tls> tls_;
};

} // namespace bench
