// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/frame.hpp"

#include <hawser/close_code.hpp>
#include <hawser/error.hpp>

#include <string_view>

namespace hawser::websocket {

/// True for the codes that may be in a Close frame (RFC 6455 §7.4 and the IANA registry).
bool may_be_sent(unsigned code) noexcept;

/// The code of the Close frame that answers a failure (RFC 6455 §7.4.1).
CloseCode close_code_for(error failure) noexcept;

/// Checks what an application wants to put in a Close frame (RFC 6455 §7.4): codes that must not be on
/// the wire, 1010 from a server, 1011 from a client, a reason over 123 bytes, not UTF-8, or with
/// no_status. Nothing wrong: a default error_code.
error_code check_close(Role role, CloseCode code, std::string_view reason) noexcept;

} // namespace hawser::websocket
