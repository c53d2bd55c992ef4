// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/server_core.hpp"

#include "support/temp_folder.hpp"
#include "support/test_client.hpp"

#include <hawser/http_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace server_listeners_test {

// Real sockets of the loopback: what the parts do by themselves is tested without.

namespace {

namespace asio = boost::asio;
using namespace hawser::test;
using hawser::Endpoint;
using hawser::HttpServer;
using hawser::Listen;
using hawser::Request;
using hawser::Response;
using namespace std::chrono_literals;

/// Lines that a logger wrote, for several threads.
class Lines {
public:
    hawser::Logger logger()
    {
        return hawser::Logger{hawser::LogLevel::debug, [this](hawser::LogLevel, std::string_view line) {
                                  const std::lock_guard lock{mutex_};
                                  all_ += std::string{line} + '\n';
                              }};
    }
    bool has(std::string_view part) const
    {
        const std::lock_guard lock{mutex_};
        return all_.find(part) != std::string::npos;
    }

private:
    mutable std::mutex mutex_;
    std::string all_;
};

struct Fixture {
    Lines lines; // before the server, whose threads write to it
    TempFolder folder;
    std::unique_ptr<HttpServer> server;

    HttpServer& start(hawser::ServerOptions options)
    {
        options.threads = 2;
        options.logger = lines.logger();
        server = std::make_unique<HttpServer>(options);
        server->get("/ends", [](const Request& request, Response& response) {
            response.text(request.remote_endpoint().to_string() + " > " +
                          request.local_endpoint().to_string());
        });
        server->start();
        return *server;
    }

