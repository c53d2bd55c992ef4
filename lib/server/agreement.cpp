// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/agreement.hpp"

#include "core/ascii.hpp"
#include "server/service_state.hpp"

#include <hawser/handshake.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace hawser::server {

namespace {

// The first of the service's that is offered (RFC 6455 §4.2.2, /subprotocol/).
std::string choose(const std::vector<std::string>& spoken, const std::vector<std::string>& offered)
{
    for (const auto& each : spoken)
        if (std::find(offered.begin(), offered.end(), each) != offered.end())
            return each;
    return {};
}

void append_field(std::string& head, std::string_view name, std::string_view value)
{
    if (!value.empty())
        head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

void accept_handshake(const ServiceState& service, const Request& request,
                      const websocket::ServerHandshake& handshake, Response& response, Agreement& agreement)
{
    const auto& options = service.options;
    Handshake choices{request, handshake.subprotocols, choose(options.subprotocols, handshake.subprotocols)};
    if (options.on_handshake)
        options.on_handshake(choices);
    agreement.subprotocol = choices.subprotocol();
    if (handshake.deflate && !choices.ignores_extensions())
        agreement.deflate = handshake.deflate;
    response.clear();
    response.status(101);
    for (const auto& [name, value] : choices.response_fields())
        response.add(name, value);
}

bool is_handshake_field(std::string_view name) noexcept
{
    constexpr std::string_view own[] = {"Upgrade", "Connection", "Content-Length", "Transfer-Encoding"};
    constexpr std::string_view prefix = "Sec-WebSocket-";
    return core::iequals(name.substr(0, prefix.size()), prefix)
           || std::any_of(std::begin(own), std::end(own), [&](auto each) { return core::iequals(name, each); });
}

std::string handshake_head(const websocket::ServerHandshake& handshake, const Response& response,
                           std::string_view server_name, const Agreement& agreement)
{
    std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    append_field(head, "Sec-WebSocket-Accept", handshake.accept);
    append_field(head, "Sec-WebSocket-Protocol", agreement.subprotocol);
    if (agreement.deflate)
        append_field(head, "Sec-WebSocket-Extensions", handshake.extensions);
    if (!response.fields().contains("Server"))
        append_field(head, "Server", server_name);
    for (const auto& [name, value] : response.fields())
        if (!is_handshake_field(name))
            append_field(head, name, value);
    return head += "\r\n";
}

} // namespace hawser::server
