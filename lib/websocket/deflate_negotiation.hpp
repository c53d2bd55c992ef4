// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/extensions.hpp"

#include <hawser/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hawser::websocket {

/// What two endpoints agreed on for permessage-deflate (RFC 7692 §7.1). "Server" is who compresses what the
/// server sends.
struct DeflateParameters {
    bool server_no_context_takeover = false;
    bool client_no_context_takeover = false;
    std::uint8_t server_max_window_bits = 15; ///< 8 to 15
    std::uint8_t client_max_window_bits = 15;

    friend bool operator==(const DeflateParameters&, const DeflateParameters&) = default;
};

/// What an endpoint wants: no context takeover where it says so, and windows of at most that size, 9 to 15
/// bits. A wish that the peer has to fulfil is fulfilled only where the protocol obliges it to.
struct DeflatePolicy {
    bool server_no_context_takeover = false;
    bool client_no_context_takeover = false;
    std::uint8_t server_max_window_bits = 15;
    std::uint8_t client_max_window_bits = 15;
};

/// The smallest window of zlib's raw deflate. A peer may name 8 bits, which we can inflate only.
inline constexpr std::uint8_t min_window_bits = 9;
inline constexpr std::uint8_t max_window_bits = 15;

struct AcceptedDeflate {
    DeflateParameters parameters;
    std::string answer; ///< the value of Sec-WebSocket-Extensions
};

/// The server's side: takes the first of the offers that can be taken. One with a parameter that is
/// unknown, there twice, or has an invalid value, is declined and the next one looked at (RFC 7692 §5.1,
/// §7.1). Nothing: none can be taken; the connection is not compressed.
std::optional<AcceptedDeflate> accept_offers(const std::vector<Extension>& offers,
                                             const DeflatePolicy& policy);

/// The client's side: the value of Sec-WebSocket-Extensions.
std::string make_offer(const DeflatePolicy& policy);

/// Checks the server's answer to `make_offer(policy)`. Nothing: the server declined, or `ec` is
/// `error::handshake_bad_extension`, because it answered what it must not (RFC 7692 §5.1, §7.1.1, §7.1.2),
/// or a window for us that is too small for zlib.
std::optional<DeflateParameters> check_answer(const std::vector<Extension>& answer,
                                              const DeflatePolicy& policy, error_code& ec);

} // namespace hawser::websocket
