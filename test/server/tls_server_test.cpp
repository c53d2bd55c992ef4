// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A whole server with TLS, over sockets.

#include "support/certificate_authority.hpp"
#include "support/temp_folder.hpp"
#include "support/test_client.hpp"

#include <hawser/http_server.hpp>
#include <hawser/middleware/https_redirect.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tls_server_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;

class Echo : public Behavior {
    void on_message(const Message& message) override { send(message); }
};

struct Fixture {
    CertificateAuthority authority;
    TempFolder folder;
    ServerOptions options;

    Fixture()
    {
        options.address = "127.0.0.1";
        options.threads = 2;
        options.logger.level(LogLevel::none);
        options.tls = TlsOptions{.certificates = {authority.issue()}};
    }

    static void add_all(HttpServer& server)
    {
        server.add_service<Echo>("/Echo");
        server.get("/hello", [](const Request& request, Response& response) {
            response.text(request.tls() && request.tls()->peer ? "Hello, " + request.tls()->peer->common_name
                                                               : "Hello");
        });
        server.get("/large", [](const Request&, Response& response) {
            response.body(std::string(3'000'000, 'L'), "text/plain");
        });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_server, Fixture)

BOOST_AUTO_TEST_CASE(http_and_websocket)
{
    HttpServer server{options};
    add_all(server);
    server.start();
    TestClient client{server.port(), Secure::yes};
    BOOST_TEST(client.get("/hello").body == "Hello");
    BOOST_TEST(client.get("/large").body.size() == 3'000'000u);
    client.upgrade("/Echo");
    const std::string large(1'000'000, 'x');
    for (const auto& text : {std::string{}, std::string{"hello"}, large}) {
        client.send(text);
        BOOST_TEST((client.read_message() == text));
    }
    std::thread stopper{[&] { server.stop(); }};
    BOOST_TEST(client.finish() == 1001u);
    BOOST_TEST(client.was_ended());
    stopper.join();
}

BOOST_AUTO_TEST_CASE(on_the_applications_executor)
{
    boost::asio::io_context context;
    {
        HttpServer server{context.get_executor(), options};
        add_all(server);
        server.start();
        std::thread thread{[&] { context.run(); }};
        {
            TestClient client{server.port(), Secure::yes};
            BOOST_TEST(client.get("/large").body.size() == 3'000'000u);
            client.upgrade("/Echo");
            client.send("hello");
            BOOST_TEST(client.read_message() == "hello");
        }
        server.stop();
        thread.join();
    }
}

BOOST_AUTO_TEST_CASE(files_over_tls)
{
    std::string content(2'000'000, '\0');
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>(i * 13 + i / 1000);
    folder.write("large.bin", content);
    options.document_root = folder / "";
    HttpServer server{options};
    server.start();
    TestClient client{server.port(), Secure::yes};
    BOOST_TEST((client.get("/large.bin").body == content));
    client.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=100000-299999\r\n\r\n");
    BOOST_TEST((client.read_answer().body == content.substr(100'000, 200'000)));
}

BOOST_AUTO_TEST_CASE(both_kinds_of_listeners)
{
    options.listen = {{.address = "127.0.0.1"}, {.address = "127.0.0.1", .tls = false}};
    options.address.clear();
    HttpServer server{options};
    add_all(server);
    server.start();
    const auto ports = server.endpoints();
    server.use(HttpsRedirect{{.port = ports.at(0).port()}});
    TestClient secure{ports.at(0).port(), Secure::yes};
    BOOST_TEST(secure.get("/hello").body == "Hello");
    TestClient plain{ports.at(1).port()};
    const auto answer = plain.get("/hello?a=b");
    BOOST_TEST(answer.status == 301u);
    BOOST_TEST(answer.field("Location") ==
               "https://localhost:" + std::to_string(ports.at(0).port()) + "/hello?a=b");
    TestClient mistaken{ports.at(0).port()};
    BOOST_TEST(mistaken.get("/hello").status == 400u);
}

BOOST_AUTO_TEST_CASE(clients_with_certificates)
{
    options.tls->client_certificates = ClientCertificates::require;
    options.tls->client_ca_pem = authority.pem();
    HttpServer server{options};
    add_all(server);
    server.start();
    TestClient client{server.port()};
    PlainTls alice;
    const auto loaded = tls::load(authority.issue({.common_name = "Alice"}));
    SSL_CTX_use_certificate(alice.context(), loaded.leaf.get());
    SSL_CTX_use_PrivateKey(alice.context(), loaded.key.get());
    client.start_tls(std::move(alice));
    BOOST_TEST(client.get("/hello").body == "Hello, Alice");
    TestClient nobody{server.port()};
    try { // in TLS 1.3 a client learns of it when it reads
        nobody.start_tls();
        nobody.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        BOOST_TEST(nobody.read_to_end().empty());
    } catch (const std::runtime_error&) {
    }
}

BOOST_AUTO_TEST_CASE(reloads_under_load)
{
    const auto write = [&](const Certificate& certificate) {
        folder.write("chain.pem", certificate.chain_pem);
        folder.write("key.pem", certificate.key_pem);
    };
    write(authority.issue());
    options.tls->certificates = {{.chain_file = folder / "chain.pem", .key_file = folder / "key.pem"}};
    HttpServer server{options};
    add_all(server);
    server.start();
    TestClient old{server.port(), Secure::yes};
    old.upgrade("/Echo");
    std::atomic<bool> stops{false};
    std::atomic<int> failures{0}, successes{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&] {
            while (!stops) {
                try {
                    TestClient client{server.port(), Secure::yes};
                    ++(client.get("/hello").body == "Hello" ? successes : failures);
                } catch (const std::exception&) {
                    ++failures;
                }
            }
        });
    for (int i = 0; i < 30; ++i) {
        write(authority.issue());
        server.reload_certificates();
        folder.write("key.pem", authority.issue().key_pem); // not that of the certificate
        BOOST_CHECK_THROW(server.reload_certificates(), boost::system::system_error);
    }
    stops = true;
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(failures == 0);
    BOOST_TEST(successes > 0);
    old.send("still here");
    BOOST_TEST(old.read_message() == "still here");
}

