// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/websocket_fixture.hpp"

#include <hawser/async_session.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// An executor of the application's, which runs when the test says so. It outlives the sessions.
struct Elsewhere {
    boost::asio::io_context elsewhere;
};

/// A site whose services run coroutines, and its sessions without sockets.
struct CoroutineFixture : Elsewhere, ServerFixture {
    using Body = std::function<boost::asio::awaitable<void>(AsyncSession&)>;

    std::vector<std::string> seen; ///< what the coroutines have noted

    CoroutineFixture() : ServerFixture{WebSocketFixture::small_options()} {}
    ~CoroutineFixture()
    {
        if (!loop.runs_at_end)
            return;
        loop.loop->cut_all(error::connection_cut); // while all that coroutines refer to is there
        run_both();
    }

    void serve(Body body, std::chrono::milliseconds grace = std::chrono::seconds{10},
               const std::optional<WebSocketOptions>& options = {}, std::string_view path = "/co")
    {
        site->add_service(path, coroutine(std::move(body), grace), options ? &*options : nullptr);
    }
    WebSocketOptions options() const { return site->options().websocket; }
    WebSocketOptions options_elsewhere()
    {
        auto result = options();
        result.callback_executor = elsewhere.get_executor();
        return result;
    }

    /// A session whose handshake is done and taken from what was sent.
    std::shared_ptr<FakePeer> open(std::string_view path = "/co")
    {
        auto peer = connect();
        send(*peer, handshake(path));
        peer->sent.erase(0, peer->sent.find("\r\n\r\n") + 4);
        return peer;
    }
    /// One whose peer takes nothing more.
    std::shared_ptr<FakePeer> open_stalled(std::string_view path = "/co")
    {
        auto peer = loop.make_peer();
        peer->room = handshake_answer.size();
        connect(peer);
        send(*peer, handshake(path));
        peer->sent.clear();
        return peer;
    }
    /// The peer closes, or answers our Close, and ends the connection.
    void leave(FakePeer& peer, unsigned code = 1000)
    {
        send(peer, peer_close(code));
        end(peer);
    }

    void run_both()
    {
        for (int i = 0; i < 50; ++i) {
            loop.run();
            elsewhere.restart();
            elsewhere.poll();
        }
    }

    // --- for coroutines

    void note(std::string what) { seen.push_back(std::move(what)); }
    void expect(const std::vector<std::string>& notes) const
    {
        BOOST_TEST(seen == notes, boost::test_tools::per_element());
    }
    std::string what_was_thrown() const
    {
        std::string lines;
        for (const auto& line : loop.log)
            if (line.find("threw") != std::string::npos)
                lines += line + '\n';
        return lines;
    }

    /// Notes all messages, and how it ended.
    boost::asio::awaitable<void> collect(AsyncSession session)
    {
        while (auto message = co_await session.read())
            note(std::move(*message).text());
        note("end " + std::to_string(static_cast<int>(session.close_info()->code)));
    }

    /// Waits for `open_gate`: something that has nothing to do with the session.
    boost::asio::awaitable<void> pass_gate()
    {
        const auto gate = std::make_shared<Gate>(co_await boost::asio::this_coro::executor);
        gates_.push_back(gate);
        error_code ec;
        co_await gate->timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        if (!gate->is_open)
            throw boost::system::system_error{boost::asio::error::operation_aborted, "gate"};
    }
    /// Lets those pass that wait, when handlers are run.
    void unlock_gate()
    {
        for (const auto& gate : std::exchange(gates_, {})) {
            gate->is_open = true;
            gate->timer.cancel();
        }
    }
    void open_gate()
    {
        unlock_gate();
        loop.run();
    }

private:
    struct Gate {
        explicit Gate(const boost::asio::any_io_executor& executor)
            : timer{executor, std::chrono::steady_clock::time_point::max()}
        {
        }
        boost::asio::steady_timer timer;
        bool is_open = false;
    };
    std::vector<std::shared_ptr<Gate>> gates_;
};

} // namespace hawser::test
