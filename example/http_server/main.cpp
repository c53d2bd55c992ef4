// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// An HTTP server with WebSocket services, two handlers and a page to try them from a browser: start it
// and open http://localhost:4649.

#include "support/command_line.hpp"

#include <hawser/http_server.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

/// Sends every message back, text as text and binary as binary.
class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

/// Sends every message to all who are in the chat, under the sender's name: `/Chat?name=nobita`.
class Chat : public hawser::Behavior {
public:
    std::string suffix;

private:
    void on_open() override { name_ = request().query("name").value_or("someone"); }

    void on_message(const hawser::Message& message) override
    {
        if (message.is_binary())
            return close(hawser::CloseCode::unsupported_data, "this chat takes text only");
        sessions().broadcast(name_ + ": " + std::string{message.text()} + suffix);
    }

    std::string name_;
};

/// The page's folder beside this file, where it was built; in the working directory elsewhere.
std::string page_folder()
{
#ifdef HAWSER_EXAMPLE_ROOT
    if (std::filesystem::is_directory(HAWSER_EXAMPLE_ROOT))
        return HAWSER_EXAMPLE_ROOT;
#endif
    return "public";
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        const auto options =
            example::read_options(argc, argv, {.port = 4649, .document_root = page_folder()});
        if (!options)
            return EXIT_SUCCESS;

        hawser::HttpServer server{*options};
        server.add_service<Echo>("/Echo");
        server.add_service<Chat>("/Chat");
        server.add_service<Chat>("/ChatWithNyan", [](Chat& chat) { chat.suffix = " Nyan!"; });

        server.get("/hello", [](const hawser::Request&, hawser::Response& response) {
            response.text("Hello, World!");
        });
        server.post("/echo", [](const hawser::Request& request, hawser::Response& response) {
            const auto type = request["Content-Type"];
            response.body(std::string{request.body()}, type.empty() ? "application/octet-stream" : type);
        });

        example::run(server, "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "http_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
