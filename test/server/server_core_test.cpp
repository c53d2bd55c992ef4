// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/server_core.hpp"

#include "support/events.hpp"
#include "support/temp_folder.hpp"
#include "support/test_client.hpp"

#include <hawser/body_writer.hpp>
#include <hawser/event_stream.hpp>
#include <hawser/http_server.hpp>
#include <hawser/request_body.hpp>
#include <hawser/websocket_server.hpp>

#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace server_core_test {

namespace {

using namespace hawser::test;
using hawser::error;
using hawser::Message;
using hawser::Request;
using hawser::Response;
using namespace std::chrono_literals;

hawser::ServerOptions local(unsigned threads = 2)
{
    hawser::ServerOptions options;
    options.address = "127.0.0.1";
    options.threads = threads;
    return options;
}

/// Echoes, and tells the test of its beginning and end.
class Echo : public hawser::Behavior {
public:
    Events* events = nullptr;

private:
    void on_open() override { tell("open"); }
    void on_message(const Message& message) override { send(message); }
    void on_close(const hawser::CloseInfo& info) override
    {
        tell("close");
        tell("close " + std::to_string(static_cast<unsigned>(info.code)));
    }
    void tell(std::string event)
    {
        if (events) {
            events->add(std::move(event));
        }
    }
};

template <class Code>
auto has_code(Code code)
{
    return [code](const boost::system::system_error& e) { return e.code() == code; };
}

struct Fixture {
    Events events;
    std::function<void(Echo&)> tells = [this](Echo& echo) { echo.events = &events; };
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_core_test, Fixture)

BOOST_AUTO_TEST_CASE(start_stop_and_start_again_on_the_same_port)
{
    auto options = local();
    {
        hawser::HttpServer probe{options};
        probe.start();
        options.port = probe.port();
    }
    hawser::HttpServer server{options};
    server.get("/hello", [](const Request&, Response& response) { response.text("Hello"); });
    server.add_service<Echo>("/echo", tells);
    BOOST_TEST(server.port() == 0);
    BOOST_TEST(!server.is_listening());
    BOOST_TEST(server.stop()); // without effect
    for (int i = 0; i < 5; ++i) {
        server.start();
        BOOST_TEST(server.is_listening());
        BOOST_TEST(server.port() == options.port);
        TestClient http{server.port()};
        BOOST_TEST(http.get("/hello").body == "Hello");
        TestClient ws{server.port()};
        ws.upgrade("/echo");
        ws.send("x");
        BOOST_TEST(ws.read_message() == "x");
        BOOST_TEST(server.connection_count() == 2);
        auto code = std::async(std::launch::async, [&] { return ws.finish(); });
        BOOST_TEST(server.stop(20s));
        BOOST_TEST(code.get() == 1001);
        BOOST_TEST(!server.is_listening());
        BOOST_TEST(server.port() == 0);
        BOOST_TEST(server.connection_count() == 0);
        BOOST_TEST(http.read_to_end() == "");
    }
    BOOST_TEST(events.count("close 1001") == 5);
}

BOOST_AUTO_TEST_CASE(two_hundred_cycles_in_the_middle_of_handshakes)
{
    hawser::HttpServer server{local()};
    server.add_service<Echo>("/echo", tells);
    const auto request = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    std::uint16_t port = 0;
    for (int i = 0; i < 200; ++i) {
        server.start();
        port = server.port();
        std::vector<std::unique_ptr<TestClient>> clients;
        for (std::size_t k = 0; k < 4; ++k) {
            auto& client = *clients.emplace_back(std::make_unique<TestClient>(port));
            client.write(
                std::string_view{request}.substr(0, (static_cast<std::size_t>(i) * 37 + k * 61) % 180));
        }
        server.stop(0ms);
        BOOST_REQUIRE(server.connection_count() == 0);
    }
    BOOST_TEST(events.count("open") == events.count("close"));
    auto options = local();
    options.port = port;
    hawser::HttpServer next{options};
    next.start(); // the port is free at once
    BOOST_TEST(next.port() == port);
}

BOOST_AUTO_TEST_CASE(what_start_refuses)
{
    TempFolder folder;
    auto options = local();
    options.document_root = folder / "missing";
    hawser::HttpServer server{options};
    BOOST_CHECK_EXCEPTION(server.start(), boost::system::system_error,
                          has_code(error::document_root_missing));
    BOOST_TEST(!server.is_listening());
    folder.make_folder("missing");
    folder.write("missing/a.txt", "a");
    server.start();
    BOOST_TEST(TestClient{server.port()}.get("/a.txt").body == "a");
    BOOST_CHECK_EXCEPTION(server.start(), boost::system::system_error, has_code(error::already_running));

    auto taken = local();
    taken.port = server.port();
    hawser::WebSocketServer second{taken};
    BOOST_CHECK_EXCEPTION(second.start(), boost::system::system_error, [&](const auto& e) {
        const std::string_view what{e.what()};
        return what.find("127.0.0.1:" + std::to_string(taken.port)) != what.npos &&
               what.find("in use") != what.npos;
    });
    BOOST_TEST(!second.is_listening());
    BOOST_TEST(second.stop());
    server.stop();
    second.start();

    options.address = "no address";
    hawser::HttpServer bad{options};
    BOOST_CHECK_EXCEPTION(bad.start(), boost::system::system_error, has_code(error::bad_option));
}

BOOST_AUTO_TEST_CASE(starts_at_the_same_time)
{
    hawser::WebSocketServer server{local(1)};
    for (int round = 0; round < 10; ++round) {
        std::atomic<int> started{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                try {
                    server.start();
                    ++started;
                } catch (const boost::system::system_error&) { // already running
                }
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        BOOST_TEST(started == 1);
        server.async_stop(0ms, boost::asio::use_future).get(); // which leaves its threads to the next start
    }
}

BOOST_AUTO_TEST_CASE(a_websocket_server_serves_nothing_else)
{
    hawser::WebSocketServer server{local()};
    server.add_service<Echo>("/echo");
    server.start();
    TestClient client{server.port()};
    BOOST_TEST(client.get("/none").status == 404);
    BOOST_TEST(client.get("/echo").status == 426);
    TestClient ws{server.port()};
    ws.upgrade("/echo");
    ws.send("x");
    BOOST_TEST(ws.read_message() == "x");
}

BOOST_AUTO_TEST_CASE(stop_from_a_callback_does_not_wait_for_itself)
{
    hawser::HttpServer server{local()};
    server.get("/stop", [&](const Request&, Response& response) {
        response.text(server.stop(20s) ? "clean" : "begun");
    });
    server.start();
    TestClient client{server.port()};
    const auto answer = client.get("/stop");
    BOOST_TEST(answer.body == "begun");
    BOOST_TEST(answer.has("Connection: close"));
    client.end();
    BOOST_TEST(server.stop(20s)); // waits for the one that goes on
    BOOST_TEST(server.connection_count() == 0);
}

BOOST_AUTO_TEST_CASE(the_destructor_ends_open_sessions)
{
    std::optional<hawser::HttpServer> server{local()};
    server->add_service<Echo>("/echo", tells);
    server->start();
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<TestClient>(server->port()));
        clients.back()->upgrade("/echo");
    }
    BOOST_TEST(events.wait("open", 10));
    server.reset();
    BOOST_TEST(events.count("close") == 10);
}

