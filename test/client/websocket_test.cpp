// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The client as its users have it, against a server in the same process.

#include <hawser/websocket.hpp>

#include "support/echo_site.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace websocket_test {

using namespace hawser;
using namespace std::chrono_literals;
using hawser::test::EchoSite;
namespace asio = boost::asio;

BOOST_FIXTURE_TEST_SUITE(websocket_client, EchoSite)

BOOST_AUTO_TEST_CASE(blocks_and_calls_back)
{
    std::vector<std::string> events;
    std::promise<void> over;
    WebSocket ws{url("/echo")};
    ws.on_open([&] { events.emplace_back("open"); });
    ws.on_message([&](const Message& message) { events.emplace_back(message.text()); });
    ws.on_close([&](const CloseInfo& info) {
        events.emplace_back("close " + std::to_string(static_cast<int>(info.code)));
        over.set_value();
    });
    BOOST_TEST((ws.ready_state() == ReadyState::idle));
    ws.connect();
    BOOST_TEST(ws.is_open());
    BOOST_TEST((ws.send("one") == SendResult::sent));
    ws.send("two");
    ws.close();
    over.get_future().wait();
    BOOST_TEST((ws.ready_state() == ReadyState::closed));
    BOOST_TEST((events == std::vector<std::string>{"open", "one", "two", "close 1000"}));
    BOOST_TEST(ws.close_info()->was_clean);
    BOOST_TEST((ws.send("late") == SendResult::dropped));
}

BOOST_AUTO_TEST_CASE(reads_what_has_been_received_before_the_end)
{
    WebSocket ws{url("/three-and-close")};
    ws.connect();
    for (const std::string text : {"1", "2", "3"})
        BOOST_TEST(ws.read()->text() == text);
    BOOST_TEST(!ws.read().has_value());
    BOOST_TEST((ws.close_info()->code == CloseCode{4000}));
    BOOST_TEST(!ws.read().has_value());
}

BOOST_AUTO_TEST_CASE(connects_again)
{
    WebSocket ws{url("/echo")};
    for (int i = 0; i < 3; ++i) {
        ws.connect();
        ws.send(std::to_string(i));
        BOOST_TEST(ws.read()->text() == std::to_string(i));
        ws.close();
    }
}

BOOST_AUTO_TEST_CASE(tells_why_it_cannot_connect)
{
    WebSocket nowhere{url("/nowhere")};
    error_code ec;
    nowhere.connect(ec);
    BOOST_TEST((ec == error::handshake_declined));
    BOOST_TEST(nowhere.response()->status == 404U);
    BOOST_TEST(!nowhere.response()->body.empty());
    BOOST_CHECK_THROW(nowhere.connect(), boost::system::system_error);

    WebSocket nobody{"ws://127.0.0.1:1/"};
    nobody.connect(ec);
    BOOST_TEST((ec == asio::error::connection_refused));
    BOOST_TEST(!nobody.response().has_value());
}

BOOST_AUTO_TEST_CASE(refuses_misuse_at_once)
{
    BOOST_CHECK_THROW(WebSocket{"ftp://x/"}, std::invalid_argument);
    WebSocket ws{url("/echo")};
    BOOST_CHECK_THROW(ws.close(CloseCode::internal_error), std::invalid_argument);
    BOOST_CHECK_THROW(ws.send("\xff"), std::invalid_argument);
    BOOST_CHECK_THROW(ws.ping(std::string(126, 'x')), std::invalid_argument);
    std::promise<bool> blocked;
    ws.on_open([&] {
        try {
            ws.connect();
            blocked.set_value(true);
        } catch (const std::logic_error&) {
            blocked.set_value(false);
        }
    });
    ws.connect();
    BOOST_TEST(!blocked.get_future().get());
    BOOST_CHECK_THROW(ws.on_open([] {}), std::logic_error);
    error_code ec;
    ws.connect(ec);
    BOOST_TEST((ec == error::already_running));
}

BOOST_AUTO_TEST_CASE(compresses_with_and_without_context)
{
    for (const bool takeover : {false, true})
        for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 1'000'000U}) {
            ClientOptions options{.compression = true};
            options.deflate.client_no_context_takeover = options.deflate.server_no_context_takeover =
                !takeover;
            options.deflate.min_size = 0;
            WebSocket ws{url("/compressed"), options};
            ws.connect();
            BOOST_TEST(ws.is_compressed());
            std::string text(size, 'x');
            for (std::size_t i = 0; i < size; i += 7)
                text[i] = static_cast<char>('a' + i % 26);
            for (int i = 0; i < 3; ++i) {
                ws.send(text);
                BOOST_TEST((ws.read()->text() == text));
            }
        }
}

