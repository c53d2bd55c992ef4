// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Hawser on one I/O thread, with its default options: echoes, plain and compressed, a broadcast, one HTTP
/// handler, and files. With a certificate the same over TLS, on a second port.

#include "support/server_options.hpp"

#include <hawser/http_server.hpp>

#include <cstdint>
#include <exception>
#include <limits>

namespace {

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

class Broadcast : public hawser::Behavior {
    void on_message(const hawser::Message& message) override
    {
        if (message.is_text()) {
            sessions().broadcast(message.text());
        } else {
            sessions().broadcast(message.bytes());
        }
    }
};

hawser::ServerOptions server_options(const bench::ServerOptions& options)
{
    hawser::ServerOptions result{.document_root = options.root,
                                 .threads = 1,
                                 // The load generator's connections last for the whole run.
                                 .http = {.max_requests = std::numeric_limits<std::uint64_t>::max()}};
    result.listen = {{.address = "127.0.0.1", .port = options.port, .tls = false}};
    if (!options.certificate.empty()) {
        result.listen.push_back({.address = "127.0.0.1", .tls = true});
        result.tls = hawser::TlsOptions{
            .certificates = {{.chain_file = options.certificate, .key_file = options.key}}};
    }
    return result;
}

void add_contents(hawser::HttpServer& server)
{
    server.add_service<Echo>("/Echo");
    server.add_service<Echo>("/Deflate", {}, hawser::WebSocketOptions{.compression = true});
    server.add_service<Echo>("/DeflateTakeover", {},
                             hawser::WebSocketOptions{.compression = true,
                                                      .deflate = {.server_no_context_takeover = false,
                                                                  .client_no_context_takeover = false}});
    server.add_service<Broadcast>("/Broadcast");
    server.get("/hello",
               [](const hawser::Request&, hawser::Response& response) { response.text("Hello, World!"); });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto options = bench::options_from_command_line(argc, argv)) {
            hawser::HttpServer server{server_options(*options)};
            add_contents(server);
            server.start();
            const auto endpoints = server.endpoints();
            bench::announce(endpoints.front().port(), endpoints.back().port());
            server.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_hawser_server: " << e.what() << '\n';
        return 1;
    }
}
