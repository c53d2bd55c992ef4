// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A client that sends every message back, compressed as its command line says, for the tests against other
// implementations: `deflate_client server_no_context_takeover=0 client_max_window_bits=9 ws://localhost:4649/Echo`.

#include <hawser/websocket.hpp>

#include <sys/prctl.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

/// Reads `name=number`.
void set(hawser::DeflateOptions& deflate, const std::string& argument)
{
    const auto at = argument.find('=');
    const auto name = argument.substr(0, at);
    const int value = at == std::string::npos ? 0 : std::stoi(argument.substr(at + 1));
    if (name == "server_no_context_takeover")
        deflate.server_no_context_takeover = value != 0;
    else if (name == "client_no_context_takeover")
        deflate.client_no_context_takeover = value != 0;
    else if (name == "server_max_window_bits")
        deflate.server_max_window_bits = value;
    else if (name == "client_max_window_bits")
        deflate.client_max_window_bits = value;
    else
        throw std::invalid_argument{"unknown: " + argument};
}

int run(int argc, char* argv[])
{
    if (argc < 2)
        throw std::invalid_argument{"a URL is missing"};
    // All that is under way at once must find room.
    hawser::ClientOptions options{
        .max_queue_size = std::size_t{64} << 20, .compression = true, .deflate = {.min_size = 0}};
    for (int i = 1; i < argc - 1; ++i)
        set(options.deflate, argv[i]);

    hawser::WebSocket ws{argv[argc - 1], options};
    ws.connect();
    while (const auto message = ws.read())
        ws.send(*message);
    const auto end = ws.close_info().value_or(hawser::CloseInfo{});
    if (end.code == hawser::CloseCode::normal)
        return EXIT_SUCCESS;
    std::cerr << "deflate_client: closed with " << static_cast<unsigned>(end.code) << ' ' << end.reason
              << '\n';
    return EXIT_FAILURE;
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that is killed leaves no client behind
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "deflate_client: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
