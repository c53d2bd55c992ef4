// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/options.hpp>

namespace hawser::server {

/// Throws `std::invalid_argument` for an option that makes no sense by itself or beside another; its text
/// names the option, its value and what is allowed.
void require_valid(const WebSocketOptions& options);
void require_valid(const TlsOptions& options);

/// The same for a server: its own options and those that its services have unless they bring others.
void require_valid(const ServerOptions& options);

} // namespace hawser::server
