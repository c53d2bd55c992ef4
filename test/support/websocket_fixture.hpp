// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/frame_builder.hpp"
#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"

#include <hawser/behavior.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

inline constexpr unsigned text_opcode = 1, binary_opcode = 2, close_opcode = 8, ping_opcode = 9,
                          pong_opcode = 10;

class Recorder;

/// What the sessions of one test do, and what they saw. Outlives the sessions.
struct Record {
    std::vector<std::string> events; ///< one line a callback
    int opens = 0, closes = 0, destroyed = 0;
    std::function<void(Recorder&)> when_open, when_drain, when_close, when_error, when_ping, when_pong;
    std::function<void(Recorder&, const Message&)> when_message;
    std::function<void(Recorder&, const Fragment&)> when_fragment;
};

/// A behavior that notes its callbacks and then does what the test wants.
class Recorder : public Behavior {
public:
    explicit Recorder(Record& record) : record_{record} {}
    ~Recorder() override { ++record_.destroyed; }

    using Behavior::close;
    using Behavior::id;
    using Behavior::join;
    using Behavior::leave;
    using Behavior::ping;
    using Behavior::request;
    using Behavior::send;
    using Behavior::session;
    using Behavior::sessions;

private:
    void on_open() override
    {
        ++record_.opens;
        note("open", record_.when_open);
    }
    void on_message(const Message& message) override
    {
        record_.events.push_back((message.is_text() ? "text " : "binary ") + shown(message.text()));
        if (record_.when_message) {
            record_.when_message(*this, message);
        }
    }
    void on_fragment(const Fragment& fragment) override
    {
        if (record_.when_fragment) {
            record_.when_fragment(*this, fragment);
        }
    }
    void on_ping(std::string_view payload) override
    {
        note("ping " + std::string{payload}, record_.when_ping);
    }
    void on_pong(std::string_view payload) override
    {
        note("pong " + std::string{payload}, record_.when_pong);
    }
    void on_drain() override { note("drain", record_.when_drain); }
    void on_error(error_code error, std::string_view) override
    {
        note("error " + name(error), record_.when_error);
    }
    void on_close(const CloseInfo& info) override
    {
        ++record_.closes;
        note("close " + std::to_string(static_cast<unsigned>(info.code)) +
                 (info.reason.empty() ? "" : " " + info.reason) + (info.was_clean ? " clean" : ""),
             record_.when_close);
    }

    static std::string shown(std::string_view payload)
    {
        return payload.size() <= 40 ? std::string{payload} : std::to_string(payload.size()) + " bytes";
    }
    static std::string name(error_code error) { return error.message(); }

    void note(std::string event, const std::function<void(Recorder&)>& then)
    {
        record_.events.push_back(std::move(event));
        if (then) {
            then(*this);
        }
    }

    Record& record_;
};

/// The events a test expects, with the messages of error codes.
inline std::string error_event(error e)
{
    return "error " + make_error_code(e).message();
}

/// A handshake as in RFC 6455 §1.3.
inline std::string handshake(std::string_view target = "/ws", std::string_view fields = {})
{
    return "GET " + std::string{target} +
           " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
           "13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           std::string{fields} + "\r\n";
}

inline const std::string handshake_answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                            "Connection: Upgrade\r\n"
                                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

inline std::string peer_close(unsigned code, std::string_view reason = {})
{
    return frame(close_opcode, close_payload(code, reason));
}
inline std::string our_close(unsigned code, std::string_view reason = {})
{
    return server_frame(close_opcode, close_payload(code, reason));
}

/// A site with a service of recorders at `/ws`, and its sessions without sockets.
struct WebSocketFixture : ServerFixture {
    static ServerOptions small_options()
    {
        ServerOptions options;
        options.server_name.clear();
        options.websocket.max_message_size = 100'000;
        options.websocket.max_queue_size = 20'000;
        options.websocket.queue_high_mark = 10'000;
        options.websocket.queue_low_mark = 1000;
        options.websocket.ping_interval = {}; // its Pings would be among what a test expects
        return options;
    }

    Record record;
    std::map<std::string, Record> records; ///< of sessions that give themselves a name: `/ws?name=a`
    std::shared_ptr<server::ServiceState> service;

    explicit WebSocketFixture(ServerOptions options = small_options()) : ServerFixture{std::move(options)}
    {
        service = site->add_service("/ws",
                                    [this](const Request& request, Response&) -> std::unique_ptr<Behavior> {
                                        const auto name = request.query("name");
                                        return std::make_unique<Recorder>(name ? records[*name] : record);
                                    },
                                    {});
    }
    ~WebSocketFixture() { close_all(); }

    /// A session whose handshake is done and taken from what was sent.
    std::shared_ptr<FakePeer> open(std::string_view target = "/ws")
    {
        auto peer = connect();
        send(*peer, handshake(target));
        peer->sent.erase(0, peer->sent.find("\r\n\r\n") + 4);
        return peer;
    }

    SessionManager& sessions() const { return service->sessions; }

    void close_all()
    {
        loop.loop->cut_all(error::connection_cut);
        loop.run();
    }

    /// Has all callbacks of messages echo.
    static void echo(Record& record)
    {
        record.when_message = [](Recorder& self, const Message& message) { self.send(message); };
    }
};

} // namespace hawser::test