BOOST_AUTO_TEST_CASE(sends_files_streams_and_writers)
{
    WebSocket ws{url("/echo"), {.fragment_size = 1000}};
    ws.connect();
    std::istringstream stream{std::string(100'000, 's')};
    std::promise<error_code> done;
    ws.send(stream, 100'000, MessageType::binary, [&](error_code ec) { done.set_value(ec); });
    BOOST_TEST(!done.get_future().get().failed());
    BOOST_TEST(ws.read()->size() == 100'000U);
    auto writer = ws.begin(MessageType::text);
    writer.append("a");
    writer.append("b");
    writer.end();
    BOOST_TEST(ws.read()->text() == "ab");
    std::promise<error_code> missing;
    ws.send_file("/no/such/file", MessageType::binary, [&](error_code ec) { missing.set_value(ec); });
    BOOST_TEST(missing.get_future().get().failed());
}

BOOST_AUTO_TEST_CASE(offers_subprotocols_fields_and_cookies)
{
    ClientOptions options{
        .subprotocols = {"a", "b"}, .fields = {{"X-Test", "1"}}, .cookies = {{.name = "c", .value = "d"}}};
    WebSocket ws{url("/fields?q=1"), options};
    ws.connect();
    BOOST_TEST(ws.subprotocol() == "b");
    BOOST_TEST(ws.read()->text() == "X-Test: 1, Cookie: c=d, q: 1");
    BOOST_TEST(ws.response()->fields["Set-Cookie"].substr(0, 6) == "e=f; P");
    ws.close();
    ws.connect();
    BOOST_TEST(ws.read()->text() == "X-Test: 1, Cookie: c=d; e=f, q: 1");
}

BOOST_AUTO_TEST_CASE(pings)
{
    WebSocket ws{url("/echo")};
    BOOST_CHECK_THROW(ws.async_ping("", asio::use_future).get(), boost::system::system_error);
    ws.connect();
    BOOST_TEST((ws.async_ping("", asio::use_future).get() > 0ns));
    BOOST_TEST(ws.round_trip().has_value());
    BOOST_TEST(ws.is_alive());
}

BOOST_AUTO_TEST_CASE(runs_on_the_applications_executor)
{
    asio::io_context context;
    std::vector<std::string> events;
    WebSocket ws{context.get_executor(), url("/echo")};
    BOOST_CHECK_THROW(ws.connect(), std::logic_error);
    ws.on_open([&] { ws.send("hello"); });
    ws.on_message([&](const Message& message) {
        events.emplace_back(message.text());
        ws.close();
    });
    ws.on_close([&](const CloseInfo&) { events.emplace_back("close"); });
    ws.start();
    context.run(); // it returns: nothing is left to do
    BOOST_TEST((events == std::vector<std::string>{"hello", "close"}));
}

BOOST_AUTO_TEST_CASE(is_used_by_coroutines)
{
    asio::io_context context;
    WebSocket ws{context.get_executor(), url("/echo")};
    int count = 0;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            co_await ws.async_connect(asio::use_awaitable);
            for (int i = 0; i < 100; ++i)
                co_await ws.async_send(std::string(10'000, 'x'), asio::use_awaitable);
            while (const auto message = co_await ws.async_read(asio::use_awaitable)) {
                BOOST_TEST(message->size() == 10'000U);
                if (++count == 100)
                    ws.close();
            }
            const auto info = co_await ws.async_close(asio::use_awaitable);
            BOOST_TEST(info.was_clean);
        },
        [](const std::exception_ptr& failure) { BOOST_TEST(!failure); });
    context.run();
    BOOST_TEST(count == 100);
}

// A read that lost against a timer has taken no message.
BOOST_AUTO_TEST_CASE(loses_no_message_by_cancelling)
{
    using namespace asio::experimental::awaitable_operators;
    asio::io_context context;
    WebSocket ws{context.get_executor(), url("/echo")};
    int received = 0, timeouts = 0;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            co_await ws.async_connect(asio::use_awaitable);
            asio::steady_timer timer{context};
            for (int i = 0; i < 200; ++i)
                ws.send(std::to_string(i));
            while (received < 200) {
                timer.expires_after(std::chrono::microseconds{received % 3});
                const auto result =
                    co_await (ws.async_read(asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
                if (result.index() == 0)
                    BOOST_TEST(std::get<0>(result)->text() == std::to_string(received++));
                else
                    ++timeouts;
            }
            ws.close();
        },
        [](const std::exception_ptr& failure) { BOOST_TEST(!failure); });
    context.run();
    BOOST_TEST(received == 200);
}

BOOST_AUTO_TEST_CASE(cancels_connecting_and_waiting)
{
    asio::io_context context;
    const asio::ip::tcp::acceptor silent{context, {asio::ip::address_v4::loopback(), 0}};
    WebSocket ws{context.get_executor(), "ws://127.0.0.1:" + std::to_string(silent.local_endpoint().port())};
    asio::cancellation_signal signal;
    error_code result;
    ws.async_connect(asio::bind_cancellation_slot(signal.slot(), [&](error_code ec) { result = ec; }));
    context.run_for(20ms);
    signal.emit(asio::cancellation_type::terminal);
    context.run();
    BOOST_TEST((result == asio::error::operation_aborted));
    BOOST_TEST((ws.ready_state() == ReadyState::closed));
}

BOOST_AUTO_TEST_CASE(many_share_their_options)
{
    const WebSocket first{url("/echo"), {.user_agent = "many"}};
    std::vector<std::unique_ptr<WebSocket>> many;
    for (int i = 0; i < 50; ++i) {
        many.push_back(std::make_unique<WebSocket>(url("/echo"), first));
        many.back()->connect();
        many.back()->send(std::to_string(i));
    }
    for (int i = 0; i < 50; ++i)
        BOOST_TEST(many[static_cast<std::size_t>(i)]->read()->text() == std::to_string(i));
}

BOOST_AUTO_TEST_CASE(sends_from_many_threads_in_order)
{
    constexpr int threads = 4, each = 500;
    WebSocket ws{url("/echo"), {.receive_queue_size = 64 * 1024}};
    ws.connect();
    std::vector<std::thread> senders;
    for (int t = 0; t < threads; ++t)
        senders.emplace_back([&, t] {
            for (int i = 0; i < each; ++i)
                while (ws.send(std::to_string(t) + " " + std::to_string(i)) == SendResult::dropped)
                    std::this_thread::yield();
        });
    std::vector<int> next(threads);
    for (int i = 0; i < threads * each; ++i) {
        const auto text = ws.read()->text();
        const auto sender = static_cast<std::size_t>(text.front() - '0');
        BOOST_TEST(text == std::to_string(sender) + " " + std::to_string(next[sender]++));
    }
    for (auto& sender : senders)
        sender.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_test
