// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st; // of OpenSSL

namespace hawser::core {

enum class HashAlgorithm : unsigned char { md5, sha256 };

/// How many bytes a hash has.
constexpr std::size_t hash_size(HashAlgorithm algorithm) noexcept
{
    return algorithm == HashAlgorithm::md5 ? 16 : 32;
}

/// Asks OpenSSL again whether it has the algorithm: in FIPS mode there is no MD5.
/// @throws std::runtime_error that says so if not.
void require_hash(HashAlgorithm algorithm);

/// A hash over bytes that come in pieces.
class Hasher {
public:
    /// @throws std::runtime_error if OpenSSL does not have the algorithm.
    explicit Hasher(HashAlgorithm algorithm);

    Hasher& update(std::string_view piece);

    /// The hash in lower-case hexadecimal digits. Nothing can be added any more.
    std::string hex();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// The hash of `text` in lower-case hexadecimal digits.
std::string hash_hex(HashAlgorithm algorithm, std::string_view text);

using Sha256Digest = std::array<unsigned char, 32>;

/// RFC 2104 with SHA-256.
Sha256Digest hmac_sha256(std::span<const unsigned char> key, std::string_view text);

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2), 32 bytes of it.
Sha256Digest pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned iterations);

void append_hex(std::string& out, std::span<const unsigned char> bytes);

} // namespace hawser::core
