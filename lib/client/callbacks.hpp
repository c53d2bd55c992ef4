// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/error.hpp>
#include <hawser/message.hpp>
#include <hawser/reconnect.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace hawser::client {

/// Those that few applications want to be told of.
struct RareCallbacks {
    std::function<void(const Fragment&)> on_fragment;
    std::function<void(std::string_view)> on_ping;
    std::function<void(std::string_view)> on_pong;
    std::function<void()> on_drain;
    std::function<void(const ReconnectInfo&)> on_reconnecting;
};

/// What the application wants to be told; see the members of `WebSocket` with these names.
struct Callbacks {
    std::function<void()> on_open;
    std::function<void(const Message&)> on_message;
    std::function<void(error_code, std::string_view)> on_error;
    std::function<void(const CloseInfo&)> on_close;
    std::unique_ptr<RareCallbacks> rare; // null: none of them is set

    RareCallbacks& add_rare()
    {
        if (!rare)
            rare = std::make_unique<RareCallbacks>();
        return *rare;
    }
};

} // namespace hawser::client
