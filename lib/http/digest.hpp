// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/credentials.hpp>

#include "core/hash.hpp"

#include <optional>
#include <string>
#include <string_view>

// The arithmetic of Digest authentication (RFC 7616 §3.4), the same for servers and clients.

namespace hawser::http {

constexpr core::HashAlgorithm hash_of(DigestAlgorithm algorithm) noexcept
{
    return algorithm == DigestAlgorithm::md5 || algorithm == DigestAlgorithm::md5_sess
               ? core::HashAlgorithm::md5
               : core::HashAlgorithm::sha256;
}

constexpr bool is_session(DigestAlgorithm algorithm) noexcept
{
    return algorithm == DigestAlgorithm::md5_sess || algorithm == DigestAlgorithm::sha256_sess;
}

/// The algorithm of that name, without regard to case.
std::optional<DigestAlgorithm> digest_algorithm_from_string(std::string_view name) noexcept;

/// What is protected: the request line, or the body as well.
enum class DigestQop : unsigned char { auth, auth_int };

/// `"auth"`, `"auth-int"`.
std::string_view to_string(DigestQop qop) noexcept;

/// What goes into a response, but for the secret.
struct DigestInput {
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    DigestQop qop = DigestQop::auth;
    std::string_view method;
    std::string_view uri; ///< as the client writes it in its `uri`
    std::string_view nonce;
    std::string_view nonce_count; ///< eight hexadecimal digits
    std::string_view client_nonce;
    std::string_view body_hash; ///< with `auth_int`: `core::hash_hex(hash_of(algorithm), body)`
};

/// The `response` of a request, of one who knows `ha1` (see `hawser::digest_ha1`).
std::string digest_response(const DigestInput& input, std::string_view ha1);

} // namespace hawser::http
