// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A client may be destroyed in every state and from every callback, and come back as often as it likes.

#include <hawser/websocket.hpp>

#include "support/echo_site.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <malloc.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace websocket_lifetime_test {

using namespace hawser;
using namespace std::chrono_literals;
using hawser::test::EchoSite;
namespace asio = boost::asio;

namespace {

std::size_t count_in(const char* folder)
{
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{folder})
        ++count;
    return count;
}

/// Sets a callback that destroys the client, and tells whether it comes to it.
using Destroyer = std::function<void(std::unique_ptr<WebSocket>&, std::promise<void>&)>;

const std::vector<Destroyer>& destroyers()
{
    static const std::vector<Destroyer> all{
        [](auto& ws, auto& done) { ws->on_open([&] { ws.reset(), done.set_value(); }); },
        [](auto& ws, auto& done) {
            ws->on_open([&] { ws->send("x"); });
            ws->on_message([&](const Message&) { ws.reset(), done.set_value(); });
        },
        [](auto& ws, auto& done) {
            ws->on_open([&] { ws->close(); });
            ws->on_close([&](const CloseInfo&) { ws.reset(), done.set_value(); });
        },
        [](auto& ws, auto& done) {
            ws->on_open([&] { ws->ping("x"); });
            ws->on_pong([&](std::string_view) { ws.reset(), done.set_value(); });
        },
    };
    return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_lifetime, EchoSite)

BOOST_AUTO_TEST_CASE(is_destroyed_from_each_callback)
{
    for (const auto& destroyer : destroyers()) {
        std::promise<void> done;
        auto ws = std::make_unique<WebSocket>(url("/echo"));
        destroyer(ws, done);
        ws->start();
        done.get_future().wait();
        BOOST_TEST(!ws);
    }
    std::promise<void> failed;
    auto ws = std::make_unique<WebSocket>(url("/nowhere"));
    ws->on_error([&](error_code, std::string_view) { ws.reset(), failed.set_value(); });
    ws->start();
    failed.get_future().wait();

    std::promise<void> lost;
    auto back = std::make_unique<WebSocket>(
        url("/drop"), ClientOptions{.reconnect = ReconnectOptions{.initial_delay = 1ms}});
    back->on_reconnecting([&](const ReconnectInfo&) { back.reset(), lost.set_value(); });
    back->start();
    lost.get_future().wait();
}

BOOST_AUTO_TEST_CASE(is_destroyed_from_each_callback_on_a_pool)
{
    asio::thread_pool pool{2};
    for (const auto& destroyer : destroyers()) {
        std::promise<void> done;
        auto ws = std::make_unique<WebSocket>(pool.get_executor(), url("/echo"));
        destroyer(ws, done);
        ws->start();
        done.get_future().wait();
    }
    pool.join();
}

BOOST_AUTO_TEST_CASE(is_destroyed_at_any_moment)
{
    for (int i = 0; i < 60; ++i) {
        WebSocket ws{url(i % 3 == 0 ? "/nowhere" : "/echo")};
        ws.on_open([&] {
            for (int n = 0; n < 100; ++n)
                ws.send("message");
        });
        std::atomic<int> received{0};
        ws.on_message([&](const Message&) { ++received; });
        ws.start();
        std::this_thread::sleep_for(std::chrono::microseconds{i * 50});
    }
}

BOOST_AUTO_TEST_CASE(is_destroyed_at_any_moment_on_a_pool)
{
    asio::thread_pool pool{2};
    for (int i = 0; i < 60; ++i) {
        auto received = std::make_shared<std::atomic<int>>(0);
        WebSocket ws{pool.get_executor(), url("/echo")};
        ws.on_open([&] {
            for (int n = 0; n < 100; ++n)
                ws.send("message");
        });
        ws.on_message([received](const Message&) { ++*received; });
        ws.start();
        std::this_thread::sleep_for(std::chrono::microseconds{i * 50});
    }
    pool.join();
}

BOOST_AUTO_TEST_CASE(breaks_off_what_is_waited_for)
{
    std::future<std::optional<OwnedMessage>> message;
    std::future<std::chrono::nanoseconds> pong;
    {
        WebSocket ws{url("/echo")};
        ws.connect();
        message = ws.async_read(asio::use_future);
    }
    BOOST_CHECK_THROW(message.get(), boost::system::system_error);
}

// The Close frame is never sent, but nothing stays behind.
BOOST_AUTO_TEST_CASE(leaves_nothing_in_an_executor_that_goes)
{
    {
        WebSocket first{url("/echo")}; // what the library itself opens once
        first.connect();
    }
    const auto before = count_in("/proc/self/fd");
    for (const bool is_open : {false, true}) {
        asio::io_context context;
        WebSocket ws{context.get_executor(), url("/echo")};
        bool has_opened = false;
        ws.on_open([&] { has_opened = true; });
        ws.start();
        while (is_open && !has_opened)
            context.run_one();
        if (!is_open)
            context.poll_one();
    }
    for (int i = 0; i < 200 && count_in("/proc/self/fd") > before;
         ++i) // those of the server, which hears of it
        std::this_thread::sleep_for(10ms);
    BOOST_TEST(count_in("/proc/self/fd") <= before);
}

BOOST_AUTO_TEST_CASE(moves)
{
    WebSocket ws{url("/echo")};
    ws.connect();
    WebSocket other{std::move(ws)};
    other.send("x");
    BOOST_TEST(other.read()->text() == "x");
    other = WebSocket{url("/echo")};
    BOOST_TEST((other.ready_state() == ReadyState::idle));
}

// Threads, descriptors and memory stay what they are; the server drops the connection each time.
BOOST_AUTO_TEST_CASE(reconnects_as_often_as_needed)
{
    constexpr int times = 10'000;
    const auto memory = [] {
        const auto info = mallinfo2(); // a sanitizer's allocator says 0
        return info.uordblks + info.hblkhd;
    };
    ReconnectOptions again{.initial_delay = 1ms, .max_delay = 1ms, .factor = 1, .jitter = 0};
    WebSocket ws{url("/drop"), {.reconnect = again}};
    std::atomic<int> opened{0};
    std::size_t threads = 0, descriptors = 0, bytes = 0;
    std::promise<void> done;
    ws.on_open([&] {
        const auto number = ++opened;
        if (number == 100) {
            bytes = memory();
            threads = count_in("/proc/self/task");
            descriptors = count_in("/proc/self/fd");
        } else if (number == times) {
            BOOST_TEST(count_in("/proc/self/task") == threads);
            BOOST_TEST(count_in("/proc/self/fd") <= descriptors + 8);
            BOOST_TEST(memory() < bytes + 100'000);
            done.set_value();
        }
    });
    ws.start();
    done.get_future().wait();
    ws.close();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_lifetime_test
