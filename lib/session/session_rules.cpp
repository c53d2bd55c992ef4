// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_rules.hpp"

#include "core/ascii.hpp"
#include "core/option_rules.hpp"
#include "websocket/close_rules.hpp"
#include "websocket/deflate_negotiation.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace hawser::session {

namespace {

void require_valid_deflate(const DeflateOptions& options)
{
    core::require_range("deflate.server_max_window_bits", options.server_max_window_bits,
                        websocket::min_window_bits, websocket::max_window_bits);
    core::require_range("deflate.client_max_window_bits", options.client_max_window_bits,
                        websocket::min_window_bits, websocket::max_window_bits);
    core::require_range("deflate.level", options.level, 1, 9);
    core::require_range("deflate.memory_level", options.memory_level, 1, 9);
}

void require_valid_queue(const WebSocketOptions& options, websocket::Role role)
{
    core::require_size("max_queue_size", options.max_queue_size);
    if (options.queue_low_mark > options.queue_high_mark)
        core::refuse_option("queue_low_mark", std::to_string(options.queue_low_mark),
                            "at most queue_high_mark, which is " + std::to_string(options.queue_high_mark));
    // With a reason, as the session is closed with one: that excludes no_status, too.
    if (websocket::check_close(role, options.queue_close_code, "full"))
        core::refuse_option(
            "queue_close_code", std::to_string(static_cast<unsigned>(options.queue_close_code)),
            role == websocket::Role::server
                ? "a code that a server may send: 1000 to 1003, 1007 to 1009, 1011 to 1014 or 3000 to 4999"
                : "a code that a client may send: 1000 to 1003, 1007 to 1010, 1012 to 1014 or 3000 to 4999");
    if (options.callback_executor)
        core::require_size("receive_queue_size", options.receive_queue_size);
}

// Tokens, each once (RFC 6455 §4.1, 10): a client that offers others is refused anyway.
void require_valid_subprotocols(const std::vector<std::string>& names)
{
    for (auto name = names.begin(); name != names.end(); ++name) {
        const auto value = '"' + *name + '"';
        if (!core::is_token(*name))
            core::refuse_option("subprotocols", value,
                                "a list of tokens: letters, digits and !#$%&'*+-.^_`|~");
        if (std::find(names.begin(), name, *name) != name)
            core::refuse_option("subprotocols", value + " twice", "a list of different ones");
    }
}

} // namespace

void require_valid(const WebSocketOptions& options, websocket::Role role)
{
    core::require_size("max_message_size", options.max_message_size);
    core::require_time("message_timeout", options.message_timeout);
    require_valid_queue(options, role);
    require_valid_deflate(options.deflate);
    core::require_time_or_zero("ping_interval", options.ping_interval);
    core::require_time("pong_timeout", options.pong_timeout);
    core::require_time_or_zero("idle_timeout", options.idle_timeout);
    core::require_time_or_zero("close_timeout", options.close_timeout);
    require_valid_subprotocols(options.subprotocols);
}

} // namespace hawser::session
