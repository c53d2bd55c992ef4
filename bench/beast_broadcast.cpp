// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A peer: a broadcast with Boost.Beast, built as its chat example is: a message is shared by all sessions,
/// and each session has a queue of its own.

#include "support/server_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

struct Message {
    std::string payload;
    bool text;
};

using SharedMessage = std::shared_ptr<const Message>;

class Session;

/// Who is there.
class Room {
public:
    void join(Session* session);
    void leave(Session* session);
    void broadcast(Message message);

private:
    std::mutex mutex_;
    std::unordered_set<Session*> sessions_;
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket&& socket, Room& room) : stream_{std::move(socket)}, room_{room} {}
    ~Session() { room_.leave(this); }

    void run()
    {
        stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                           websocket::stream_base::none(), false});
        stream_.auto_fragment(false);
        stream_.async_accept([self = shared_from_this()](beast::error_code error) {
            if (!error) {
                self->room_.join(self.get());
                self->read();
            }
        });
    }

    void send(SharedMessage message)
    {
        asio::post(stream_.get_executor(),
                   [self = shared_from_this(), message = std::move(message)]() mutable {
                       self->queue_.push_back(std::move(message));
                       if (self->queue_.size() == 1) {
                           self->write();
                       }
                   });
    }

private:
    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error) {
                self->room_.broadcast(
                    {beast::buffers_to_string(self->buffer_.data()), self->stream_.got_text()});
                self->buffer_.consume(self->buffer_.size());
                self->read();
            }
        });
    }

    void write()
    {
        stream_.text(queue_.front()->text);
        stream_.async_write(asio::buffer(queue_.front()->payload),
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                if (error) {
                                    return;
                                }
                                self->queue_.pop_front();
                                if (!self->queue_.empty()) {
                                    self->write();
                                }
                            });
    }

    websocket::stream<beast::tcp_stream> stream_;
    Room& room_;
    beast::flat_buffer buffer_;
    std::deque<SharedMessage> queue_;
};

void Room::join(Session* session)
{
    const std::lock_guard lock{mutex_};
    sessions_.insert(session);
}

void Room::leave(Session* session)
{
    const std::lock_guard lock{mutex_};
    sessions_.erase(session);
}

void Room::broadcast(Message message)
{
    const auto shared = std::make_shared<const Message>(std::move(message));
    std::vector<std::weak_ptr<Session>> sessions; // so that the lock is not held meanwhile
    {
        const std::lock_guard lock{mutex_};
        sessions.reserve(sessions_.size());
        for (Session* const session : sessions_) {
            sessions.push_back(session->weak_from_this());
        }
    }
    for (const auto& weak : sessions) {
        if (const auto session = weak.lock()) {
            session->send(shared);
        }
    }
}

void accept(asio::io_context& context, tcp::acceptor& acceptor, Room& room)
{
    acceptor.async_accept(asio::make_strand(context), [&](beast::error_code error, tcp::socket socket) {
        if (!error) {
            socket.set_option(tcp::no_delay{true});
            std::make_shared<Session>(std::move(socket), room)->run();
        }
        accept(context, acceptor, room);
    });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            Room room; // outlives the sessions
            asio::io_context context{1};
            tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), *port}};
            bench::announce(acceptor.local_endpoint().port());
            accept(context, acceptor, room);
            context.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_beast_broadcast: " << e.what() << '\n';
        return 1;
    }
}