BOOST_AUTO_TEST_CASE(a_context_of_the_applications)
{
    auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
    const auto certificate = authority.issue();
    context->use_certificate_chain(boost::asio::buffer(certificate.chain_pem));
    context->use_private_key(boost::asio::buffer(certificate.key_pem), boost::asio::ssl::context::pem);
    options.tls = TlsOptions{.context = context};
    HttpServer server{options};
    add_all(server);
    server.start();
    TestClient client{server.port(), Secure::yes};
    BOOST_TEST(client.get("/hello").body == "Hello");
}

BOOST_AUTO_TEST_CASE(stops_in_the_middle_of_handshakes)
{
    HttpServer server{options};
    add_all(server);
    for (int round = 0; round < 20; ++round) {
        server.start();
        std::vector<std::unique_ptr<TestClient>> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(std::make_unique<TestClient>(server.port()));
            PlainTls tls;
            tls.start();
            clients.back()->write(tls.take_output().substr(0, static_cast<std::size_t>(40 * i)));
        }
        server.stop(1s);
        BOOST_TEST(server.connection_count() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_said_at_the_start)
{
    options.tls->certificates = {{.chain_file = "/no/such/chain.pem"}};
    HttpServer server{options};
    BOOST_CHECK_EXCEPTION(server.start(), boost::system::system_error, [](const auto& e) {
        return e.code() == error::unusable_certificate &&
               std::string{e.what()}.find("/no/such/chain.pem") != std::string::npos;
    });
    BOOST_TEST(!server.is_listening());
    options.tls->certificates.clear();
    BOOST_CHECK_THROW(HttpServer{options}, std::invalid_argument);
    options.tls->certificates = {authority.issue()};
    options.tls->client_certificates = ClientCertificates::require;
    BOOST_CHECK_THROW(HttpServer{options}, std::invalid_argument);
    options.tls = TlsOptions{.context = std::make_shared<boost::asio::ssl::context>(
                                 boost::asio::ssl::context::tls_server)};
    options.tls->client_certificates = ClientCertificates::require; // which it would not heed
    BOOST_CHECK_THROW(HttpServer{options}, std::invalid_argument);
    options.tls.reset();
    options.listen = {{.address = "127.0.0.1", .tls = true}};
    options.address.clear();
    BOOST_CHECK_THROW(HttpServer{options}, std::invalid_argument);
    options.listen.clear();
    HttpServer plain{options};
    BOOST_CHECK_THROW(plain.reload_certificates(), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls_server_test
