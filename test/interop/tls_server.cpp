// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server that talks TLS as its command line says, for the tests with openssl, curl and Python. `/tls` tells
// what the server has understood of the handshake.

#include <hawser/http_server.hpp>
#include <hawser/middleware/https_redirect.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/program_options.hpp>

#include <sys/prctl.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using hawser::Request;
using hawser::Response;
namespace asio = boost::asio;
namespace po = boost::program_options;
using Strings = std::vector<std::string>;

struct Settings {
    std::uint16_t port = 0;
    std::string root;
    unsigned threads = 2;
    Strings chains;
    Strings keys;
    std::string pkcs12;
    std::string password;
    std::string client_certificates = "none";
    std::string min_version = "1.2";
    long handshake_timeout = 10'000;
    bool no_tickets = false;
    hawser::TlsOptions tls;
};

void add_options(po::options_description_easy_init add, Settings& settings)
{
    add("help", "show this help and exit");
    add("port", po::value(&settings.port), "TCP port on the loopback; 0: any free one");
    add("root", po::value(&settings.root), "folder with the files to serve below /file");
    add("threads", po::value(&settings.threads), "I/O threads");
    add("cert", po::value(&settings.chains),
        "certificate with its chain (PEM); may come again, for other names");
    add("key", po::value(&settings.keys), "the key of each of them, in the same order");
    add("pkcs12", po::value(&settings.pkcs12), "one more certificate, with its key, as PKCS#12");
    add("password", po::value(&settings.password), "of that file");
    add("client-certificates", po::value(&settings.client_certificates), "none, request or require");
    add("client-ca", po::value(&settings.tls.client_ca_file),
        "who may have signed the clients' certificates");
    add("client-crl", po::value(&settings.tls.client_crl_file), "what those have revoked");
    add("min-version", po::value(&settings.min_version), "1.2 or 1.3");
    add("handshake-timeout", po::value(&settings.handshake_timeout), "milliseconds");
    add("no-tickets", po::bool_switch(&settings.no_tickets), "no resumption");
}

hawser::ClientCertificates client_certificates(const std::string& name)
{
    if (name == "none")
        return hawser::ClientCertificates::none;
    if (name == "request")
        return hawser::ClientCertificates::request;
    if (name == "require")
        return hawser::ClientCertificates::require;
    throw std::runtime_error{"--client-certificates is none, request or require"};
}

void complete(Settings& settings)
{
    if (settings.chains.size() != settings.keys.size())
        throw std::runtime_error{"as many --key as --cert, please"};
    auto& tls = settings.tls;
    for (std::size_t i = 0; i < settings.chains.size(); ++i)
        tls.certificates.push_back({.chain_file = settings.chains[i], .key_file = settings.keys[i]});
    if (!settings.pkcs12.empty())
        tls.certificates.push_back({.pkcs12_file = settings.pkcs12, .password = settings.password});
    tls.client_certificates = client_certificates(settings.client_certificates);
    tls.min_version =
        settings.min_version == "1.3" ? hawser::TlsVersion::tls_1_3 : hawser::TlsVersion::tls_1_2;
    tls.session_tickets = !settings.no_tickets;
    tls.handshake_timeout = std::chrono::milliseconds{settings.handshake_timeout};
}

std::optional<Settings> read_command_line(int argc, char* argv[])
{
    Settings settings;
    po::options_description options{"Options"};
    add_options(options.add_options(), settings);
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    po::notify(values);
    if (values.count("help") != 0) {
        std::cout << options;
        return std::nullopt;
    }
    complete(settings);
    return settings;
}

/// The first place talks TLS, the second does not, the third does behind the header of the PROXY protocol.
hawser::ServerOptions options_for(const Settings& settings)
{
    hawser::ServerOptions options{.threads = settings.threads};
    options.listen = {{.address = "127.0.0.1", .port = settings.port},
                      {.address = "127.0.0.1", .tls = false},
                      {.address = "127.0.0.1", .proxy_protocol = true}};
    options.check_host = false; // the tests come under the names of all certificates
    options.http.body = 16 * 1024 * 1024;
    options.tls = settings.tls;
    return options;
}

// --- what it answers

std::string line(std::string_view name, std::string_view value)
{
    return std::string{name} + ": " + std::string{value} + "\n";
}

