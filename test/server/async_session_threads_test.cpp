// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/async_session.hpp>

#include "support/events.hpp"
#include "support/test_client.hpp"

#include <hawser/websocket_server.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace async_session_threads_test {

namespace {

namespace asio = boost::asio;
using namespace hawser::test;
using namespace std::chrono_literals;
using asio::awaitable;
using hawser::AsyncSession;

struct Fixture {
    Events events;
    asio::thread_pool pool{4}; // outlives the server
    std::optional<hawser::WebSocketServer> server;

    hawser::WebSocketOptions options(bool on_pool)
    {
        hawser::WebSocketOptions result;
        result.receive_queue_size = 10'000; // so that it pauses now and then
        if (on_pool)
            result.callback_executor = pool.get_executor();
        return result;
    }
    void start()
    {
        hawser::ServerOptions options;
        options.address = "127.0.0.1";
        options.threads = 2;
        server.emplace(options);
    }

    /// Echoes, and notes when two run at a time or something comes in the wrong order.
    awaitable<void> echo(AsyncSession session)
    {
        bool inside = false; // without a lock
        int next = 0;
        while (const auto message = co_await session.read()) {
            if (inside || message->text().substr(0, message->text().find(' ')) != std::to_string(next++))
                events.add("broken");
            inside = true;
            static_cast<void>(session.session().buffered_amount());
            inside = false;
            co_await session.send(*message);
        }
        events.add("end " + std::to_string(static_cast<int>(session.close_info()->code)));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(async_session_threads_test, Fixture)

BOOST_AUTO_TEST_CASE(echoes_over_sockets)
{
    constexpr int clients = 4;
    constexpr int count = 300;
    for (const bool on_pool : {false, true}) {
        start();
        server->add_service("/echo",
                            hawser::coroutine([this](AsyncSession& session) { return echo(session); }),
                            options(on_pool));
        server->start();
        std::atomic<int> broken{0};
        std::vector<std::thread> threads;
        for (int c = 0; c < clients; ++c)
            threads.emplace_back([&] {
                TestClient ws{server->port()};
                ws.upgrade("/echo");
                std::string frames;
                std::vector<std::string> messages;
                for (int i = 0; i < count; ++i) {
                    messages.push_back(std::to_string(i) + ' ' + std::string(200, 'x'));
                    frames += frame(1, messages.back());
                }
                ws.write(frames);
                for (const auto& message : messages)
                    broken += ws.read_message() == message ? 0 : 1;
                ws.send_close(4000);
                static_cast<void>(ws.read_to_end());
            });
        for (auto& thread : threads)
            thread.join();
        BOOST_TEST(broken == 0);
        BOOST_TEST(events.wait("end 4000", on_pool ? 2 * clients : clients));
        BOOST_TEST(events.count("broken") == 0U);
        BOOST_TEST(server->stop());
    }
    server.reset();
}

BOOST_AUTO_TEST_CASE(a_stop_ends_coroutines_that_wait)
{
    for (const bool on_pool : {false, true}) {
        start();
        server->add_service("/read",
                            hawser::coroutine([this](AsyncSession& session) { return echo(session); }),
                            options(on_pool));
        server->add_service("/sleep", hawser::coroutine([this](AsyncSession&) -> awaitable<void> {
                                events.add("sleeps");
                                asio::steady_timer timer{co_await asio::this_coro::executor, 24h};
                                co_await timer.async_wait(asio::use_awaitable);
                            }),
                            options(on_pool));
        server->start();
        TestClient reads{server->port()};
        reads.upgrade("/read");
        reads.send("0 x");
        BOOST_TEST(reads.read_message() == "0 x");
        TestClient sleeps{server->port()};
        sleeps.upgrade("/sleep");
        BOOST_TEST(events.wait("sleeps", on_pool ? 2 : 1));
        server.reset(); // cuts, and waits for both
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace async_session_threads_test
