// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/deflate_settings.hpp"

#include <cstdint>

namespace hawser::session {

websocket::DeflatePolicy deflate_policy(const DeflateOptions& options) noexcept
{
    return {.server_no_context_takeover = options.server_no_context_takeover,
            .client_no_context_takeover = options.client_no_context_takeover,
            .server_max_window_bits = static_cast<std::uint8_t>(options.server_max_window_bits),
            .client_max_window_bits = static_cast<std::uint8_t>(options.client_max_window_bits)};
}

websocket::DeflateSettings deflate_settings(const DeflateOptions& options, int window_bits) noexcept
{
    return {.level = static_cast<std::uint8_t>(options.level),
            .memory_level = static_cast<std::uint8_t>(options.memory_level),
            .window_bits = static_cast<std::uint8_t>(window_bits)};
}

} // namespace hawser::session
