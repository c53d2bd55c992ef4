// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/auth_field.hpp"
#include "http/digest.hpp"

#include <optional>
#include <string>

namespace hawser::http {

/// What a server asks for in Digest authentication (RFC 7616 §3.3).
struct DigestChallenge {
    std::string realm;
    std::string nonce;
    std::string opaque{}; ///< to be sent back; empty: there is none
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    bool offers_auth = true;
    bool offers_auth_int = false;
    bool is_stale = false; ///< the password was right, only the nonce was not
    bool takes_user_hash = false;
    bool is_utf8 = true; ///< it says that it takes UTF-8, and so knows the parameters for it
};

/// Nothing if a parameter is missing or wrong, the algorithm or all of `qop` unknown, or the scheme another.
std::optional<DigestChallenge> parse_digest_challenge(const AuthField& field);

/// The value of a WWW-Authenticate field: `Digest …`.
std::string make_digest_challenge(const DigestChallenge& challenge);

} // namespace hawser::http
