// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"
#include "net/transport.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// The far end of a connection in a test: what a peer would send and see, and what the system would do.
/// Shared by the test and the `FakeTransport` that the connection owns.
struct FakePeer {
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    explicit FakePeer(boost::asio::io_context& context_) : context{context_} {}

    boost::asio::io_context& context;
    std::string incoming;                ///< sent by the peer, not read yet
    bool ended = false;                  ///< the peer has ended its side
    std::size_t read_limit = unlimited;  ///< bytes that one read gives at most
    std::size_t room = unlimited;        ///< bytes that the system still takes before it says would_block
    std::size_t fail_at = unlimited;     ///< number of the operation (reads, writes) that fails
    std::size_t operations = 0;          ///< reads and writes so far
    std::size_t writes = 0;              ///< writes so far
    std::string sent;                    ///< what the connection sent
    bool send_ended = false;             ///< the connection ended its side
    bool closed = false;                 ///< the connection is closed

    std::shared_ptr<net::Connection> reader; ///< waits until there is something to read
    std::shared_ptr<net::Connection> writer; ///< waits until there is room

    /// The peer sends bytes, or ends its side.
    void send(std::string_view bytes)
    {
        incoming += bytes;
        wake();
    }
    void end()
    {
        ended = true;
        wake();
    }
    /// The peer reads: there is room again.
    void take(std::size_t bytes = unlimited)
    {
        room = bytes;
        wake();
    }

    /// Completes the waits that have come true.
    void wake()
    {
        if (reader && (!incoming.empty() || ended || closed))
            boost::asio::post(context, [c = std::exchange(reader, nullptr), this] { c->on_readable(wait_result()); });
        if (writer && (room > 0 || closed))
            boost::asio::post(context, [c = std::exchange(writer, nullptr), this] { c->on_writable(wait_result()); });
    }

    error_code wait_result() const
    {
        return closed ? error_code{boost::asio::error::operation_aborted} : error_code{};
    }

    bool fails() { return operations++ == fail_at; }
};

/// A transport without a system beneath it: see `FakePeer`.
class FakeTransport : public net::Transport {
public:
    explicit FakeTransport(std::shared_ptr<FakePeer> peer) : peer_{std::move(peer)} {}

    std::size_t read_some(std::span<char> buffer, error_code& ec) override
    {
        ec = {};
        if (peer_->fails()) {
            ec = boost::asio::error::connection_reset;
            return 0;
        }
        const auto count = std::min({buffer.size(), peer_->incoming.size(), peer_->read_limit});
        if (count == 0) {
            ec = peer_->ended ? error_code{boost::asio::error::eof} : error_code{boost::asio::error::would_block};
            return 0;
        }
        std::memcpy(buffer.data(), peer_->incoming.data(), count);
        peer_->incoming.erase(0, count);
        return count;
    }

    std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec) override
    {
        ec = {};
        ++peer_->writes;
        if (peer_->fails()) {
            ec = boost::asio::error::broken_pipe;
            return 0;
        }
        std::size_t written = 0;
        for (auto piece : pieces) {
            const auto count = std::min(piece.size(), peer_->room);
            peer_->sent.append(piece.substr(0, count));
            if (peer_->room != FakePeer::unlimited)
                peer_->room -= count;
            written += count;
            if (count < piece.size())
                break;
        }
        if (written == 0)
            ec = boost::asio::error::would_block;
        return written;
    }

    void wait_readable(std::shared_ptr<net::Connection> connection) override
    {
        peer_->reader = std::move(connection);
        peer_->wake();
    }

    void wait_writable(std::shared_ptr<net::Connection> connection) override
    {
        peer_->writer = std::move(connection);
        peer_->wake();
    }

    void shutdown_send() override { peer_->send_ended = true; }

    void close() override
    {
        peer_->closed = true;
        peer_->wake();
    }

    boost::asio::any_io_executor executor() override { return peer_->context.get_executor(); }

private:
    std::shared_ptr<FakePeer> peer_;
};

} // namespace hawser::test
