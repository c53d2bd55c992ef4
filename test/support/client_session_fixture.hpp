// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "session/websocket_session.hpp"
#include "support/client_frames.hpp"
#include "support/frame_builder.hpp"
#include "support/print_error.hpp"
#include "support/print_send_result.hpp"
#include "support/test_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// A client's session that notes what it hears.
class NotingSession : public session::WebSocketSession {
public:
    using WebSocketSession::WebSocketSession;

    std::vector<std::string> events;
    std::function<void(NotingSession&, const Message&)> when_message;
    std::function<void(NotingSession&)> when_pong;
    std::size_t unread = 0; ///< messages that wait for the application

private:
    std::string describe() const override { return "session"; }
    bool has_unread() const override { return unread > 0; }
    bool has_listener() const noexcept override { return has_listener_; }
    void tell_open() override {}
    void tell_message(const Message& message) override
    {
        events.emplace_back(message.text());
        if (when_message)
            when_message(*this, message);
    }
    void tell_fragment(const Fragment&) override {}
    void tell_ping(std::string_view) override {}
    void tell_pong(std::string_view) override
    {
        if (when_pong)
            when_pong(*this);
    }
    void tell_drain() override { events.emplace_back("drain"); }
    void tell_error(error_code ec, std::string_view) override { events.push_back("error " + ec.message()); }
    void tell_close(const CloseInfo& info) override
    {
        events.push_back("close " + std::to_string(static_cast<unsigned>(info.code)));
    }
    void forget_listener() noexcept override { has_listener_ = false; }

    bool has_listener_ = true;
};

/// A client's session on a connection without a socket.
struct ClientSessionFixture : TestLoop {
    WebSocketOptions options;
    std::optional<websocket::DeflateParameters> deflate;
    bool has_broadcasts = true;
    std::shared_ptr<FakePeer> peer;
    std::shared_ptr<NotingSession> session;

    ClientSessionFixture() { options.ping_interval = {}; }
    ~ClientSessionFixture()
    {
        if (runs_at_end)
            close();
    }

    void open()
    {
        close();
        peer = make_peer();
        auto connection = std::make_shared<net::Connection>(loop, std::make_unique<FakeTransport>(peer),
                                                            net::ConnectionSettings{});
        session = std::make_shared<NotingSession>(*connection,
                                                  session::SessionParts{.role = websocket::Role::client,
                                                                        .options = options,
                                                                        .logger = logger,
                                                                        .counters = nullptr,
                                                                        .callbacks = {},
                                                                        .has_broadcasts = has_broadcasts,
                                                                        .deflate = deflate});
        connection->start(session);
        run();
    }
    void close()
    {
        loop->cut_all(error::connection_cut);
        run();
        BOOST_TEST(loop->size() == 0u);
        session.reset();
    }

    /// Runs `work` as a callback of the session does.
    void within_callback(const std::function<void(NotingSession&)>& work)
    {
        session->when_pong = work;
        receive(server_frame(10, ""));
        session->when_pong = nullptr;
    }
    void receive(std::string_view frames)
    {
        peer->send(frames);
        run();
    }

    /// What was sent since the last call; all of it masked, each with a key of its own.
    std::vector<ClientFrame> take_frames()
    {
        run();
        auto frames = take_client_frames(peer->sent);
        for (const auto& frame : frames)
            BOOST_TEST(frame.is_masked);
        return frames;
    }
    /// The messages among them, put together.
    std::vector<std::string> take_messages()
    {
        std::vector<std::string> messages;
        for (auto& frame : take_frames()) {
            if (frame.opcode == 0)
                messages.back() += frame.payload;
            else if (frame.opcode < 8)
                messages.push_back(std::move(frame.payload));
        }
        return messages;
    }
};

} // namespace hawser::test