std::string joined(const Strings& values)
{
    std::string text;
    for (const auto& value : values)
        text += (text.empty() ? "" : " ") + value;
    return text;
}

std::string lines_of(const hawser::PeerCertificate& peer)
{
    const auto seconds = [](auto time) {
        return std::to_string(
            std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
    };
    return line("subject", peer.subject) + line("common_name", peer.common_name) +
           line("issuer", peer.issuer) + line("serial", peer.serial) +
           line("dns_names", joined(peer.dns_names)) + line("ip_addresses", joined(peer.ip_addresses)) +
           line("emails", joined(peer.emails)) + line("uris", joined(peer.uris)) +
           line("not_before", seconds(peer.not_before)) + line("not_after", seconds(peer.not_after)) +
           line("fingerprint", peer.fingerprint) + line("key_pin", peer.key_pin) +
           line("verified", peer.verified ? "yes" : "no") +
           line("error", peer.error ? peer.error.message() : "");
}

/// All that is known of the handshake, in lines `name: value`.
std::string lines_of(const Request& request)
{
    auto text = line("client", request.remote_endpoint().address()) + line("url", request.url()) +
                line("secure", request.is_secure() ? "yes" : "no");
    const auto* const tls = request.tls();
    if (!tls)
        return text;
    text += line("version", tls->version == hawser::TlsVersion::tls_1_3 ? "TLSv1.3" : "TLSv1.2");
    text += line("cipher", tls->cipher);
    text += line("server_name", tls->server_name);
    text += line("protocol", tls->protocol);
    text += line("resumed", tls->resumed ? "yes" : "no");
    return tls->peer ? text + lines_of(*tls->peer) : text;
}

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Tells what is known of the handshake.
class Who : public hawser::Behavior {
    void on_open() override { send(lines_of(request())); }
};

/// What came of it, in one line.
std::string reload(hawser::Server& server)
{
    try {
        server.reload_certificates();
        return "reloaded";
    } catch (const std::exception& error) {
        return std::string{"not reloaded: "} + error.what();
    }
}

void add_paths(hawser::HttpServer& server, const std::string& root)
{
    server.get("/hello", [](const Request&, Response& response) { response.text("Hello, World!"); });
    server.get("/.well-known/acme-challenge/{token}", [](const Request& request, Response& response) {
        response.text(std::string{request.path()});
    });
    server.get("/tls", [](const Request& request, Response& response) { response.text(lines_of(request)); });
    server.post("/echo", [](const Request& request, Response& response) {
        response.body(std::string{request.body()}, "application/octet-stream");
    });
    server.post("/reload", [&server](const Request&, Response& response) { response.text(reload(server)); });
    server.get("/connections", [&server](const Request&, Response& response) {
        response.text(std::to_string(server.connection_count()));
    });
    if (!root.empty())
        server.serve_files("/file", {.root = root});

    server.add_service<Echo>("/Echo");
    server.add_service<Who>("/Who");
    auto compressing = server.options().websocket;
    compressing.compression = true;
    compressing.deflate.min_size = 0;
    server.add_service<Echo>("/Compressed", {}, compressing);
}

/// Reloads at every SIGHUP, as long as it lives.
class HangUp {
public:
    explicit HangUp(hawser::Server& server) : server_{server}
    {
        wait();
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~HangUp() { context_.stop(); }

private:
    void wait()
    {
        signals_.async_wait([this](boost::system::error_code ec, int) {
            if (ec)
                return;
            std::cout << (reload(server_) + '\n') << std::flush;
            wait();
        });
    }

    hawser::Server& server_;
    asio::io_context context_;
    asio::signal_set signals_{context_, SIGHUP};
    std::jthread thread_;
};

void serve(const Settings& settings)
{
    hawser::HttpServer server{options_for(settings)};
    add_paths(server, settings.root);
    const HangUp hang_up{server};
    server.run([&] {
        const auto places = server.endpoints();
        server.use(hawser::HttpsRedirect{{.port = server.port()}});
        std::cout << "Plain: " << places.at(1).port() << "\nPROXY protocol: " << places.at(2).port()
                  << "\nListening on https://127.0.0.1:" << server.port() << std::endl;
    });
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that is killed leaves no server behind
        if (const auto settings = read_command_line(argc, argv))
            serve(*settings);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "tls_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
