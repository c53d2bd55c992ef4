// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/auth_field.hpp"
#include "http/digest.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hawser::http {

/// What a client says in Digest authentication (RFC 7616 §3.4).
struct DigestCredentials {
    std::string user;          ///< in UTF-8, or its hash
    bool is_user_hash = false; ///< see `hawser::digest_user_hash`
    /// A name beyond ASCII goes into `username*` (RFC 7616 §3.4). Older servers, such as Apache and Squid,
    /// know that not, and take it as it is.
    bool is_extended = true;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response;
    std::string client_nonce;
    std::string nonce_count = "00000001"; ///< eight hexadecimal digits
    std::string opaque;
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    DigestQop qop = DigestQop::auth;

    std::uint32_t count() const noexcept; ///< the number that `nonce_count` is
    void count(std::uint32_t number);
};

/// Nothing if a parameter is missing or wrong, or the scheme is another. A client that does not know `qop`
/// is refused: without it there is no nonce count, and so nothing against replays.
std::optional<DigestCredentials> parse_digest_credentials(const AuthField& field);

/// The value of an Authorization field: `Digest …`.
std::string make_digest_credentials(const DigestCredentials& credentials);

/// What goes into the response of these credentials.
DigestInput digest_input(const DigestCredentials& credentials, std::string_view method,
                         std::string_view body_hash = {});

} // namespace hawser::http
