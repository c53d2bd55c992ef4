// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/client_options.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace client {

/// What the command line asks for.
struct Options {
    std::string url;
    hawser::ClientOptions connection;

    std::vector<std::string> texts;    ///< of `--send`; empty: standard input is sent
    std::chrono::milliseconds wait{0}; ///< for messages, before it closes after these
    bool echoes = false;               ///< `--echo`: sends back what comes
    bool is_binary = false;            ///< sends binary messages
    std::chrono::milliseconds ping{0}; ///< between two Pings that are told about; 0: as the library does it
    bool asks_password = false;        ///< `--user` had none
    bool is_verbose = false;
};

/// Reads the command line. Prints what `--help` or `--version` ask for, and returns nothing.
/// @throws std::runtime_error with one line for the user, in which no secret is quoted.
std::optional<Options> read_options(int argc, char* argv[]);

} // namespace client
