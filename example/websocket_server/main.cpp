// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server for WebSocket services alone: /Echo, and /Chat, which tells who comes and goes.

#include "support/command_line.hpp"

#include <hawser/websocket_server.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

/// Sends every message back, text as text and binary as binary.
class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Sends every message to all who are in the chat, under the sender's name: `/Chat?name=nobita`.
class Chat : public hawser::Behavior {
    void on_open() override
    {
        name_ = request().query("name").value_or("someone");
        say(" has come");
    }

    void on_message(const hawser::Message& message) override
    {
        if (message.is_binary())
            return close(hawser::CloseCode::unsupported_data, "this chat takes text only");
        say(": " + std::string{message.text()});
    }

    void on_close(const hawser::CloseInfo&) override { say(" has gone"); }

    void say(std::string_view what) { sessions().broadcast(name_ + std::string{what}); }

    std::string name_;
};

} // namespace

int main(int argc, char* argv[])
{
    try {
        const auto options = example::read_options(argc, argv, {.port = 4649});
        if (!options)
            return EXIT_SUCCESS;

        hawser::WebSocketServer server{*options};
        server.add_service<Echo>("/Echo");
        server.add_service<Chat>("/Chat");
        example::run(server, "ws");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "websocket_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
