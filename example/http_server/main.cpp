// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// An HTTP server with WebSocket services, two handlers and a page to try them from a browser: start it
// and open http://localhost:4649.

#include "support/command_line.hpp"

#include <hawser/http_server.hpp>
#include <hawser/metrics.hpp>
#include <hawser/middleware/basic_auth.hpp>
#include <hawser/middleware/digest_auth.hpp>
#include <hawser/middleware/inspector.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

/// Sends every message back, text as text and binary as binary.
class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Sends every message to all who are in the chat, under the sender's name: `/Chat?name=nobita`.
class Chat : public hawser::Behavior {
public:
    std::string suffix;

private:
    void on_open() override { name_ = request().query("name").value_or("someone"); }

    void on_message(const hawser::Message& message) override
    {
        if (message.is_binary())
            return close(hawser::CloseCode::unsupported_data, "this chat takes text only");
        sessions().broadcast(name_ + ": " + std::string{message.text()} + suffix);
    }

    std::string name_;
};

/// What `--auth` asks for.
std::shared_ptr<hawser::Middleware> authentication(const example::SiteOptions& site)
{
    const auto find = [user = site.user,
                       password = site.password](std::string_view name) -> std::optional<hawser::Credential> {
        if (name != user)
            return std::nullopt;
        return hawser::Credential{.password = password};
    };
    if (site.auth == "basic")
        return std::make_shared<hawser::BasicAuth>(
            hawser::BasicAuthOptions{.realm = site.realm, .find = find});
    return std::make_shared<hawser::DigestAuth>(
        hawser::DigestAuthOptions{.realm = site.realm, .find = find});
}

/// For what is not everybody's business: with `--auth`, whoever is here has said who he is.
hawser::Action let_in(hawser::Exchange& exchange, bool has_auth)
{
    if (has_auth || exchange.request().is_local())
        return hawser::Action::next;
    exchange.response().status_page(403, "This is for the server's own machine only.");
    return hawser::Action::respond;
}

/// What `--tls-cert` and `--tls-self-signed` ask for. A certificate that nobody has signed can be told by its
/// fingerprint, which browsers show, too.
hawser::TlsOptions tls(const example::SiteOptions& site)
{
    hawser::Certificate certificate{.chain_file = site.tls_cert, .key_file = site.tls_key};
    if (site.tls_self_signed) {
        certificate = hawser::Certificate::self_signed({"localhost", "127.0.0.1", "::1"});
        std::cout << "Certificate's SHA-256 fingerprint: " << certificate.fingerprint() << std::endl;
    }
    return {.certificates = {certificate}};
}

/// What the options of this example add to a server.
void set_up(hawser::HttpServer& server, const example::SiteOptions& site, const std::string& root)
{
    const bool has_auth = !site.auth.empty();
    if (has_auth)
        server.use(authentication(site));
    const auto guard = hawser::make_middleware(
        [has_auth](hawser::Exchange& exchange) { return let_in(exchange, has_auth); });
    if (site.metrics)
        server.get("/metrics", hawser::metrics(server)).use(guard);
    if (site.inspector)
        server.use(hawser::Inspector{{.authenticate = has_auth ? guard : nullptr}});

    hawser::FileOptions files{.root = root, .listing = site.listing};
    if (!site.cache_control.empty())
        files.cache_control = {{"*", site.cache_control}};
    server.serve_files("/", files);
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        example::SiteOptions site;
        auto options = example::read_options(
            argc, argv, {.port = 4649, .document_root = example::page_folder(HAWSER_EXAMPLE_ROOT)}, site);
        if (!options)
            return EXIT_SUCCESS;

        const auto root = std::exchange(options->document_root, {}); // served by `set_up`
        if (site.has_tls())
            options->tls = tls(site);
        hawser::HttpServer server{*options};
        set_up(server, site, root);
        server.add_service<Echo>("/Echo");
        server.add_service<Chat>("/Chat");
        server.add_service<Chat>("/ChatWithNyan", [](Chat& chat) { chat.suffix = " Nyan!"; });

        server.get("/hello", [](const hawser::Request&, hawser::Response& response) {
            response.text("Hello, World!");
        });
        server.post("/echo", [](const hawser::Request& request, hawser::Response& response) {
            const auto type = request["Content-Type"];
            response.body(std::string{request.body()}, type.empty() ? "application/octet-stream" : type);
        });

        example::run(server, site.has_tls() ? "https" : "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "http_server: " << example::what(error) << '\n';
        return EXIT_FAILURE;
    }
}