BOOST_AUTO_TEST_CASE(the_destructor_in_a_callback)
{
    auto server = std::make_shared<std::optional<hawser::HttpServer>>(local());
    (*server)->get("/destroy", [&](const Request&, Response&) {
        server->reset();
        events.add("destroyed");
    });
    (*server)->start();
    TestClient client{(*server)->port()};
    client.write("GET /destroy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(events.wait("destroyed"));
    client.read_to_end();
}

BOOST_AUTO_TEST_CASE(what_a_handler_gave_away_may_outlive_the_server)
{
    std::optional<hawser::Deferred> decides_late, is_dropped;
    std::optional<hawser::RequestBody> body;
    std::optional<hawser::BodyWriter> writer;
    std::optional<hawser::EventStream> stream;
    for (const bool is_destroyed : {false, true}) {
        std::optional<hawser::HttpServer> server{local()};
        server->get("/late", [&](hawser::Deferred answer) {
            body.emplace(answer.exchange().body());
            decides_late = std::move(answer);
            events.add("late");
        });
        server->get("/dropped", [&](hawser::Deferred answer) {
            is_dropped = std::move(answer);
            events.add("dropped");
        });
        server->get("/stream", [&](const Request&, Response& response) {
            response.stream([&](hawser::BodyWriter given) {
                writer = std::move(given);
                events.add("stream");
            });
        });
        server->get("/events", [&](const Request&, Response& response) {
            response.events([&](hawser::EventStream given) {
                stream = std::move(given);
                events.add("events");
            });
        });
        server->start();
        const std::vector<std::string> paths{"late", "dropped", "stream", "events"};
        std::vector<std::unique_ptr<TestClient>> clients;
        const auto count = is_destroyed ? 2U : 1U;
        for (const auto& path : paths) {
            clients.push_back(std::make_unique<TestClient>(server->port()));
            clients.back()->write("GET /" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            BOOST_TEST(events.wait(path, count));
        }
        if (is_destroyed)
            server.reset();
        else
            server->stop(std::chrono::milliseconds{0});
        decides_late->exchange().response().text("too late");
        std::exchange(decides_late, std::nullopt)->respond();
        is_dropped.reset();
        body->async_read([](hawser::error_code, const std::string&) {});
        body.reset();
        BOOST_TEST(!writer->is_open());
        BOOST_TEST((writer->write("late") == hawser::SendResult::dropped));
        writer.reset();
        stream->send("late");
        stream.reset();
    }
}

BOOST_AUTO_TEST_CASE(stop_lets_a_request_finish)
{
    Latch latch;
    hawser::HttpServer server{local()};
    server.get("/slow", [&](const Request&, Response& response) {
        events.add("begun");
        response.text(latch.wait() ? "done" : "late");
    });
    server.start();
    TestClient client{server.port()};
    TestClient idle{server.port()};
    client.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(events.wait("begun"));
    auto stopped = server.async_stop(20s, boost::asio::use_future);
    BOOST_TEST(!server.is_listening());
    latch.open();
    const auto answer = client.read_answer();
    BOOST_TEST(answer.body == "done");
    BOOST_TEST(answer.has("Connection: close"));
    client.end();
    BOOST_TEST(stopped.get());
    BOOST_TEST(idle.read_to_end() == "");
}

BOOST_AUTO_TEST_CASE(the_deadline_of_a_stop_cuts)
{
    hawser::HttpServer server{local()};
    server.add_service<Echo>("/echo", tells);
    server.start();
    TestClient ws{server.port()};
    ws.upgrade("/echo");
    BOOST_TEST(!server.stop(1ms)); // the client does not answer the Close frame
    BOOST_TEST(events.count("close") == 1);
    BOOST_TEST(server.connection_count() == 0);
    BOOST_TEST(server.stop(0ms) == false); // still the result of the last stop
}

BOOST_AUTO_TEST_CASE(a_stop_without_a_deadline)
{
    hawser::HttpServer server{local()};
    server.start();
    TestClient client{server.port()};
    BOOST_TEST(client.get("/").status == 404);
    BOOST_TEST(server.stop(std::chrono::milliseconds::max()));
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_wait)
{
    auto options = local();
    options.max_connections = 2;
    options.logger =
        hawser::Logger{hawser::LogLevel::warning, [this](hawser::LogLevel, std::string_view line) {
                           events.add(std::string{line.substr(0, line.find(','))});
                       }};
    hawser::HttpServer server{options};
    server.get("/", [](const Request&, Response& response) { response.text("here"); });
    server.start();
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.port()));
        BOOST_TEST(clients.back()->get("/").body == "here");
    }
    BOOST_TEST(events.wait("connection limit reached"));
    for (int i = 0; i < 10; ++i) { // the next is accepted when one goes
        auto& waiting = *clients.emplace_back(std::make_unique<TestClient>(server.port()));
        waiting.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        BOOST_TEST(clients[clients.size() - 2]->get("/").body == "here");
        clients.erase(clients.begin());
        BOOST_TEST(waiting.read_answer().body == "here");
        BOOST_TEST(server.connection_count() <= 2);
    }
}

