// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server with the features of WebSocket services that the examples do not have, for the tests against other
// implementations and the soak. `/stats` tells what it holds.

#include "support/command_line.hpp"

#include <hawser/handshake.hpp>
#include <hawser/http_server.hpp>

#include <boost/asio/thread_pool.hpp>

#include <malloc.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

// There in programs with a sanitizer, whose allocator mallinfo does not know.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace {

using namespace std::chrono_literals;
using hawser::Compression;
using hawser::DeflateOptions;
using hawser::MessageType;
using hawser::QueuePolicy;
using hawser::WebSocketOptions;

// --- what the server holds

std::atomic<long> behaviors{0};
std::array<std::atomic<long>, 5000> closed{}; // by close code

/// Bytes that are allocated and not freed.
std::size_t heap_size()
{
    if (__sanitizer_get_current_allocated_bytes)
        return __sanitizer_get_current_allocated_bytes();
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::string stats(const hawser::Server& server)
{
    std::ostringstream out;
    out << R"({"connections": )" << server.connection_count() << R"(, "behaviors": )" << behaviors
        << R"(, "heap": )" << heap_size() << R"(, "closed": {)";
    const char* separator = "";
    for (std::size_t code = 0; code < closed.size(); ++code)
        if (closed[code] != 0)
            out << std::exchange(separator, ", ") << '"' << code << R"(": )" << closed[code];
    out << "}}";
    return out.str();
}

// --- the services

class Counted : public hawser::Behavior {
public:
    Counted() { ++behaviors; }
    ~Counted() override { --behaviors; }

private:
    void on_close(const hawser::CloseInfo& info) override
    {
        ++closed.at(static_cast<std::size_t>(info.code));
    }
};

