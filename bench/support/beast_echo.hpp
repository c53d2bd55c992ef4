// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A session of Boost.Beast's WebSocket echo server, written as its asynchronous examples are. It compresses
/// if the client offers it.
#pragma once

#include "support/beast_stream.hpp"
#include "support/deflate.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace bench {

/// @tparam Lower PlainStream or TlsStream
template <class Lower>
class BeastEcho : public std::enable_shared_from_this<BeastEcho<Lower>> {
    using Error = boost::beast::error_code;
    using Stream = boost::beast::websocket::stream<Lower>;

public:
    template <class... Context>
    explicit BeastEcho(boost::asio::ip::tcp::socket&& socket, Context&... context)
        : stream_{std::move(socket), context...}
    {
    }

    void run()
    {
        begin_stream(stream_.next_layer(), [self = this->shared_from_this()](Error error) {
            if (!error) {
                self->accept();
            }
        });
    }

private:
    void accept()
    {
        namespace websocket = boost::beast::websocket;
        // No time-outs, one frame a message: nothing that an echo does not need.
        stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                           websocket::stream_base::none(), false});
        stream_.auto_fragment(false);
        websocket::permessage_deflate deflate;
        deflate.server_enable = true;
        deflate.compLevel = deflate_level;
        deflate.memLevel = deflate_memory_level;
        stream_.set_option(deflate);
        stream_.async_accept([self = this->shared_from_this()](Error error) {
            if (!error) {
                self->read();
            }
        });
    }

    void read()
    {
        stream_.async_read(buffer_, [self = this->shared_from_this()](Error error, std::size_t) {
            if (!error) {
                self->write();
            }
        });
    }

    void write()
    {
        stream_.text(stream_.got_text());
        stream_.async_write(buffer_.data(), [self = this->shared_from_this()](Error error, std::size_t) {
            if (!error) {
                self->buffer_.clear();
                self->read();
            }
        });
    }

    Stream stream_;
    boost::beast::flat_buffer buffer_;
};

} // namespace bench
