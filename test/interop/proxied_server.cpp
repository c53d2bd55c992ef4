// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server as it stands behind a proxy, for the tests with nginx. Its paths tell what the server has
// understood: who the client is, how much of a body has come, how many connections there are.

#include <hawser/async_exchange.hpp>
#include <hawser/event_stream.hpp>
#include <hawser/http_server.hpp>
#include <hawser/middleware/trusted_proxies.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/program_options.hpp>

#include <sys/prctl.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace po = boost::program_options;

struct Settings {
    std::uint16_t port = 0;
    std::string root;
    std::string unix_path;
    bool activated = false;
    bool trusting = false;
};

std::optional<Settings> read_command_line(int argc, char* argv[])
{
    Settings settings;
    po::options_description options{"Options"};
    auto add = options.add_options();
    add("help", "show this help and exit");
    add("port", po::value(&settings.port), "TCP port on the loopback; 0: any free one");
    add("root", po::value(&settings.root), "folder with the files to serve below /files");
    add("unix", po::value(&settings.unix_path), "also listen on this Unix socket");
    add("activated", po::bool_switch(&settings.activated),
        "listen on the sockets that LISTEN_FDS names instead");
    add("trusting", po::bool_switch(&settings.trusting),
        "believe a proxy at 127.0.0.1 or on the Unix socket");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    po::notify(values);
    if (values.count("help") == 0)
        return settings;
    std::cout << options;
    return std::nullopt;
}

/// The second place expects the header of the PROXY protocol.
hawser::ServerOptions options_for(const Settings& settings)
{
    hawser::ServerOptions options{.threads = 1};
    if (settings.activated) {
        options.listen = hawser::Listen::from_systemd();
        return options;
    }
    options.listen = {{.address = "127.0.0.1", .port = settings.port},
                      {.address = "127.0.0.1", .proxy_protocol = true}};
    if (!settings.unix_path.empty())
        options.listen.push_back({.unix_path = settings.unix_path});
    return options;
}

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Closes with the code that it is sent.
class Closer : public hawser::Behavior {
    void on_message(const hawser::Message& message) override
    {
        close(static_cast<hawser::CloseCode>(std::stoi(std::string{message.text()})), "as you wish");
    }
};

/// Tells whom it takes its client for.
class Who : public hawser::Behavior {
    void on_open() override
    {
        send(request().remote_endpoint().address() + (request().is_secure() ? " secure" : " plain"));
    }
};

/// The streams of events that are open.
class Ticker {
public:
    void subscribe(hawser::EventStream stream)
    {
        stream.send("welcome");
        const std::lock_guard lock{mutex_};
        streams_.push_back(std::move(stream));
    }

    void tick()
    {
        const std::lock_guard lock{mutex_};
        for (auto& stream : streams_)
            stream.send({.data = "tick", .event = "clock"});
    }

    void close()
    {
        const std::lock_guard lock{mutex_};
        streams_.clear();
    }

private:
    std::mutex mutex_;
    std::vector<hawser::EventStream> streams_;
};

struct Site {
    Ticker ticker;
    std::atomic<std::uint64_t> received{0};
};

std::string line(std::string_view name, std::string_view value)
{
    return std::string{name} + ": " + std::string{value} + "\n";
}

/// What the server makes of the request; `Peer` is the other end of the connection.
void tell(const hawser::Request& request, hawser::Response& response)
{
    std::string text = line("client", request.remote_endpoint().address());
    text += line("secure", request.is_secure() ? "yes" : "no");
    text += line("host", request.host());
    text += line("version", std::to_string(request.version()));
    text += line("keep-alive", request.keep_alive() ? "yes" : "no");
    text += line("url", request.url());
    for (const char* name : {"Peer", "X-Forwarded-For", "Forwarded", "Upgrade"})
        text += line(name, request[name]);
    response.text(text);
}

asio::awaitable<void> upload(Site& site, hawser::AsyncExchange& exchange)
{
    site.received = 0;
    while (const auto piece = co_await exchange.body().read())
        site.received += piece->size();
    exchange.response().text(std::to_string(site.received));
}

asio::awaitable<void> answer_slowly(hawser::AsyncExchange& exchange)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, 300ms};
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    exchange.response().text("at last");
}

void add_routes(hawser::HttpServer& server, Site& site)
{
    server.get("/client", tell);
    server.get("/connections", [&](const hawser::Request&, hawser::Response& response) {
        response.text(std::to_string(server.connection_count()));
    });
    server.get("/endpoints", [&](const hawser::Request&, hawser::Response& response) {
        std::string text;
        for (const auto& endpoint : server.endpoints())
            text += endpoint.to_string() + "\n";
        response.text(text);
    });
    server.post("/echo", [](const hawser::Request& request, hawser::Response& response) {
        response.body(std::string{request.body()}, "application/octet-stream");
    });
    server.post("/upload",
                hawser::coroutine([&](hawser::AsyncExchange& exchange) { return upload(site, exchange); }),
                {.max_body = std::numeric_limits<std::uint64_t>::max()});
    server.get("/received", [&](const hawser::Request&, hawser::Response& response) {
        response.text(std::to_string(site.received));
    });
    server.get("/slow", hawser::coroutine(answer_slowly));
    server.get("/events", [&](const hawser::Request&, hawser::Response& response) {
        response.events([&](hawser::EventStream stream) { site.ticker.subscribe(std::move(stream)); });
    });
    server.post("/tick", [&](const hawser::Request&, hawser::Response& response) {
        site.ticker.tick();
        response.status(204);
    });
    server.post("/silence", [&](const hawser::Request&, hawser::Response& response) {
        site.ticker.close();
        response.status(204);
    });
}

void serve(const Settings& settings)
{
    Site site;
    hawser::HttpServer server{options_for(settings)};
    server.use([](hawser::Exchange& exchange) {
        auto& request = exchange.request();
        request.fields().set("Peer", request.remote_endpoint().to_string());
        return hawser::Action::next;
    });
    if (settings.trusting)
        server.use(hawser::TrustedProxies{{"127.0.0.1", "unix"}});
    server.add_service<Echo>("/Echo");
    server.add_service<Closer>("/Close");
    server.add_service<Who>("/Who");
    if (!settings.root.empty())
        server.serve_files("/files", {.root = settings.root});
    add_routes(server, site);
    server.run([&] { std::cout << "Listening on http://127.0.0.1:" << server.port() << std::endl; });
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
        std::cerr << "proxied_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