    /// What the server says of the ends of a connection that begins with `header`.
    std::string ends(std::uint16_t port, std::string_view header = {})
    {
        TestClient client{port};
        client.write(std::string{header} + "GET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return client.read_answer().body;
    }

    std::string ask(const std::string& unix_name)
    {
        asio::io_context context;
        asio::local::stream_protocol::socket socket{context};
        socket.connect(unix_name);
        const std::string_view request = "GET /ends HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        asio::write(socket, asio::buffer(request));
        std::string answer;
        boost::system::error_code ec;
        asio::read(socket, asio::dynamic_buffer(answer), ec);
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }

    /// True if the server ends the connection without an answer.
    static bool is_refused(TestClient& client) { return client.read_to_end().empty(); }
};

const auto proxied = std::vector<Listen>{{.address = "127.0.0.1", .proxy_protocol = true}};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_listeners, Fixture)

BOOST_AUTO_TEST_CASE(a_server_listens_in_several_places)
{
    const auto path = folder / "socket";
    start({.listen = {{.unix_path = path}, {.address = "127.0.0.1"}, {.address = "127.0.0.2"}}});
    for (int round = 0; round < 3; ++round) {
        const auto endpoints = server->endpoints();
        BOOST_TEST_REQUIRE(endpoints.size() == 3U);
        BOOST_TEST((endpoints[0] == Endpoint::local()));
        BOOST_TEST(endpoints[1].address() == "127.0.0.1");
        BOOST_TEST(endpoints[2].address() == "127.0.0.2");
        BOOST_TEST(server->port() == endpoints[1].port());
        BOOST_TEST(ends(server->port()).ends_with(" > " + endpoints[1].to_string()));
        BOOST_TEST(ask(path) == "local > local");
        BOOST_TEST(server->stop(20s));
        BOOST_TEST(server->endpoints().empty());
        BOOST_TEST(server->port() == 0);
        BOOST_TEST(!std::filesystem::exists(path));
        server->start();
    }
}

BOOST_AUTO_TEST_CASE(a_place_that_fails_is_named_and_nothing_is_left)
{
    const auto path = folder / "socket";
    HttpServer other{{.listen = {{.unix_path = path}, {.address = "192.0.2.1", .port = 8080}}}};
    for (int i = 0; i < 2; ++i) {
        try {
            other.start();
            BOOST_TEST(false);
        } catch (const boost::system::system_error& e) {
            BOOST_TEST(std::string{e.what()}.starts_with("cannot listen on 192.0.2.1:8080"));
        }
        BOOST_TEST(!std::filesystem::exists(path));
        BOOST_TEST(!other.is_listening());
    }
}

BOOST_AUTO_TEST_CASE(the_file_goes_with_a_server_that_is_destroyed)
{
    const auto path = folder / "socket";
    start({.listen = {{.unix_path = path}}});
    BOOST_TEST(server->port() == 0);
    BOOST_TEST(ask(path) == "local > local");
    server.reset();
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_descriptor_serves_again_after_a_stop)
{
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    const auto port = acceptor.local_endpoint().port();
    start({.listen = {{.descriptor = acceptor.native_handle()}}});
    BOOST_TEST(server->port() == port);
    BOOST_TEST(!ends(port).empty());
    BOOST_TEST(server->stop(20s));
    TestClient patient{port}; // the system takes it in, nobody answers yet
    patient.write("GET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
    server->start();
    BOOST_TEST(patient.read_answer().status == 200U);
}

BOOST_AUTO_TEST_CASE(the_proxy_tells_who_its_client_is)
{
    start({.listen = proxied});
    const auto port = server->port();
    BOOST_TEST(ends(port, "PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\r\n") ==
               "192.0.2.7:50000 > 198.51.100.9:443");
    BOOST_TEST(ends(port, "PROXY TCP6 2001:db8::7 ::1 50000 443\r\n") == "[2001:db8::7]:50000 > [::1]:443");
    BOOST_TEST(ends(port, "PROXY UNKNOWN\r\n").starts_with("127.0.0.1:"));
    TestClient client{port};
    client.write("GET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(is_refused(client));
    BOOST_TEST(lines.has("refused: no header of the PROXY protocol"));
}

BOOST_AUTO_TEST_CASE(only_a_proxy_may_tell)
{
    auto listen = proxied;
    listen[0].proxies = {"192.0.2.0/24", "unix"};
    start({.listen = listen});
    TestClient client{server->port()};
    BOOST_TEST(is_refused(client));
    BOOST_TEST(lines.has("refused: not one of the proxies of this listener"));
    BOOST_TEST(server->connection_count() == 0U);
}

BOOST_AUTO_TEST_CASE(an_address_has_so_many_connections)
{
    start({.listen = {{.address = "127.0.0.1"}}, .max_connections_per_address = 2, .uncounted_networks = {}});
    const auto port = server->port();
    TestClient first{port};
    auto second = std::make_unique<TestClient>(port);
    BOOST_TEST(first.get("/ends").status == 200U);
    BOOST_TEST(second->get("/ends").status == 200U);
    TestClient third{port};
    BOOST_TEST(is_refused(third));
    BOOST_TEST(lines.has("refused: its address has max_connections_per_address already"));
    BOOST_TEST(server->connection_count() == 2U);
    second->end();
    second->read_to_end();
    second.reset();
    while (server->connection_count() > 1)
        std::this_thread::yield();
    BOOST_TEST(!ends(port).empty());
}

BOOST_AUTO_TEST_CASE(clients_of_a_proxy_are_counted_one_by_one)
{
    start({.listen = proxied, .max_connections_per_address = 1});
    const auto port = server->port();
    const auto connect = [&](TestClient& client, const std::string& address) {
        client.connect(port);
        client.write("PROXY TCP4 " + address +
                     " 198.51.100.9 50000 443\r\nGET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    TestClient first;
    TestClient second;
    TestClient third;
    connect(first, "192.0.2.1");
    BOOST_TEST(first.read_answer().status == 200U);
    connect(second, "192.0.2.2");
    BOOST_TEST(second.read_answer().status == 200U);
    connect(third, "192.0.2.1");
    BOOST_TEST(is_refused(third));
}

BOOST_AUTO_TEST_CASE(the_limit_of_all_holds_for_all_places)
{
    start({.listen = {{.address = "127.0.0.1"}, {.address = "127.0.0.1"}}, .max_connections = 2});
    const auto endpoints = server->endpoints();
    TestClient first{endpoints[0].port()};
    TestClient second{endpoints[1].port()};
    BOOST_TEST(first.get("/ends").status == 200U);
    BOOST_TEST(second.get("/ends").status == 200U);
    TestClient third{endpoints[0].port()}; // wait in the backlog
    TestClient fourth{endpoints[1].port()};
    third.write("GET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
    fourth.write("GET /ends HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(server->connection_count() == 2U);
    first.end();
    second.end();
    BOOST_TEST(third.read_answer().status == 200U);
    BOOST_TEST(fourth.read_answer().status == 200U);
}

BOOST_AUTO_TEST_CASE(the_applications_executor_serves_all_places)
{
    const auto path = folder / "socket";
    asio::io_context context;
    {
        HttpServer own{context.get_executor(), {.listen = {{.address = "127.0.0.1"}, {.unix_path = path}}}};
        own.get("/ends", [](const Request&, Response& response) { response.text("here"); });
        own.start();
        auto work = asio::make_work_guard(context);
        std::thread thread{[&] { context.run(); }};
        BOOST_TEST(ask(path) == "here");
        BOOST_TEST(TestClient{own.port()}.get("/ends").body == "here");
        BOOST_TEST(own.stop(20s));
        BOOST_TEST(!std::filesystem::exists(path));
        work.reset();
        thread.join();
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace server_listeners_test
