// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A chat with rooms and names: start it and open http://localhost:4649 in two browsers.

#include "chat.hpp"
#include "support/command_line.hpp"

#include <hawser/http_server.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

namespace {

hawser::WebSocketOptions chat_options(hawser::WebSocketOptions options)
{
    options.subprotocols = {std::string{example::Chat::protocol}};
    options.max_message_size = std::min<std::uint64_t>(options.max_message_size, example::Chat::max_message);
    options.compression = true; // most messages are below its min_size; the list of a full room is not
    return options;
}

/// The rooms that somebody is in, and how many are.
std::string rooms_of(const hawser::SessionManager& sessions)
{
    boost::json::array rooms;
    for (const auto& name : sessions.group_names())
        rooms.push_back({{"name", name}, {"people", sessions.group(name).count()}});
    return boost::json::serialize(rooms);
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        const auto options =
            example::read_options(argc, argv,
                                  {.port = 4649, .document_root = example::page_folder(HAWSER_EXAMPLE_ROOT)});
        if (!options)
            return EXIT_SUCCESS;

        hawser::HttpServer server{*options};
        const auto chat = server.add_service<example::Chat>("/chat", {}, chat_options(options->websocket));
        server.get("/rooms", [chat](const hawser::Request&, hawser::Response& response) {
            response.set("Cache-Control", "no-store");
            response.body(rooms_of(chat.sessions()), "application/json");
        });
        example::run(server, "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "chat: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
