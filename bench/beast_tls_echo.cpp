// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A peer: Boost.Beast's WebSocket echo server over TLS.

#include "support/beast_echo.hpp"
#include "support/server_options.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv)
{
    try {
        if (const auto options = bench::options_from_command_line(argc, argv)) {
            auto context = bench::make_server_context(*options);
            bench::serve_sessions<bench::BeastEcho<bench::TlsStream>>(*options, context);
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_beast_tls_echo: " << e.what() << '\n';
        return 1;
    }
}
