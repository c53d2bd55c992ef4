// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <string>

namespace hawser {

/// Status codes of a WebSocket Close frame (RFC 6455 §7.4.1 and the IANA registry).
///
/// Codes 3000–4999 belong to libraries and applications; write them as `CloseCode{4001}`.
enum class CloseCode : std::uint16_t {
    normal = 1000,               ///< the purpose of the connection is fulfilled
    going_away = 1001,           ///< the server stops, or the browser leaves the page
    protocol_error = 1002,       ///< the peer broke a rule of the protocol
    unsupported_data = 1003,     ///< a type of data that the endpoint cannot accept
    no_status = 1005,            ///< never on the wire: the Close frame carried no code
    abnormal = 1006,             ///< never on the wire: the connection ended without a Close frame
    invalid_payload = 1007,      ///< text that is not UTF-8, or data that does not fit its type
    policy_violation = 1008,     ///< a message, or a reader so slow, that breaks the endpoint's policy
    message_too_big = 1009,      ///< larger than the endpoint is willing to process
    mandatory_extension = 1010,  ///< client only: the server did not negotiate a needed extension
    internal_error = 1011,       ///< server only: an unexpected condition
    service_restart = 1012,      ///< the service restarts
    try_again_later = 1013,      ///< the service is overloaded
    bad_gateway = 1014,          ///< a gateway got an invalid answer from upstream
    tls_handshake_failed = 1015, ///< never on the wire: the TLS handshake failed
};

/// Why and how a WebSocket connection ended; the argument of `Behavior::on_close`.
struct CloseInfo {
    /// The peer's code; `no_status` if its Close frame had none. If the peer broke a rule, the code that it
    /// was sent for it. `abnormal` if the connection ended without a Close frame of the peer's.
    CloseCode code = CloseCode::abnormal;
    /// The peer's reason, UTF-8, at most 123 bytes; empty if it gave none.
    std::string reason;
    /// True if both Close frames were exchanged before the TCP connection ended (RFC 6455 §7.1.4).
    bool was_clean = false;
};

} // namespace hawser
