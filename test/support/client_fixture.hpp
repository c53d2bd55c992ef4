// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/core.hpp"
#include "support/client_frames.hpp"
#include "support/fake_network.hpp"
#include "support/frame_builder.hpp"
#include "support/print_error.hpp"
#include "support/print_send_result.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

using Lines = std::vector<std::string>;

/// A client without sockets, what it tells, and the server at its far end.
struct ClientFixture : TestLoop {
    ClientOptions options;
    FakeNetwork network{*this};
    std::shared_ptr<client::Core> core;
    std::weak_ptr<client::Core> watch; ///< of `core`, which a test may let go

    Lines events; ///< one line a callback
    std::function<void()> when_open, when_drain;
    std::function<void(const Message&)> when_message;
    std::function<void(const CloseInfo&)> when_close;
    std::function<void(error_code)> when_error;
    std::function<void(const ReconnectInfo&)> when_reconnecting;
    std::function<void(std::string_view)> when_ping, when_pong;
    bool takes_messages = true; ///< with `on_message`; else they wait for `read`
    bool sets_callbacks = true; ///< any at all

    ClientFixture()
    {
        options.ping_interval = {}; // its Pings would be among what a test expects
        options.tls.ca_pem = far_authority().pem();
    }
    ~ClientFixture()
    {
        if (runs_at_end)
            let_go();
    }

    static ReconnectOptions at_once()
    {
        return {.initial_delay = std::chrono::milliseconds{1},
                .max_delay = std::chrono::milliseconds{1},
                .jitter = 0,
                .stable_after = std::chrono::milliseconds{0}};
    }

    /// A client; the one before is let go.
    void make(std::string_view url = "ws://a.example/chat")
    {
        let_go();
        events.clear();
        core =
            std::make_shared<client::Core>(client::ThreadUse{}, loop, std::make_shared<const client::Settings>(options),
                                           client::parse_url(url), network.dial());
        watch = core;
        if (sets_callbacks)
            core->set([this](client::Callbacks& all) { set_callbacks(all); });
    }

    // --- operations; each notes how it has ended
    std::uint64_t connect()
    {
        core->connect(++last_id_, [this](error_code ec) { note("connected", ec); });
        network.talk();
        return last_id_;
    }
    std::uint64_t close(CloseCode code = CloseCode::normal, std::string_view reason = {})
    {
        core->close(++last_id_, code, reason, [this](error_code ec, const CloseInfo& info) {
            note("closed " + std::to_string(static_cast<unsigned>(info.code)), ec);
        });
        network.talk();
        return last_id_;
    }
    std::uint64_t send(std::string_view text, std::string_view name = "sent")
    {
        core->send(++last_id_, MessageType::text, text,
                   [this, name = std::string{name}](error_code ec) { note(name, ec); });
        network.talk();
        return last_id_;
    }
    std::uint64_t read()
    {
        core->read(++last_id_, [this](error_code ec) {
            if (ec)
                return note("read", ec);
            error_code failure;
            const auto message = core->take_message(failure);
            if (failure)
                return note("read", failure);
            events.push_back("read " + (message ? shown(message->text()) : "nothing"));
        });
        network.talk();
        return last_id_;
    }
    std::uint64_t ping(std::string_view payload = {})
    {
        core->ping(++last_id_, payload,
                   [this](error_code ec, std::chrono::nanoseconds) { note("ponged", ec); });
        network.talk();
        return last_id_;
    }
    SendResult send_now(std::string_view text)
    {
        const auto result = core->send(MessageType::text, text, Compression::automatic);
        network.talk();
        return result;
    }

    /// An open client, with what led to it forgotten.
    void open()
    {
        if (!core)
            make();
        connect();
        BOOST_TEST_REQUIRE(events == (Lines{"open", "connected"}), boost::test_tools::per_element());
        events.clear();
    }

