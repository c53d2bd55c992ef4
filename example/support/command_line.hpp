// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/options.hpp>
#include <hawser/server.hpp>

#include <optional>
#include <string_view>

/// What the example servers share, so that each shows only what it is an example of.
namespace example {

/// Reads a server's options from the command line (`--help` lists them), starting from `defaults`;
/// `--root` exists only where those have a document root. Prints the help and returns nothing if that was
/// asked for. @throws std::runtime_error with one line for the user.
std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions defaults);

/// Starts the server, prints `Listening on <scheme>://<host>:<port>` and serves until SIGINT or SIGTERM.
/// @throws std::runtime_error with one line for the user if the server cannot start.
void run(hawser::Server& server, std::string_view scheme);

} // namespace example
