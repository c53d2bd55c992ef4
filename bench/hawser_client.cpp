// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Hawser's WebSocket client, with its default options: callbacks and the library's thread, or a coroutine.

#include "support/client_run.hpp"

#include <hawser/websocket.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <iostream>
#include <string>

namespace {

std::string url_of(const bench::ClientRun& run)
{
    return "ws://127.0.0.1:" + std::to_string(run.port) + "/Echo";
}

void run_echo(const bench::ClientRun& run)
{
    bench::EchoCount count{run.size};
    hawser::WebSocket client{url_of(run)};
    client.on_open([&] {
        count.start();
        for (std::size_t i = 0; i < run.in_flight; ++i) {
            client.send(count.message());
        }
    });
    client.on_message([&](const hawser::Message& answer) {
        count.answered(answer.text());
        client.send(count.message());
    });
    client.on_error([&](hawser::error_code, std::string_view) { count.fail(); });
    client.start();
    bench::measure_echoes(run, count);
}

boost::asio::awaitable<void> answer(hawser::WebSocket& client, std::size_t in_flight, bench::EchoCount& count)
{
    co_await client.async_connect(boost::asio::use_awaitable);
    count.start();
    for (std::size_t i = 0; i < in_flight; ++i) {
        client.send(count.message());
    }
    while (const auto received = co_await client.async_read(boost::asio::use_awaitable)) {
        count.answered(received->text());
        client.send(count.message());
    }
}

void run_coroutine(const bench::ClientRun& run)
{
    bench::EchoCount count{run.size};
    bench::Loop loop;
    hawser::WebSocket client{loop.context().get_executor(), url_of(run)};
    boost::asio::co_spawn(loop.context(), answer(client, run.in_flight, count),
                          [&](const std::exception_ptr& failure) { failure ? count.fail() : void(); });
    bench::measure_echoes(run, count);
    loop.stop();
}

void run_idle(const bench::ClientRun& run)
{
    bench::Openings openings;
    const hawser::WebSocket like{url_of(run)};
    std::deque<hawser::WebSocket> clients;
    bench::measure_idle(run, openings, [&] {
        auto& client = clients.emplace_back(url_of(run), like);
        client.on_open([&] { openings.opened(); });
        client.on_error([&](hawser::error_code, std::string_view) { openings.failed(); });
        client.start();
    });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto run = bench::client_run_from_command_line(argc, argv)) {
            run->idle() ? run_idle(*run) : run->coroutine() ? run_coroutine(*run) : run_echo(*run);
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_hawser_client: " << e.what() << '\n';
        return 1;
    }
}
