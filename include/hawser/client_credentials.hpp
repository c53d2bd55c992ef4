// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <functional>
#include <optional>
#include <string>

namespace hawser {

/// Whom a client says it is, to a server or to a proxy: a user name with a password, or a token.
///
/// Nothing is sent before the peer has asked for it, but for `bearer`, or if `preemptive` says so. Of what it
/// asks for, the strongest is taken: Digest with SHA-256, Digest with MD5, Basic (RFC 7616, RFC 7617). Only
/// TLS keeps a token, or a password that is sent with Basic, from whoever is on the way.
///
/// *Errors*: credentials that cannot be sent are refused with `std::invalid_argument` where they are handed
/// over: without a name, a password or a token; with a token beside a name or a password; that are not UTF-8
/// or have control characters; with a token of other characters than RFC 6750 §2.1 has; with a colon in the
/// name, unless `allow_basic` is false; `preemptive` without `allow_basic`.
///
/// *Thread safety*: a value.
///
/// *Example*
/// @code
/// hawser::ClientCredentials credentials{.user = "nobita", .password = "password", .allow_basic = false};
/// @endcode
struct ClientCredentials {
    /// The user's name, in UTF-8.
    std::string user{};
    /// The password, in UTF-8.
    std::string password{};
    /// A token (RFC 6750 §2.1) in place of both, without the word `Bearer`. Sent with the first request.
    std::string bearer{};
    /// Sends name and password with Basic in the first request, without having been asked for them
    /// (RFC 7617 §2.2). That saves a round trip, where the peer is known to take Basic.
    bool preemptive = false;
    /// False: the password itself is never sent. A peer that does not know Digest is refused.
    bool allow_basic = true;

    friend bool operator==(const ClientCredentials&, const ClientCredentials&) = default;
};

/// What a `CredentialsCallback` is asked.
struct AuthRequest {
    std::string where{};      ///< who asks: `wss://example.com/chat`, `http://proxy.example.com:3128`
    std::string realm{};      ///< what for, as the peer names it; for people to read. May be empty.
    bool is_proxy = false;    ///< a proxy asks, not the server
    bool was_refused = false; ///< credentials were sent, and not accepted
};

/// Takes the credentials, or nothing to give up. Called once, on any thread.
using CredentialsCompletion = std::function<void(std::optional<ClientCredentials>)>;

/// Asks the application for credentials when a peer wants some and there are none, or none that it accepts.
/// Must not block: the answer may be given later.
using CredentialsCallback = std::function<void(const AuthRequest&, CredentialsCompletion)>;

} // namespace hawser
