// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A WebSocket client for the command line: sends what is typed, prints what comes.
//
//     client ws://localhost:4649/Echo
//     client --send BALUS --wait 1 wss://example.com/Chat
//
// The conversation itself, in coroutines on the library's client, is in conversation.cpp.

#include "conversation.hpp"
#include "options.hpp"
#include "password.hpp"
#include "standard_stream.hpp"
#include "support/command_line.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char* argv[])
{
    try {
        client::open_closed_streams();
        auto options = client::read_options(argc, argv);
        if (!options)
            return EXIT_SUCCESS;
        auto& connection = options->connection;
        if (options->asks_password)
            connection.credentials->password =
                client::ask_password("Password of " + connection.credentials->user + ": ");
        if (connection.tls.verify == hawser::TlsVerify::none)
            std::cerr
                << "client: warning: anybody may pass for the server, whose certificate is not checked\n";

        client::Conversation conversation{*options};
        return static_cast<int>(conversation.run());
    } catch (const std::exception& error) {
        std::cerr << "client: " << example::what(error) << '\n';
        return static_cast<int>(client::ExitCode::usage);
    }
}