/// The first word of a text, which is taken away, and the space behind it too.
std::string_view take_word(std::string_view& text)
{
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::size_t take_number(std::string_view& text)
{
    return std::stoul(std::string{take_word(text)});
}

class Echo : public Counted {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Echoes messages while they arrive, and lets the sender wait for a slow reader.
class Fragments : public Counted {
    void on_fragment(const hawser::Fragment& fragment) override
    {
        if (fragment.is_first())
            writer_.emplace(begin(fragment.type()));
        if (writer_->append(fragment.bytes()) != hawser::SendResult::sent)
            session().pause_receiving();
        if (fragment.is_last()) {
            writer_->end();
            writer_.reset();
        }
    }

    void on_drain() override { session().resume_receiving(); }

    std::optional<hawser::MessageWriter> writer_;
};

/// Sends every message to all.
class Broadcast : public Counted {
    void on_message(const hawser::Message& message) override
    {
        if (message.is_text())
            sessions().broadcast(message.text());
        else
            sessions().broadcast(message.bytes());
    }
};

/// Does as it is told: `me TEXT`, `all TEXT`, `others TEXT`, `group NAME TEXT`, `join NAME`, `leave NAME`.
class Room : public Counted {
    void on_message(const hawser::Message& message) override
    {
        auto text = message.text();
        const auto verb = take_word(text);
        if (verb == "me")
            send(text);
        else if (verb == "all")
            sessions().broadcast(text);
        else if (verb == "others")
            sessions().broadcast_except(session(), text);
        else if (verb == "join")
            join(text);
        else if (verb == "leave")
            leave(text);
        else if (verb == "group")
            sessions().group(take_word(text)).broadcast(text);
    }
};

/// Tells which subprotocol was chosen.
class Subprotocol : public Counted {
    void on_open() override { send(subprotocol()); }
};

/// Closes as it is told: `CODE REASON`.
class Closer : public Counted {
    void on_message(const hawser::Message& message) override
    {
        auto reason = message.text();
        const auto code = static_cast<hawser::CloseCode>(take_number(reason));
        close(code, reason);
    }
};

/// Sends a Ping with the message as its payload, and `pong` when it is answered.
class Pinger : public Counted {
    void on_message(const hawser::Message& message) override
    {
        session().async_ping(message.text(), [session = session()](hawser::error_code ec, auto) {
            session.send(ec ? ec.message() : "pong");
        });
    }
};

/// Sends `COUNT` messages of `SIZE` bytes, which begin with a number, without waiting for the reader.
class Flood : public Counted {
    void on_message(const hawser::Message& message) override
    {
        auto order = message.text();
        const auto count = take_number(order);
        const auto size = take_number(order);
        for (std::size_t i = 0; i < count; ++i) {
            auto text = std::to_string(i) + ' ';
            text.resize(std::max(text.size(), size), '.');
            send(text);
        }
    }
};

/// Sends one message of `SIZE` bytes, from a stream.
class Stream : public Counted {
    void on_message(const hawser::Message& message) override
    {
        auto order = message.text();
        const auto size = take_number(order);
        std::string text;
        for (std::size_t i = 0; text.size() < size; ++i)
            text += std::to_string(i) + ' ';
        text.resize(size);
        const auto stream = std::make_shared<std::istringstream>(std::move(text));
        send(*stream, size, MessageType::text, [stream](hawser::error_code) {});
    }
};

// --- what they are allowed

WebSocketOptions plain(const hawser::ServerOptions& server)
{
    return server.websocket;
}

/// Compresses whatever its size, so that the tests need no large messages.
WebSocketOptions deflate(WebSocketOptions options, bool takeover, int window_bits = 15)
{
    options.compression = true;
    options.deflate = DeflateOptions{.server_no_context_takeover = !takeover,
                                     .client_no_context_takeover = !takeover,
                                     .server_max_window_bits = window_bits,
                                     .client_max_window_bits = window_bits,
                                     .min_size = 0};
    return options;
}

WebSocketOptions with_policy(WebSocketOptions options, QueuePolicy policy)
{
    options.max_queue_size = 256 * 1024;
    options.queue_high_mark = 64 * 1024;
    options.queue_low_mark = 16 * 1024;
    options.queue_policy = policy;
    return options;
}

/// Notices soon that a peer has gone.
WebSocketOptions impatient(WebSocketOptions options)
{
    options.ping_interval = 1s;
    options.pong_timeout = 2s;
    options.message_timeout = 3s;
    options.close_timeout = 1s;
    return options;
}

void add_services(hawser::HttpServer& server, boost::asio::thread_pool& pool)
{
    const auto options = plain(server.options());
    const auto no_takeover = deflate(options, false);
    const auto takeover = deflate(options, true);

    server.add_service<Echo>("/echo");
    server.add_service<Echo>("/impatient", {}, impatient(takeover));
    server.add_service<Echo>("/deflate", {}, no_takeover);
    server.add_service<Echo>("/deflate-takeover", {}, takeover);
    server.add_service<Echo>("/deflate-9", {}, deflate(options, true, 9));
    auto fragmented = takeover;
    fragmented.fragment_size = 1000;
    server.add_service<Echo>("/fragmented", {}, fragmented);
    auto pooled = takeover;
    pooled.callback_executor = pool.get_executor();
    server.add_service<Echo>("/pool", {}, pooled);
    auto refused = takeover;
    refused.on_handshake = [](hawser::Handshake& handshake) { handshake.ignore_extensions(); };
    server.add_service<Echo>("/no-extensions", {}, refused);

    auto pieces = takeover;
    pieces.deliver_fragments = true;
    server.add_service<Fragments>("/fragments", {}, pieces);
    server.add_service<Stream>("/stream", {}, takeover);

    server.add_service<Broadcast>("/broadcast");
    server.add_service<Room>("/room", {}, no_takeover);
    server.add_service<Room>("/room-takeover", {}, takeover);

    auto spoken = options;
    spoken.subprotocols = {"chat.v2", "chat.v1"};
    spoken.on_handshake = [](hawser::Handshake& handshake) {
        handshake.set("X-Served-By", "services_server");
    };
    server.add_service<Subprotocol>("/subprotocol", {}, spoken);
    server.add_service<Closer>("/close");
    server.add_service<Pinger>("/ping");

    server.add_service<Flood>("/flood-close", {}, with_policy(impatient(options), QueuePolicy::close));
    server.add_service<Flood>("/flood-newest", {}, with_policy(options, QueuePolicy::drop_newest));
    server.add_service<Flood>("/flood-oldest", {}, with_policy(takeover, QueuePolicy::drop_oldest));
}

/// What an application may do from a thread of its own while sessions come and go.
void tick(std::stop_token stop, const hawser::SessionManager& sessions)
{
    for (std::size_t i = 0; !stop.stop_requested(); ++i) {
        std::this_thread::sleep_for(10ms);
        if (sessions.count() == 0)
            continue;
        sessions.broadcast("tick " + std::to_string(i) + std::string(i * 7919 % 20'000, '.'));
        if (i % 50 != 0)
            continue;
        sessions.sweep();
        for (const auto& id : sessions.active_ids())
            sessions.send_to(id, "you are number " + std::to_string(i));
        if (const auto ids = sessions.ids(); ids.size() > 5)
            sessions.close_session(ids.front(), hawser::CloseCode::going_away, "one too many");
    }
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that is killed leaves no server behind
        const auto options = example::read_options(argc, argv, {.address = "127.0.0.1"});
        if (!options)
            return EXIT_SUCCESS;

        boost::asio::thread_pool pool{2};
        hawser::HttpServer server{*options};
        add_services(server, pool);
        const auto ticker = server.add_service<Echo>(
            "/ticker", {},
            with_policy(impatient(deflate(plain(server.options()), true)), QueuePolicy::drop_oldest));
        server.get("/stats", [&server](const hawser::Request&, hawser::Response& answer) {
            answer.text(stats(server));
        });

        const std::jthread ticking{tick, std::ref(ticker.sessions())};
        example::run(server, "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "services_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
