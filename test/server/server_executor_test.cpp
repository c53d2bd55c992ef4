// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/server_core.hpp"

#include "support/events.hpp"
#include "support/test_client.hpp"

#include <hawser/http_server.hpp>
#include <hawser/websocket_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace server_executor_test {

namespace {

namespace asio = boost::asio;
using namespace hawser::test;
using hawser::Message;
using hawser::Request;
using hawser::Response;
using namespace std::chrono_literals;

hawser::ServerOptions local()
{
    hawser::ServerOptions options;
    options.address = "127.0.0.1";
    return options;
}

/// What it is sent goes to all sessions, and an answer to the sender.
class Talk : public hawser::Behavior {
public:
    Events* events = nullptr;

private:
    void on_open() override { events->add("open"); }
    void on_message(const Message& message) override
    {
        if (inside_.exchange(true)) {
            events->add("two callbacks at a time");
        }
        sessions().broadcast(message.text());
        send("answer");
        inside_ = false;
    }
    void on_close(const hawser::CloseInfo&) override { events->add("close"); }

    std::atomic<bool> inside_{false};
};

struct Fixture {
    Events events;
    std::function<void(Talk&)> tells = [this](Talk& talk) { talk.events = &events; };
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_executor_test, Fixture)

BOOST_AUTO_TEST_CASE(an_io_context_of_one_thread_and_a_coroutine)
{
    asio::io_context context{1};
    hawser::HttpServer server{context.get_executor(), local()};
    server.add_service<Talk>("/talk", tells);
    server.get("/", [](const Request&, Response& response) { response.text("here"); });
    BOOST_CHECK_THROW(server.run(), std::logic_error);
    server.start();
    std::promise<bool> ready;
    std::thread user{[&] {
        TestClient http{server.port()};
        const bool here = http.get("/").body == "here";
        TestClient ws{server.port()};
        ws.upgrade("/talk");
        ws.send("x");
        const bool spoke = ws.read_message() == "x" && ws.read_message() == "answer";
        ready.set_value(here && spoke);
        static_cast<void>(ws.finish());
    }};
    std::optional<bool> clean;
    const auto stop = [&]() -> asio::awaitable<void> {
        clean = co_await server.async_stop(20s, asio::use_awaitable);
    };
    std::thread waiter{[&, done = ready.get_future()]() mutable {
        events.add(done.get() ? "served" : "failed");
        asio::co_spawn(context, stop(), asio::detached);
    }};
    auto work = asio::make_work_guard(context);
    while (!clean) {
        BOOST_REQUIRE(context.run_one_for(30s) == 1);
    }
    waiter.join();
    user.join();
    BOOST_TEST(*clean);
    BOOST_TEST(events.count("served") == 1);
    BOOST_TEST(events.count("close") == 1);
    work.reset();
    context.run(); // nothing of the server keeps it busy
    server.start();
    BOOST_TEST(server.is_listening());
    server.async_stop(0ms, asio::detached);
    context.restart();
    context.run();
    BOOST_TEST(!server.is_listening());
}

BOOST_AUTO_TEST_CASE(a_pool_of_four_threads)
{
    asio::thread_pool pool{4};
    hawser::WebSocketServer server{pool.get_executor(), local()};
    const auto service = server.add_service<Talk>("/talk", tells);
    server.start();
    constexpr int clients = 8;
    constexpr int rounds = 20;
    std::atomic<int> broken{0};
    std::vector<std::thread> threads;
    for (int c = 0; c < clients; ++c) {
        threads.emplace_back([&, c] {
            TestClient ws{server.port()};
            ws.upgrade("/talk");
            for (int i = 0; i < rounds; ++i) {
                const auto own = std::to_string(c) + ' ' + std::to_string(i) + ' ' + std::string(1000, 'x');
                ws.send(own);
                bool heard = false;
                for (auto got = ws.read_message(); got != "answer"; got = ws.read_message()) {
                    heard |= got == own;
                    broken += got == own || got.ends_with(std::string(1000, 'x')) ? 0 : 1;
                }
                broken += heard ? 0 : 1; // the broadcast came before the answer
            }
            ws.send_close(1000);
            static_cast<void>(ws.read_to_end());
        });
    }
    std::thread outside{[&] { // beside them, sessions are addressed from a thread of nobody
        for (int i = 0; i < 100; ++i) {
            service.sessions().broadcast(std::string(1000, 'x'));
            for (const auto& id : service.sessions().ids()) {
                static_cast<void>(service.sessions().send_to(id, std::string(1000, 'x')));
            }
        }
    }};
    for (auto& thread : threads) {
        thread.join();
    }
    outside.join();
    BOOST_TEST(broken == 0);
    BOOST_TEST(events.wait("close", clients));
    BOOST_TEST(events.count("open") == clients);
    BOOST_TEST(events.count("two callbacks at a time") == 0);
    BOOST_TEST(server.async_stop(20s, asio::use_future).get());
    BOOST_TEST(server.stop());
    pool.join();
}

BOOST_AUTO_TEST_CASE(stop_while_another_thread_runs_the_executor)
{
    asio::io_context context;
    auto work = asio::make_work_guard(context);
    std::thread runner{[&] { context.run(); }};
    hawser::WebSocketServer server{context.get_executor(), local()};
    server.add_service<Talk>("/talk", tells);
    server.start();
    TestClient ws{server.port()};
    ws.upgrade("/talk");
    auto code = std::async(std::launch::async, [&] { return ws.finish(); });
    BOOST_TEST(server.stop(20s));
    BOOST_TEST(code.get() == 1001);
    BOOST_TEST(events.count("close") == 1);
    work.reset();
    runner.join();
}

BOOST_AUTO_TEST_CASE(destroyed_while_nobody_runs_the_executor)
{
    for (const bool runs_later : {true, false}) {
        auto context = std::make_unique<asio::io_context>();
        std::optional<hawser::WebSocketServer> server{std::in_place, context->get_executor(), local()};
        server->add_service<Talk>("/talk", tells);
        server->start();
        TestClient ws;
        std::thread user{[&, port = server->port()] {
            ws.connect(port);
            ws.upgrade("/talk");
        }};
        const auto opens = events.count("open");
        while (events.count("open") == opens) {
            BOOST_REQUIRE(context->run_one_for(30s) == 1);
        }
        user.join();
        const auto closes = events.count("close");
        server.reset();
        BOOST_TEST(events.count("close") == closes);
        if (runs_later) {
            context->restart();
            context->run();
        } else {
            context.reset();
        }
        BOOST_TEST(events.count("close") == closes + 1);
    }
}

// The reactor reports both descriptors at once: that of the test, whose handler destroys the server, and
// that of the listener, whose handler comes after it.
BOOST_AUTO_TEST_CASE(destroyed_while_a_connection_waits_to_be_accepted)
{
    asio::io_context context{1};
    std::optional<hawser::WebSocketServer> server{std::in_place, context.get_executor(), local()};
    server->start();
    context.poll(); // the listener waits
    using Pipe = asio::local::stream_protocol::socket;
    Pipe near{context};
    Pipe far{context};
    asio::local::connect_pair(near, far);
    near.async_wait(Pipe::wait_read, [&](boost::system::error_code) { server.reset(); });
    context.poll();
    far.write_some(asio::buffer("x", 1));
    TestClient client{server->port()};
    context.restart();
    context.run();
    BOOST_TEST(!server);
    BOOST_TEST(client.read_to_end() == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace server_executor_test
