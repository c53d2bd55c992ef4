// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/statistics.hpp"

#include "support/test_client.hpp"
#include "support/websocket_fixture.hpp"

#include <hawser/http_server.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace statistics_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

struct Fixture : WebSocketFixture {
    static ServerOptions options()
    {
        auto options = small_options();
        options.websocket.ping_interval = 1s;
        return options;
    }
    Fixture() : WebSocketFixture{options()} {}

    ServerStatistics server() const
    {
        ServerStatistics result;
        site->counters().read(result);
        return result;
    }
    ServiceStatistics of_service() const { return server::statistics_of(*service); }
};

BOOST_FIXTURE_TEST_SUITE(statistics, Fixture)

BOOST_AUTO_TEST_CASE(requests_by_method_and_answers_by_class)
{
    site->add_route(Method::get, "/", [](const Request&, Response& response) { response.text("x"); });
    site->add_route(Method::get, "/slow",
                    [](const Request&, Response& response) { response.status_page(429); });
    site->add_route(Method::get, "/bad", [](const Request&, Response&) { throw std::runtime_error{"bad"}; });
    exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
             "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
             "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"
             "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
             "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n");
    exchange("not HTTP\r\n\r\n");
    const auto seen = server();
    BOOST_TEST(seen.requests == 6u);
    BOOST_TEST(seen.requests_of(Method::get) == 3u);
    BOOST_TEST(seen.requests_of(Method::head) == 1u);
    BOOST_TEST(seen.requests_of(Method::post) == 1u);
    BOOST_TEST(seen.requests_of(Method::unknown) == 1u);
    BOOST_TEST(seen.responses[2] == 2u);
    BOOST_TEST(seen.responses[4] + seen.responses[5] == 5u);
    BOOST_TEST(seen.responses[5] >= 1u);
    BOOST_TEST(seen.rate_limited == 1u);
    BOOST_TEST(seen.requests_refused == 1u);
    BOOST_TEST(seen.requests_in_flight == 0u);
}

