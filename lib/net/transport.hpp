// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/errc.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace hawser::net {

class Connection;

/// Bytes of all of them.
inline std::size_t total_size(std::span<const std::string_view> pieces) noexcept
{
    std::size_t sum = 0;
    for (const auto piece : pieces)
        sum += piece.size();
    return sum;
}

/// A byte stream under a connection: a socket, a scripted fake in tests, a TLS filter over another one.
///
/// Reads and writes never block: they do what can be done now, and `would_block` says that it is time
/// to wait. All members are called on the connection's executor.
class Transport {
public:
    virtual ~Transport() = default;

    /// Reads what is there. Zero bytes only with an error: `asio::error::would_block`,
    /// `asio::error::eof`, or one that ends the connection. A call without room, which is only for one that
    /// `wants_input`, takes what is no data.
    virtual std::size_t read_some(std::span<char> buffer, error_code& ec) = 0;

    /// Writes as much as is taken of `pieces`, in order. A call without pieces sends what is unsent.
    virtual std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec) = 0;

    /// Whether something that the transport has taken, or says by itself, still waits for room: wait until it
    /// is writable, and write again.
    virtual bool has_unsent() const noexcept { return false; }

    /// Whether nothing can be written before something is read: read on, even where nobody wants data. It is
    /// writable when that has come.
    virtual bool wants_input() const noexcept { return false; }

    /// Whether `shutdown_send` tells the peer something that `close` does not.
    virtual bool has_last_word() const noexcept { return false; }

    /// Whether the peer's stream ended without the peer's word that it was complete (only TLS has one). Who
    /// takes the end of the stream for the end of a body must not believe it.
    virtual bool is_truncated() const noexcept { return false; }

    /// Whether `send_file` does anything.
    virtual bool can_send_files() const noexcept { return false; }

    /// Writes `head` and then up to `size` bytes of the open file from `offset` on, which the system takes
    /// straight from its own memory. Returns the bytes of both. `errc::operation_not_supported`: not for this
    /// file; `head` may be written nevertheless. Fewer bytes than there are and no error: the file ends
    /// there.
    virtual std::size_t send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                                  std::size_t size, error_code& ec)
    {
        static_cast<void>(head), static_cast<void>(file), static_cast<void>(offset), static_cast<void>(size);
        ec = boost::system::errc::make_error_code(boost::system::errc::operation_not_supported);
        return 0;
    }

    /// Bytes that were written and that the peer's system has not taken yet; 0 where that is not known.
    virtual std::size_t unacknowledged() const noexcept { return 0; }

    /// Call `Connection::on_readable` / `on_writable` once, later, never from within, keeping the
    /// connection alive until then.
    virtual void wait_readable(std::shared_ptr<Connection> connection) = 0;
    virtual void wait_writable(std::shared_ptr<Connection> connection) = 0;

    /// Ends the outgoing direction: the peer sees the end of the stream.
    virtual void shutdown_send() = 0;

    /// Ends both directions; waits that are pending complete with an error.
    virtual void close() = 0;

    /// Where all of the connection's handlers run.
    virtual boost::asio::any_io_executor executor() = 0;
};

} // namespace hawser::net
