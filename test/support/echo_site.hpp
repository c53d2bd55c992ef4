// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/behavior.hpp>
#include <hawser/handshake.hpp>
#include <hawser/http_server.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hawser::test {

/// A server of ours for the client's tests: `/echo`, `/compressed`, `/three-and-close`, `/fields`, and
/// `/drop`.
class EchoSite {
public:
    explicit EchoSite(ServerOptions options = {.address = "127.0.0.1", .threads = 1})
        : server{std::move(options)}
    {
        server.add_service<Echo>("/echo");
        server.add_service<Drop>("/drop");
        WebSocketOptions compressed;
        compressed.compression = true;
        compressed.deflate.client_no_context_takeover = compressed.deflate.server_no_context_takeover = false;
        server.add_service<Echo>("/compressed", {}, compressed);
        server.add_service<ThreeAndClose>("/three-and-close");
        WebSocketOptions fields;
        fields.subprotocols = {"b"};
        fields.on_handshake = [](Handshake& handshake) { handshake.add("Set-Cookie", "e=f; Path=/"); };
        server.add_service<ShowFields>("/fields", {}, fields);
        server.start();
    }

    std::string url(const std::string& target) const
    {
        return "ws://127.0.0.1:" + std::to_string(server.port()) + target;
    }

private:
    class Echo : public Behavior {
        void on_message(const Message& message) override { send(message); }
    };
    class Drop : public Behavior { // accepts and ends
        void on_open() override { close(CloseCode::service_restart); }
    };
    class ThreeAndClose : public Behavior {
        void on_open() override
        {
            for (const auto* text : {"1", "2", "3"})
                send(text);
            close(CloseCode{4000});
        }
    };
    class ShowFields : public Behavior {
        void on_open() override
        {
            const auto& fields = request().fields();
            send("X-Test: " + std::string{fields["X-Test"]} + ", Cookie: " + std::string{fields["Cookie"]} +
                 ", q: " + request().query("q").value_or(""));
        }
    };

public:
    HttpServer server;
};

} // namespace hawser::test
