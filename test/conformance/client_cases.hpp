// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace hawser::test::conformance {

/// One rule for a client: what a server answers to its handshake, and sends then. The client has sent the key
/// of RFC 6455 §1.3, and offered the subprotocols chat and superchat.
struct ClientCase {
    std::string name;
    std::string rule;
    unsigned status = 101;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string bytes;
    bool offers_deflate = false; ///< with server_no_context_takeover and client_max_window_bits
};

std::vector<ClientCase> client_cases();

/// Runs one against the client's side of the protocol, which is shown `piece` bytes at a time: what it makes
/// of the answer, what it receives, what it sends (in hex, masked with the key of RFC 6455 §5.7), and how it
/// ends.
std::string run_client(const ClientCase& each, std::size_t piece);

} // namespace hawser::test::conformance
