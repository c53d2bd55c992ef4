// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <string_view>

namespace hawser::core {

using Sha1Digest = std::array<unsigned char, 20>;

/// SHA-1, for what the WebSocket handshake needs; it protects nothing there (RFC 6455 §10.8).
/// @throws std::runtime_error if OpenSSL is configured to refuse the algorithm.
Sha1Digest sha1(std::string_view data);

} // namespace hawser::core