BOOST_AUTO_TEST_CASE(requests_in_flight)
{
    std::optional<Deferred> held;
    site->add_route(Method::get, "/later", AsyncHandler{[&](Deferred answer) { held = std::move(answer); }});
    const auto peer = connect();
    send(*peer, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(server().requests_in_flight == 1u);
    BOOST_TEST(server().responses[2] == 0u);
    held->exchange().response().text("x");
    held->respond();
    loop.run();
    BOOST_TEST(server().requests_in_flight == 0u);
    BOOST_TEST(server().responses[2] == 1u);

    send(*peer, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    end(*peer);
    held.reset(); // answered with 500, which nobody reads
    loop.run();
    BOOST_TEST(server().requests_in_flight == 0u);
}

BOOST_AUTO_TEST_CASE(bytes_of_connections)
{
    site->add_route(Method::get, "/", [](const Request&, Response& response) { response.text("x"); });
    const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const auto answer = exchange(request);
    BOOST_TEST(loop.loop->traffic().sum(net::TrafficCount::received) == request.size());
    BOOST_TEST(loop.loop->traffic().sum(net::TrafficCount::sent) == answer.size());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_taken_late_are_counted_when_they_are)
{
    const auto big = std::string(100'000, 'x');
    site->add_route(Method::get, "/", [&](const Request&, Response& response) { response.text(big); });
    const auto peer = connect();
    peer->room = 1000;
    send(*peer, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(loop.loop->traffic().sum(net::TrafficCount::sent) == peer->sent.size());
    take(*peer);
    BOOST_TEST(peer->sent.size() > big.size());
    BOOST_TEST(loop.loop->traffic().sum(net::TrafficCount::sent) == peer->sent.size());
}

BOOST_AUTO_TEST_CASE(messages_of_a_service)
{
    echo(record);
    const auto peer = open();
    BOOST_TEST(server().responses[1] == 1u);
    send(*peer, frame(text_opcode, "hello") + frame(binary_opcode, std::string(1000, 'x')));
    service->sessions.broadcast("to all");
    loop.run();
    const auto seen = of_service();
    BOOST_TEST(seen.path == "/ws");
    BOOST_TEST(seen.sessions == 1u);
    BOOST_TEST(seen.sessions_opened == 1u);
    BOOST_TEST(seen.messages_received == 2u);
    BOOST_TEST(seen.bytes_received == 1005u);
    BOOST_TEST(seen.messages_sent == 3u);
    BOOST_TEST(seen.bytes_sent == 1011u);
    BOOST_TEST(seen.messages_dropped == 0u);
    BOOST_TEST(seen.queued_bytes == 0u);
    BOOST_TEST(seen.session_errors == 0u);
}

BOOST_AUTO_TEST_CASE(a_message_in_fragments_is_one)
{
    const auto peer = open();
    send(*peer, frame(text_opcode, "ab", {.fin = false}) + frame(0, "cd", {.fin = false}) + frame(0, "ef"));
    BOOST_TEST(of_service().messages_received == 1u);
    BOOST_TEST(of_service().bytes_received == 6u);
}

BOOST_AUTO_TEST_CASE(a_message_in_pieces_counts_at_its_end)
{
    record.when_message = [](Recorder& self, const Message&) {
        auto writer = self.session().begin(MessageType::text);
        writer.append("abc");
        writer.append("de");
        writer.end();
    };
    const auto peer = open();
    send(*peer, frame(text_opcode, "go"));
    BOOST_TEST(of_service().messages_sent == 1u);
    BOOST_TEST(of_service().bytes_sent == 5u);
}

BOOST_AUTO_TEST_CASE(queues_and_drops)
{
    const auto peer = open();
    const auto other = open();
    peer->room = 0;
    const auto session = [&] {
        for (const auto& each : sessions().sessions())
            if (each.send(std::string(10'000, 'x')) != SendResult::dropped)
                return;
    };
    session();
    loop.run();
    sessions().broadcast(std::string(10'000, 'x'));
    loop.run();
    const auto seen = of_service();
    BOOST_TEST(seen.sessions == 2u);
    BOOST_TEST(seen.queued_bytes >= 10'000u);
    BOOST_TEST(seen.max_queued_bytes == seen.queued_bytes); // the other one has none
    take(*peer);
    BOOST_TEST(of_service().queued_bytes == 0u);

    peer->room = 0;
    for (int i = 0; i < 1000 && of_service().messages_dropped == 0; ++i) {
        sessions().broadcast(std::string(100'000, 'x'));
        loop.run();
    }
    BOOST_TEST(of_service().messages_dropped > 0u);
}

BOOST_AUTO_TEST_CASE(round_trips)
{
    const auto peer = open();
    BOOST_TEST((of_service().last_round_trip == std::nullopt));
    BOOST_TEST((of_service().mean_round_trip() == std::nullopt));
    tick(3);
    BOOST_TEST(of_service().pings_sent == 1u);
    send(*peer, frame(pong_opcode, peer->sent.substr(2)));
    const auto seen = of_service();
    BOOST_TEST(seen.pongs_received == 1u);
    BOOST_REQUIRE(seen.last_round_trip.has_value());
    BOOST_TEST((seen.mean_round_trip() == seen.last_round_trip));
    send(*peer, frame(pong_opcode, "of nothing"));
    BOOST_TEST(of_service().pongs_received == 1u);
}

BOOST_AUTO_TEST_CASE(close_codes_and_errors)
{
    send(*open(), frame(close_opcode, close_payload(1000)));
    send(*open(), frame(close_opcode, close_payload(4001)));
    end(*open());
    send(*open(), frame(text_opcode, "\xff"));
    close_all();
    const auto seen = of_service();
    BOOST_TEST(seen.sessions == 0u);
    BOOST_TEST(seen.sessions_opened == 4u);
    BOOST_TEST(seen.close_codes.at(CloseCode::normal) == 1u);
    BOOST_TEST(seen.close_codes.at(CloseCode{4001}) == 1u);
    BOOST_TEST(seen.close_codes.at(CloseCode::abnormal) >= 1u);
    BOOST_TEST(seen.session_errors >= 1u);
}

BOOST_AUTO_TEST_CASE(peers_cannot_make_close_codes_without_end)
{
    server::ServiceCounters counters;
    for (unsigned code = 3000; code < 5000; ++code)
        counters.closed(CloseCode{static_cast<std::uint16_t>(code)});
    counters.closed(CloseCode::normal);
    counters.closed(CloseCode{3000});
    ServiceStatistics seen;
    counters.read(seen);
    BOOST_TEST(seen.close_codes.size() == ServiceStatistics::max_close_codes + 2);
    BOOST_TEST(seen.close_codes.at(CloseCode{3000}) == 2u);
    BOOST_TEST(seen.close_codes.at(CloseCode::normal) == 1u);
    BOOST_TEST(seen.close_codes.at(ServiceStatistics::other_close_codes) ==
               2000u - ServiceStatistics::max_close_codes);
}

BOOST_AUTO_TEST_SUITE_END()

// --- with sockets

// A thread counts what it has sent behind the sending: a client may know of it before the counters do.
template <class Condition>
bool comes_true(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

struct Echo : Behavior {
    void on_message(const Message& message) override { send(message); }
};

BOOST_AUTO_TEST_SUITE(server_statistics)

BOOST_AUTO_TEST_CASE(of_a_whole_server)
{
    HttpServer server{{.address = "127.0.0.1", .port = 0, .threads = 2}};
    server.add_service<Echo>("/Echo");
    server.get("/hello", [](const Request&, Response& response) { response.text("Hello"); });
    server.start();
    TestClient plain{server.port()};
    BOOST_TEST(plain.get("/hello").status == 200u);
    TestClient socket{server.port()};
    socket.upgrade("/Echo");
    socket.send("hello");
    BOOST_TEST(socket.read_message() == "hello");

    BOOST_TEST(comes_true([&] {
        const auto now = server.statistics();
        return now.responses[1] == 1 && now.responses[2] == 1 && now.bytes_sent > 100 && !now.services.empty()
               && now.services[0].messages_sent == 1;
    }));
    const auto seen = server.statistics();
    BOOST_TEST(seen.connections == 2u);
    BOOST_TEST(seen.connections_accepted == 2u);
    BOOST_TEST(seen.connections_refused == 0u);
    BOOST_TEST(seen.requests == 2u);
    BOOST_TEST(seen.responses[1] == 1u);
    BOOST_TEST(seen.responses[2] == 1u);
    BOOST_TEST(seen.bytes_received > 100u);
    BOOST_TEST(seen.bytes_sent > 100u);
    BOOST_REQUIRE(seen.services.size() == 1u);
    BOOST_TEST(seen.services[0].path == "/Echo");
    BOOST_TEST(seen.services[0].sessions == 1u);
    BOOST_TEST(seen.services[0].messages_sent == 1u);
    BOOST_TEST((seen.since <= std::chrono::system_clock::now()));

    server.stop(0ms);
    const auto after = server.statistics();
    BOOST_TEST(after.connections == 0u);
    BOOST_TEST(after.requests == 2u);
    server.start(); // and they go on
    TestClient again{server.port()};
    BOOST_TEST(again.get("/hello").status == 200u);
    BOOST_TEST(server.statistics().requests == 3u);
    BOOST_TEST(comes_true([&] { return server.statistics().bytes_sent > after.bytes_sent; }));
}

BOOST_AUTO_TEST_CASE(refused_connections_and_the_limit)
{
    HttpServer server{{.address = "127.0.0.1", .port = 0, .threads = 1, .max_connections = 1}};
    server.start();
    TestClient client{server.port()};
    BOOST_TEST(client.get("/").status == 404u);
    BOOST_TEST(server.statistics().connection_limit_reached == 1u);
}

BOOST_AUTO_TEST_CASE(a_monitor_outlives_its_server)
{
    std::optional<HttpServer> server;
    server.emplace(ServerOptions{.address = "127.0.0.1", .port = 0, .threads = 1});
    server->add_service<Echo>("/Echo");
    const auto monitor = server->monitor();
    BOOST_TEST(monitor.services().size() == 1u);
    BOOST_TEST(monitor.statistics().services.size() == 1u);
    server.reset();
    BOOST_TEST(monitor.services().empty());
    BOOST_TEST(monitor.statistics().services.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace statistics_test
