// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A peer: Boost.Beast's WebSocket client, written as its asynchronous examples are.

#include "support/client_run.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <string_view>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using Tcp = asio::ip::tcp;
using Error = boost::beast::error_code;

// No time-outs, one frame a message, and one write a frame: nothing that an echo does not need.
template <class Stream>
void set_options(Stream& stream, std::size_t message_size)
{
    stream.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                      websocket::stream_base::none(), false});
    stream.auto_fragment(false);
    stream.text(true);
    stream.write_buffer_bytes(std::max<std::size_t>(4096, message_size));
}

/// Connects and reads; `take` is given each message.
class Client : public std::enable_shared_from_this<Client> {
    // Neither the timer of beast::tcp_stream nor a type-erased executor is needed.
    using Stream = websocket::stream<asio::basic_stream_socket<Tcp, asio::io_context::executor_type>>;

    auto handler(void (Client::*next)())
    {
        return [self = shared_from_this(), next](Error error, std::size_t = 0) {
            if (error) {
                self->handlers_->failed();
            } else {
                (self.get()->*next)();
            }
        };
    }

public:
    struct Handlers {
        std::function<void(Client&)> opened;
        std::function<void(Client&, std::string_view)> take;
        std::function<void()> failed;
    };

    Client(asio::io_context& loop, const Handlers& handlers, std::string_view message)
        : stream_{loop}, handlers_{&handlers}, message_{message}
    {
        set_options(stream_, message.size());
    }

    void connect(const Tcp::endpoint& server)
    {
        stream_.next_layer().async_connect(server, handler(&Client::handshake));
    }

    /// Sends the message once more, after those that wait.
    void send()
    {
        ++owed_;
        if (owed_ == 1) {
            write();
        }
    }

private:
    void handshake()
    {
        stream_.next_layer().set_option(Tcp::no_delay{true});
        stream_.async_handshake("127.0.0.1", "/Echo", handler(&Client::opened));
    }

    void opened()
    {
        handlers_->opened(*this);
        read();
    }

    void read() { stream_.async_read(buffer_, handler(&Client::received)); }

    void received()
    {
        const auto data = buffer_.cdata();
        handlers_->take(*this, {static_cast<const char*>(data.data()), data.size()});
        buffer_.clear();
        read();
    }

    // Beast allows one write at a time.
    void write() { stream_.async_write(asio::buffer(message_), handler(&Client::written)); }

    void written()
    {
        if (--owed_ > 0) {
            write();
        }
    }

    Stream stream_;
    boost::beast::flat_buffer buffer_;
    const Handlers* handlers_;
    std::string_view message_;
    std::size_t owed_ = 0;
};

Tcp::endpoint server_of(const bench::ClientRun& run)
{
    return {asio::ip::address_v4::loopback(), run.port};
}

void run_echo(const bench::ClientRun& run)
{
    bench::EchoCount count{run.size};
    const Client::Handlers handlers{.opened =
                                        [&](Client& client) {
                                            count.start();
                                            for (std::size_t i = 0; i < run.in_flight; ++i) {
                                                client.send();
                                            }
                                        },
                                    .take =
                                        [&](Client& client, std::string_view answer) {
                                            count.answered(answer);
                                            client.send();
                                        },
                                    .failed = [&] { count.fail(); }};
    bench::Loop loop;
    asio::post(loop.context(), [&] {
        std::make_shared<Client>(loop.context(), handlers, count.message())->connect(server_of(run));
    });
    bench::measure_echoes(run, count);
}

asio::awaitable<void> answer(const bench::ClientRun& run, bench::EchoCount& count)
{
    websocket::stream<Tcp::socket> stream{co_await asio::this_coro::executor};
    co_await stream.next_layer().async_connect(server_of(run), asio::use_awaitable);
    stream.next_layer().set_option(Tcp::no_delay{true});
    co_await stream.async_handshake("127.0.0.1", "/Echo", asio::use_awaitable);
    set_options(stream, count.message().size());
    count.start();
    const auto message = asio::buffer(count.message());
    for (std::size_t i = 0; i < run.in_flight; ++i) {
        co_await stream.async_write(message, asio::use_awaitable);
    }
    for (boost::beast::flat_buffer buffer;; buffer.clear()) {
        co_await stream.async_read(buffer, asio::use_awaitable);
        const auto data = buffer.cdata();
        count.answered({static_cast<const char*>(data.data()), data.size()});
        co_await stream.async_write(message, asio::use_awaitable);
    }
}

void run_coroutine(const bench::ClientRun& run)
{
    bench::EchoCount count{run.size};
    bench::Loop loop;
    asio::co_spawn(loop.context(), answer(run, count), [&](const std::exception_ptr&) { count.fail(); });
    bench::measure_echoes(run, count);
    loop.stop();
}

void run_idle(const bench::ClientRun& run)
{
    bench::Openings openings;
    const Client::Handlers handlers{.opened = [&](Client&) { openings.opened(); },
                                    .take = [](Client&, std::string_view) {},
                                    .failed = [&] { openings.failed(); }};
    bench::Loop loop;
    bench::measure_idle(run, openings, [&] {
        asio::post(loop.context(), [&] {
            std::make_shared<Client>(loop.context(), handlers, std::string_view{})->connect(server_of(run));
        });
    });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto run = bench::client_run_from_command_line(argc, argv)) {
            run->idle() ? run_idle(*run) : run->coroutine() ? run_coroutine(*run) : run_echo(*run);
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_beast_client: " << e.what() << '\n';
        return 1;
    }
}