BOOST_AUTO_TEST_CASE(services_and_routes_come_and_go_while_running)
{
    hawser::HttpServer server{local()};
    server.start();
    TestClient http{server.port()};
    BOOST_TEST(http.get("/a").status == 404);
    server.get("/a", [](const Request&, Response& response) { response.text("a"); });
    BOOST_TEST(http.get("/a").body == "a");
    BOOST_TEST(server.remove_route(hawser::Method::get, "/a"));
    BOOST_TEST(http.get("/a").status == 404);

    const auto service = server.add_service<Echo>("/echo", tells);
    BOOST_CHECK_THROW(server.add_service<Echo>("/echo"), std::invalid_argument);
    BOOST_TEST(server.services().size() == 1);
    BOOST_TEST(server.find_service("/echo")->path() == "/echo");
    BOOST_TEST(!server.find_service("/none"));
    TestClient ws{server.port()};
    ws.upgrade("/echo");
    BOOST_TEST(events.wait("open"));
    BOOST_TEST(service.sessions().count() == 1);
    BOOST_TEST(server.remove_service("/echo"));
    BOOST_TEST(!server.remove_service("/echo"));
    BOOST_TEST(ws.finish() == 1001);
    BOOST_TEST(events.wait("close"));
    BOOST_TEST(service.sessions().count() == 0); // the handle stays valid
    BOOST_TEST(http.get("/echo").status == 404);
    server.add_service<Echo>("/1");
    server.add_service<Echo>("/2");
    server.clear_services();
    BOOST_TEST(server.services().empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace server_core_test
