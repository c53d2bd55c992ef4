// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/http_server.hpp>

#include <iostream>

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override { send(message); }
};

int main()
{
    hawser::HttpServer server{{.port = 0}};
    server.add_service<Echo>("/Echo");
    server.get("/hello", [](const hawser::Request&, hawser::Response& res) { res.text("Hello"); });
    server.start();
    std::cout << "listens on port " << server.port() << '\n';
    return server.port() != 0 && server.stop() ? 0 : 1;
}
