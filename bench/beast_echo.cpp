// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A peer: Boost.Beast's WebSocket echo server, written as its asynchronous examples are. It compresses if
/// the client offers it.

#include "support/deflate.hpp"
#include "support/server_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <memory>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
public:
    explicit Session(tcp::socket&& socket) : stream_{std::move(socket)} {}

    void run()
    {
        // No time-outs, one frame a message: nothing that an echo does not need.
        stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                           websocket::stream_base::none(), false});
        stream_.auto_fragment(false);
        websocket::permessage_deflate deflate;
        deflate.server_enable = true;
        deflate.compLevel = bench::deflate_level;
        deflate.memLevel = bench::deflate_memory_level;
        stream_.set_option(deflate);
        stream_.async_accept([self = shared_from_this()](beast::error_code error) {
            if (!error) {
                self->read();
            }
        });
    }

private:
    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error) {
                self->write();
            }
        });
    }

    void write()
    {
        stream_.text(stream_.got_text());
        stream_.async_write(buffer_.data(),
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                if (!error) {
                                    self->buffer_.clear();
                                    self->read();
                                }
                            });
    }

    websocket::stream<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
};

void accept(tcp::acceptor& acceptor)
{
    acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
        if (!error) {
            socket.set_option(tcp::no_delay{true});
            std::make_shared<Session>(std::move(socket))->run();
        }
        accept(acceptor);
    });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            asio::io_context context{1};
            tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), *port}};
            bench::announce(acceptor.local_endpoint().port());
            accept(acceptor);
            context.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_beast_echo: " << e.what() << '\n';
        return 1;
    }
}
