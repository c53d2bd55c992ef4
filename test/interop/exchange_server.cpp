// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server with middleware, streams, forms and files, for the tests with curl.

#include "support/command_line.hpp"

#include <hawser/async_exchange.hpp>
#include <hawser/body_writer.hpp>
#include <hawser/event_stream.hpp>
#include <hawser/form.hpp>
#include <hawser/http_server.hpp>
#include <hawser/middleware/access_log.hpp>
#include <hawser/middleware/compress.hpp>
#include <hawser/middleware/cors.hpp>
#include <hawser/middleware/rate_limit.hpp>
#include <hawser/middleware/security_headers.hpp>

#include <sys/prctl.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <utility>

namespace {

using hawser::AsyncExchange;
using hawser::Request;
using hawser::Response;
using Awaitable = boost::asio::awaitable<void>;

Awaitable count_body(AsyncExchange& exchange)
{
    std::uint64_t size = 0;
    while (const auto piece = co_await exchange.body().read())
        size += piece->size();
    exchange.response().text(std::to_string(size));
}

Awaitable write_megabytes(AsyncExchange& exchange)
{
    const std::string piece(100'000, 'm');
    for (int i = 0; i < 500; ++i)
        if (!co_await exchange.write(piece))
            co_return;
    exchange.trailer("X-Count", "500");
}

// Of another thread, which pauses when the client does not keep up.
void write_from_a_thread(hawser::BodyWriter body)
{
    std::thread{[body = std::move(body)]() mutable {
        const std::string line(999, 't');
        for (int i = 0; i < 2000 && body.is_open(); ++i)
            while (body.write(line + '\n') == hawser::SendResult::dropped && body.is_open())
                std::this_thread::sleep_for(std::chrono::milliseconds{1});
        if (body.is_open())
            body.finish();
    }}.detach();
}

void save_upload(const Request& request, Response& response)
{
    boost::system::error_code ec;
    const auto form = hawser::Form::parse(request, ec, {.file = 100'000'000, .total = 100'000'000});
    if (ec)
        return response.status_page(hawser::form_status(ec), ec.message());
    const auto* file = form.file("file");
    if (!file)
        return response.status_page(400, "There is no file in the form.");
    const auto folder = std::filesystem::temp_directory_path();
    const auto path = file->save_to(folder.string());
    response.text(std::to_string(std::filesystem::file_size(path)) + ' '
                  + std::string{form.value("name").value_or("")});
    std::filesystem::remove(path);
}

void add_routes(hawser::HttpServer& server)
{
    server.get("/text", [](const Request&, Response& response) { response.text(std::string(20'000, 'x')); });
    server.post("/count", hawser::coroutine(count_body), {.max_body = 1'000'000'000});
    server.get("/megabytes", hawser::coroutine(write_megabytes));
    server.get("/thread", [](const Request&, Response& response) {
        response.stream(write_from_a_thread, "text/plain");
    });
    server.get("/events", [](const Request&, Response& response) {
        response.events([](hawser::EventStream events) {
            for (int i = 0; i < 3; ++i)
                events.send({.data = std::to_string(i), .event = "count"});
        });
    });
    server.post("/upload", save_upload, {.max_body = 100'000'000, .spool_body = true});
    server.get("/limited", [](const Request&, Response& response) { response.text("one of few"); })
        .use(hawser::RateLimit{{.rate = 0.001, .burst = 2, .exempt = {}}});
    server.get("/shared", [](const Request&, Response& response) { response.json("{}"); })
        .use(hawser::Cors{{"https://app.example"}});
    server.route(hawser::Method::options, "/shared", [](const Request&, Response& response) { response.status(204); })
        .use(hawser::Cors{{"https://app.example"}});
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that is killed leaves no server behind
        const auto options = example::read_options(argc, argv, {.address = "127.0.0.1"});
        if (!options)
            return EXIT_SUCCESS;
        hawser::HttpServer server{*options};
        server.use(hawser::AccessLog{{.sink = [](std::string_view line) {
            std::cout << (std::string{line} + '\n') << std::flush;
        }}});
        server.use(hawser::SecurityHeaders{});
        server.use(hawser::Compress{});
        add_routes(server);
        example::run(server, "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "exchange_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
