// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/client_cases.hpp"

#include "conformance/case.hpp"
#include "conformance/shown.hpp"
#include "support/deflate_samples.hpp"
#include "websocket/handshake.hpp"
#include "websocket/protocol.hpp"

#include <algorithm>
#include <span>

// RFC 6455 §4.1 and §5.1, RFC 7692 §7.1: what a client does about its server.

namespace hawser::test::conformance {

namespace {

using Answer = std::vector<std::pair<std::string, std::string>>;

Answer good_answer()
{
    return {{"Upgrade", "websocket"},
            {"Connection", "Upgrade"},
            {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}};
}

Answer with(std::string name, std::string value)
{
    auto answer = good_answer();
    answer.emplace_back(std::move(name), std::move(value));
    return answer;
}

Answer having(std::size_t at, std::string value)
{
    auto answer = good_answer();
    answer[at].second = std::move(value);
    return answer;
}

Answer without(std::size_t at)
{
    auto answer = good_answer();
    answer.erase(answer.begin() + static_cast<std::ptrdiff_t>(at));
    return answer;
}

void add_answers(std::vector<ClientCase>& cases)
{
    std::string rule;
    const auto add = [&](const std::string& name, Answer answer, unsigned status = 101) {
        cases.push_back({"6455-4.1-client-" + name, rule, status, std::move(answer), {}, false});
    };
    rule = "4.1 (1): any status but 101 is no success";
    add("answer", good_answer());
    for (unsigned status : {100u, 200u, 302u, 400u, 401u, 426u, 503u})
        add("status-" + std::to_string(status), good_answer(), status);
    rule = "4.1 (2, 3): Upgrade is websocket, Connection has the token Upgrade, case-insensitively";
    add("no-upgrade", without(0));
    add("upgrade-other", having(0, "h2c"));
    add("upgrade-in-capitals", having(0, "WebSocket"));
    add("no-connection", without(1));
    add("connection-other", having(1, "close"));
    add("connection-in-list", having(1, "keep-alive, upgrade"));
    rule = "4.1 (4): Sec-WebSocket-Accept is the key's hash, spaces around it ignored";
    add("no-accept", without(2));
    add("accept-wrong", having(2, "C/0nmHhBztSRGR1CwL6Tf4ZjwpY="));
    add("accept-in-capitals", having(2, "S3PPLMBITXAQ9KYGZZHZRBK+XOO="));
    add("accept-with-spaces", having(2, " s3pPLMBiTxaQ9kYGzzhZRbK+xOo=  "));
    rule = "4.1 (5): no extension that was not offered";
    add("extension-not-offered", with("Sec-WebSocket-Extensions", "permessage-deflate"));
    rule = "4.1 (6): no subprotocol that was not offered, and at most one";
    add("subprotocol", with("Sec-WebSocket-Protocol", "superchat"));
    add("subprotocol-not-offered", with("Sec-WebSocket-Protocol", "other"));
    add("subprotocol-other-case", with("Sec-WebSocket-Protocol", "Chat"));
    add("subprotocol-two", with("Sec-WebSocket-Protocol", "chat, superchat"));
}

void add_frames(std::vector<ClientCase>& cases)
{
    std::string rule;
    const auto add = [&](const std::string& name, std::string bytes) {
        cases.push_back({"6455-5.1-client-" + name, rule, 101, good_answer(), std::move(bytes), false});
    };
    rule = "a client must close the connection if it detects a masked frame";
    for (auto opcode : {text, binary, close, ping, pong})
        add("masked-" + std::to_string(opcode), frame(opcode, ""));
    add("masked-after-unmasked", server_frame(text, "one") + frame(text, "two"));
    rule = "what the client sends is masked: the Pong of 5.7, and its Close frame";
    add("ping", server_frame(ping, "Hello"));
    add("close", server_frame(close, close_payload(1000, "bye")));
    add("close-empty", server_frame(close, ""));
    rule = "the rules for frames are those for the server's side";
    add("text", server_frame(text, "Hello"));
    add("fragments",
        server_frame(text, "Hel", {.fin = false}) + server_frame(ping, "") + server_frame(more, "lo"));
    add("rsv", server_frame(text, "", {.rsv = 4}));
    add("opcode-3", server_frame(3, ""));
    add("continuation-first", server_frame(more, "a"));
    add("not-utf8", server_frame(text, "\xff"));
    add("close-code-1005", server_frame(close, close_payload(1005)));
    add("close-code-1010", server_frame(close, close_payload(1010)));
}

void add_extensions(std::vector<ClientCase>& cases)
{
    std::string rule;
    const auto hello = server_frame(text, hello_deflated, {.rsv = 4});
    const auto add = [&](const std::string& name, const std::string& extensions) {
        cases.push_back({"7692-7.1-client-" + name, rule, 101, with("Sec-WebSocket-Extensions", extensions),
                         hello, true});
    };
    rule = "7.1.1.1: server_no_context_takeover was asked for: accepting without it fails the connection";
    add("accepted", "permessage-deflate; server_no_context_takeover");
    add("takeover-not-confirmed", "permessage-deflate");
    rule = "7.1.1.2, 7.1.2: what the server may say of itself and of the client";
    add("client-takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    add("server-bits", "permessage-deflate; server_no_context_takeover; server_max_window_bits=10");
    add("client-bits", "permessage-deflate; server_no_context_takeover; client_max_window_bits=10");
    rule = "7.1: an unknown parameter, an invalid value, the same one twice: the connection is failed";
    for (const auto* parameter :
         {"x=1", "server_no_context_takeover", "client_no_context_takeover=1", "server_max_window_bits=16",
          "server_max_window_bits", "client_max_window_bits", "client_max_window_bits=7"})
        add("answer-" + std::string{parameter},
            "permessage-deflate; server_no_context_takeover; " + std::string{parameter});
    rule = "5.1, 6455-9.1: an extension that was not offered, one twice, or no extension";
    add("other-extension", "x-unknown");
    add("two-extensions", "permessage-deflate; server_no_context_takeover, x-unknown");
    add("malformed", "permessage-deflate;");
}

void example_random(std::span<unsigned char> out)
{
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = example_key[i % example_key.size()];
}

std::string described(const websocket::Protocol& protocol, const websocket::Protocol::Event& event)
{
    using Kind = websocket::Protocol::Event::Kind;
    const auto payload = shown({event.payload.data(), event.payload.size()});
    const auto& info = protocol.close_info();
    switch (event.kind) {
    case Kind::message:
        return (event.compressed ? "compressed " : "") +
               std::string{event.opcode == websocket::Opcode::text ? "text " : "binary "} + payload;
    case Kind::ping: return "ping " + payload;
    case Kind::pong: return "pong " + payload;
    case Kind::close:
        return "closed " + std::to_string(static_cast<unsigned>(info.code)) +
               (info.reason.empty() ? "" : " " + shown(info.reason));
    case Kind::failure: return "error: " + protocol.error().message();
    default: return "unexpected event";
    }
}

} // namespace

std::vector<ClientCase> client_cases()
{
    std::vector<ClientCase> cases;
    add_answers(cases);
    add_frames(cases);
    add_extensions(cases);
    return cases;
}

std::string run_client(const ClientCase& each, std::size_t piece)
{
    Fields fields;
    for (const auto& [name, value] : each.fields)
        fields.add(name, value);
    const websocket::DeflatePolicy policy{.server_no_context_takeover = true};
    const auto handshake =
        websocket::check_response(each.status, fields, "dGhlIHNhbXBsZSBub25jZQ==", {"chat", "superchat"},
                                  each.offers_deflate ? &policy : nullptr);
    if (handshake.error)
        return "failed: " + handshake.error.message();
    std::string line =
        "open" + (handshake.subprotocol.empty() ? "" : " [subprotocol " + handshake.subprotocol + "]");

    websocket::Protocol::Options options;
    options.role = websocket::Role::client;
    options.random = example_random;
    if (handshake.deflate)
        options.inflate = {.context_takeover = !handshake.deflate->server_no_context_takeover,
                           .window_bits = handshake.deflate->server_max_window_bits};
    websocket::Protocol protocol{options};
    for (std::size_t at = 0; at < each.bytes.size(); at += piece) {
        auto memory = each.bytes.substr(at, piece);
        std::span<char> bytes{memory};
        for (;;) {
            const auto event = protocol.receive(bytes);
            if (event.kind == websocket::Protocol::Event::Kind::need_more)
                break;
            line += ", " + described(protocol, event);
            if (!protocol.output().empty())
                line += ", sends " + hex(protocol.output());
            protocol.clear_output();
        }
    }
    return line;
}

} // namespace hawser::test::conformance
