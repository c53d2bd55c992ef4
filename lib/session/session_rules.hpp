// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/frame.hpp"

#include <hawser/options.hpp>

namespace hawser::session {

/// Throws `std::invalid_argument` for an option that makes no sense by itself or beside another, for sessions
/// of that role; its text names the option, its value and what is allowed.
void require_valid(const WebSocketOptions& options, websocket::Role role);

} // namespace hawser::session
