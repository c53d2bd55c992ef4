// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "screen.hpp"

#include <hawser/close_code.hpp>
#include <hawser/reconnect.hpp>
#include <hawser/websocket.hpp>

#include <chrono>

namespace client {

// Facts about a connection, in words.

/// What was agreed on when it was made.
void tell_opening(Screen& screen, const hawser::WebSocket& ws);

/// What the server, or the proxy, has answered in place of an agreement; nothing if it has not.
void tell_refusal(Screen& screen, const hawser::WebSocket& ws);

/// What happens next.
void tell_reconnecting(Screen& screen, const hawser::ReconnectInfo& info);

/// How long the server took to answer a Ping; with `--verbose`.
void tell_round_trip(Screen& screen, std::chrono::nanoseconds time);

/// How it ended.
void tell_close(Screen& screen, const hawser::CloseInfo& info);

} // namespace client