    // --- the server
    FarEnd& far() const { return *network.last().far; }
    void server_sends(std::string_view frames)
    {
        far().send(std::string{frames});
        network.talk();
    }
    void server_closes(unsigned code, std::string_view reason = {})
    {
        server_sends(server_frame(8, close_payload(code, reason)));
    }
    void server_ends()
    {
        far().end();
        network.talk();
    }
    void server_resets()
    {
        far().peer().fail_at = far().peer().operations;
        far().peer().end();
        network.talk();
    }

    /// What the client has sent since the last call: its frames must be masked.
    std::vector<ClientFrame> take_frames()
    {
        network.talk();
        auto frames = take_client_frames(far().received);
        for (const auto& frame : frames)
            BOOST_TEST(frame.is_masked);
        BOOST_TEST(far().received == "");
        return frames;
    }
    /// The same in short: `1:hello`, `8:1000 reason`, the opcode in front.
    Lines take_sent()
    {
        Lines sent;
        for (const auto& frame : take_frames())
            sent.push_back(std::to_string(frame.opcode) + ':' +
                           (frame.opcode == 8 ? shown_close(frame.payload) : shown(frame.payload)));
        return sent;
    }

    /// Runs what comes of the real clock, until `is_done`; true unless that takes too long.
    template <class Condition>
    bool wait_until(Condition is_done)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        for (network.talk(); !is_done(); network.talk()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            context.restart();
            context.run_one_for(std::chrono::milliseconds{100});
        }
        return true;
    }

    /// Prepares for the end of the io_context, with whatever waits in it.
    void forsake()
    {
        runs_at_end = false;
        network.forsake();
    }

    /// Takes the events.
    Lines take_events() { return std::exchange(events, {}); }

    static std::string shown(std::string_view payload)
    {
        return payload.size() <= 40 ? std::string{payload} : std::to_string(payload.size()) + " bytes";
    }
    static std::string error_event(error e) { return "error " + make_error_code(e).message(); }

private:
    void let_go()
    {
        if (core)
            core->abandon({});
        core.reset();
        loop->cut_all(error::connection_cut);
        network.talk();
    }

    static std::string shown_close(const std::string& payload)
    {
        if (payload.size() < 2)
            return payload;
        const auto code =
            static_cast<unsigned char>(payload[0]) * 256u + static_cast<unsigned char>(payload[1]);
        return std::to_string(code) + (payload.size() > 2 ? ' ' + payload.substr(2) : "");
    }

    void note(std::string event, error_code ec = {})
    {
        events.push_back(std::move(event) + (ec ? ": " + ec.message() : ""));
    }

    template <class Then, class... Arguments>
    void tell(std::string event, const Then& then, const Arguments&... arguments)
    {
        events.push_back(std::move(event));
        if (then)
            then(arguments...);
    }

    void set_callbacks(client::Callbacks& all)
    {
        all.on_open = [this] { tell("open", when_open); };
        if (takes_messages)
            all.on_message = [this](const Message& message) {
                tell((message.is_text() ? "text " : "binary ") + shown(message.text()), when_message,
                     message);
            };
        all.add_rare().on_fragment = [this](const Fragment& piece) {
            events.push_back("piece " + shown(piece.text()) + (piece.is_last() ? " last" : ""));
        };
        all.add_rare().on_ping = [this](std::string_view payload) {
            tell("ping " + std::string{payload}, when_ping, payload);
        };
        all.add_rare().on_pong = [this](std::string_view payload) {
            tell("pong " + std::string{payload}, when_pong, payload);
        };
        all.add_rare().on_drain = [this] { tell("drain", when_drain); };
        all.on_error = [this](error_code ec, std::string_view) {
            tell("error " + ec.message(), when_error, ec);
        };
        all.on_close = [this](const CloseInfo& info) {
            tell("close " + std::to_string(static_cast<unsigned>(info.code)) +
                     (info.reason.empty() ? "" : ' ' + info.reason) + (info.was_clean ? " clean" : ""),
                 when_close, info);
        };
        all.add_rare().on_reconnecting = [this](const ReconnectInfo& info) {
            tell("reconnecting " + std::to_string(info.attempt), when_reconnecting, info);
        };
    }

    std::uint64_t last_id_ = 0;
};

} // namespace hawser::test
