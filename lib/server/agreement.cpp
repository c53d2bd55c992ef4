// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/agreement.hpp"

#include "server/service_state.hpp"

#include <hawser/handshake.hpp>

#include <algorithm>
#include <stdexcept>
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

websocket::DeflatePolicy deflate_policy(const DeflateOptions& options) noexcept
{
    return {.server_no_context_takeover = options.server_no_context_takeover,
            .client_no_context_takeover = options.client_no_context_takeover,
            .server_max_window_bits = static_cast<std::uint8_t>(options.server_max_window_bits),
            .client_max_window_bits = static_cast<std::uint8_t>(options.client_max_window_bits)};
}

std::string accept_handshake(const ServiceState& service, const Request& request,
                             const websocket::ServerHandshake& handshake, std::string_view server_name,
                             Agreement& agreement)
{
    const auto& options = service.options;
    Handshake choices{request, handshake.subprotocols, choose(options.subprotocols, handshake.subprotocols)};
    if (options.on_handshake) {
        try {
            options.on_handshake(choices);
        } catch (const std::exception&) {
            throw;
        } catch (...) {
            throw std::runtime_error{"unknown exception"};
        }
    }
    agreement.subprotocol = choices.subprotocol();
    const bool is_compressed = handshake.deflate && !choices.ignores_extensions();
    if (is_compressed)
        agreement.deflate = handshake.deflate;

    std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    append_field(head, "Sec-WebSocket-Accept", handshake.accept);
    append_field(head, "Sec-WebSocket-Protocol", agreement.subprotocol);
    if (is_compressed)
        append_field(head, "Sec-WebSocket-Extensions", handshake.extensions);
    if (!choices.response_fields().contains("Server"))
        append_field(head, "Server", server_name);
    for (const auto& [name, value] : choices.response_fields())
        append_field(head, name, value);
    return head += "\r\n";
}

} // namespace hawser::server
