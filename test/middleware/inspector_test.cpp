// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/inspector.hpp>

#include "middleware/inspector_page.hpp"
#include "support/test_client.hpp"

#include <hawser/http_server.hpp>
#include <hawser/middleware/basic_auth.hpp>
#include <hawser/middleware/trusted_proxies.hpp>
#include <hawser/websocket_server.hpp>

#include <boost/json/src.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace inspector_test {

// The page in a browser: test/browser/inspector_test.py.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
namespace json = boost::json;

struct Echo : Behavior {
    void on_message(const Message& message) override { send(message); }
};

struct Fixture {
    static ServerOptions options() { return {.address = "127.0.0.1", .port = 0, .threads = 2}; }

    explicit Fixture(InspectorOptions inspector = {.path = "/inspector", .interval = 100ms})
    {
        server.add_service<Echo>("/Echo");
        server.use(Inspector{std::move(inspector)});
        server.start();
    }
    ~Fixture() { server.stop(0ms); }

    HttpAnswer ask(const std::string& path, const std::string& fields = {})
    {
        TestClient client{server.port()};
        client.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
        return client.read_answer();
    }
    unsigned handshake(const std::string& fields = {})
    {
        return ask("/inspector/live",
                   "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                       fields)
            .status;
    }
    static void look(TestClient& client)
    {
        client.write("GET /inspector/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        BOOST_REQUIRE(client.read_answer().status == 101u);
    }
    static json::object snapshot(TestClient& client)
    {
        return json::parse(client.read_message()).as_object();
    }

    HttpServer server{options()};
};

const json::object& find(const json::object& snapshot, std::string_view service)
{
    for (const auto& each : snapshot.at("services").as_array())
        if (each.at("path").as_string() == service)
            return each.as_object();
    throw std::runtime_error{"no such service"};
}

BOOST_FIXTURE_TEST_SUITE(inspector, Fixture)

BOOST_AUTO_TEST_CASE(the_page_and_its_parts)
{
    const auto moved = ask("/inspector");
    BOOST_TEST(moved.status == 308u);
    BOOST_TEST(moved.field("Location") == "inspector/");
    const auto page = ask("/inspector/");
    BOOST_TEST(page.status == 200u);
    BOOST_TEST(page.field("Content-Type") == "text/html; charset=utf-8");
    BOOST_TEST(page.body.starts_with("<!doctype html>"));
    BOOST_TEST(page.field("Content-Security-Policy").starts_with("default-src 'none';"));
    BOOST_TEST(page.field("Content-Security-Policy").find("unsafe") == std::string::npos);
    for (const char* part : {"style.css", "app.js", "plot.js"}) {
        BOOST_TEST(ask(std::string{"/inspector/"} + part).status == 200u);
        BOOST_TEST(ask(std::string{"/inspector/"} + part).body.find("Copyright") != std::string::npos);
    }
    BOOST_TEST(ask("/inspector/nothing").status == 404u);
    BOOST_TEST(ask("/inspectors").status == 404u);
    BOOST_TEST(ask("/inspector/live").status == 426u);
}

BOOST_AUTO_TEST_CASE(the_page_asks_nobody_else_and_runs_no_markup)
{
    for (const char* name : {"", "style.css", "app.js", "plot.js"}) {
        const auto content = middleware::find_page_part(name)->content;
        for (const char* bad : {"innerHTML", "insertAdjacent", "eval(", "document.write",
                                "onclick=", "@import", "<script>", "style=", "https://cdn"})
            BOOST_TEST(content.find(bad) == content.npos, bad << " in " << name);
    }
}

BOOST_AUTO_TEST_CASE(a_viewer_gets_snapshots_and_the_numbers_move)
{
    TestClient viewer{server.port()};
    look(viewer);
    const auto first = snapshot(viewer);
    BOOST_TEST(find(first, "/Echo").at("in").to_number<int>() == 0);

    TestClient other{server.port()};
    other.upgrade("/Echo");
    other.send("hello");
    BOOST_TEST(other.read_message() == "hello");
    auto later = snapshot(viewer);
    while (find(later, "/Echo").at("in").to_number<int>() == 0)
        later = snapshot(viewer);
    BOOST_TEST(later.at("time").to_number<std::int64_t>() > first.at("time").to_number<std::int64_t>());
    BOOST_TEST(find(later, "/Echo").at("sessions").to_number<int>() == 1);
    BOOST_TEST(later.at("sessions").as_array().size() == 2u);
    bool has_peer = false;
    for (const auto& session : later.at("sessions").as_array())
        has_peer = has_peer || (session.at("service").as_string() == "/Echo" &&
                                session.at("peer").as_string().starts_with("127.0.0.1:"));
    BOOST_TEST(has_peer);
}

BOOST_AUTO_TEST_CASE(it_goes_on_when_the_first_viewer_leaves)
{
    TestClient first{server.port()};
    look(first);
    snapshot(first);
    TestClient second{server.port()};
    look(second);
    snapshot(second);
    first.send_close(1000);
    first.finish();
    for (int i = 0; i < 3; ++i)
        snapshot(second);
    second.send_close(1000);
    second.finish();
    TestClient third{server.port()}; // after a rest
    look(third);
    for (int i = 0; i < 3; ++i)
        snapshot(third);
}

BOOST_AUTO_TEST_CASE(stopping_while_somebody_looks)
{
    TestClient viewer{server.port()};
    look(viewer);
    unsigned code = 0;
    std::thread client{[&] { code = viewer.finish(); }}; // checks are for this thread alone
    BOOST_TEST(server.stop(30s));
    client.join();
    BOOST_TEST(code == 1001u);
}

BOOST_AUTO_TEST_CASE(proxied_and_foreign_requests_are_refused)
{
    for (const char* field :
         {"X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n", "Via: 1.1 x\r\n"}) {
        BOOST_TEST(ask("/inspector/", field).status == 403u);
        BOOST_TEST(handshake(field) == 403u);
    }
    BOOST_TEST(handshake("Origin: https://example.com\r\n") == 403u);
    BOOST_TEST(handshake() == 101u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(inspector_access)

BOOST_AUTO_TEST_CASE(authentication_guards_page_parts_and_service)
{
    const auto find_user = [](std::string_view name) -> std::optional<Credential> {
        if (name != "nobita")
            return std::nullopt;
        return Credential{.password = "password"};
    };
    Fixture fixture{
        {.authenticate = std::make_shared<BasicAuth>(BasicAuthOptions{.realm = "x", .find = find_user})}};
    const std::string good = "Authorization: Basic bm9iaXRhOnBhc3N3b3Jk\r\n";
    for (const char* path : {"/inspector", "/inspector/", "/inspector/app.js", "/inspector/nothing"})
        BOOST_TEST(fixture.ask(path).status == 401u, path);
    BOOST_TEST(fixture.handshake() == 401u);
    BOOST_TEST(fixture.ask("/inspector/", good).status == 200u);
    BOOST_TEST(fixture.handshake(good) == 101u);
    BOOST_TEST(fixture.handshake(good + "X-Forwarded-For: 192.0.2.1\r\n") == 101u);
    BOOST_TEST(fixture.ask("/other").status == 404u); // the rest of the server is not affected
}

BOOST_AUTO_TEST_CASE(who_came_through_a_proxy_is_not_local_behind_trusted_proxies)
{
    HttpServer server{Fixture::options()};
    server.use(TrustedProxies{{"10.0.0.0/8"}}); // which believes nobody on this machine
    server.use(Inspector{});
    server.start();
    for (const auto& [field, status] : {std::pair{"X-Forwarded-For: 192.0.2.1\r\n", 403u}, std::pair{"", 200u}}) {
        TestClient client{server.port()};
        client.write(std::string{"GET /inspector/ HTTP/1.1\r\nHost: localhost\r\n"} + field + "\r\n");
        BOOST_TEST(client.read_answer().status == status);
    }
}

BOOST_AUTO_TEST_CASE(a_decision_may_come_later)
{
    const auto later = make_middleware([](Exchange& exchange) {
        std::thread{[deferred = std::make_shared<Deferred>(exchange.defer())] { deferred->next(); }}.detach();
        return Action::later;
    });
    Fixture fixture{{.authenticate = later}};
    BOOST_TEST(fixture.ask("/inspector/").status == 200u);
    BOOST_TEST(fixture.handshake() == 101u);
}

BOOST_AUTO_TEST_CASE(sessions_are_limited)
{
    Fixture fixture{{.max_sessions = 2, .interval = 100ms}};
    TestClient sockets[3];
    for (auto& socket : sockets) {
        socket.connect(fixture.server.port());
        socket.upgrade("/Echo");
    }
    TestClient viewer{fixture.server.port()};
    Fixture::look(viewer);
    BOOST_TEST(Fixture::snapshot(viewer).at("sessions").as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(beside_a_server_without_routes)
{
    WebSocketServer server{Fixture::options()};
    server.use(Inspector{});
    server.start();
    TestClient client{server.port()};
    client.write("GET /inspector/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(client.read_answer().status == 200u);
}

BOOST_AUTO_TEST_CASE(bad_options)
{
    for (const char* path : {"", "/", "inspector", "/inspector/", "/{x}", "/a*"})
        BOOST_CHECK_THROW((Inspector{{.path = path}}), std::invalid_argument);
    BOOST_CHECK_THROW((Inspector{{.interval = 99ms}}), std::invalid_argument);
    HttpServer server;
    server.use(Inspector{});
    BOOST_CHECK_THROW(server.use(Inspector{}), std::invalid_argument);
    server.use(Inspector{{.path = "/other/inspector"}});
    BOOST_TEST(server.services().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace inspector_test
