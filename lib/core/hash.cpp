// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>
#include <stdexcept>

namespace hawser::core {
namespace {

struct FreeHash {
    void operator()(EVP_MD* hash) const noexcept { EVP_MD_free(hash); }
};
using Hash = std::unique_ptr<EVP_MD, FreeHash>;

Hash fetch(HashAlgorithm algorithm)
{
    const bool is_md5 = algorithm == HashAlgorithm::md5;
    Hash hash{EVP_MD_fetch(nullptr, is_md5 ? "MD5" : "SHA2-256", nullptr)};
    if (!hash)
        throw std::runtime_error{is_md5 ? "hawser: OpenSSL has no MD5 here (FIPS mode?): do without it"
                                        : "hawser: OpenSSL has no SHA-256 here"};
    return hash;
}

// Looking an algorithm up takes longer than hashing a short text.
const EVP_MD* cached(HashAlgorithm algorithm)
{
    if (algorithm == HashAlgorithm::md5) {
        static const Hash md5 = fetch(HashAlgorithm::md5);
        return md5.get();
    }
    static const Hash sha256 = fetch(HashAlgorithm::sha256);
    return sha256.get();
}

void require(bool done)
{
    if (!done)
        throw std::runtime_error{"hawser: OpenSSL could not make a hash"};
}

} // namespace

void require_hash(HashAlgorithm algorithm)
{
    fetch(algorithm);
}

void Hasher::Free::operator()(evp_md_ctx_st* context) const noexcept
{
    EVP_MD_CTX_free(context);
}

Hasher::Hasher(HashAlgorithm algorithm) : context_{EVP_MD_CTX_new()}
{
    require(context_ && EVP_DigestInit_ex(context_.get(), cached(algorithm), nullptr) == 1);
}

Hasher& Hasher::update(std::string_view piece)
{
    require(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1);
    return *this;
}

std::string Hasher::hex()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) == 1);
    std::string out;
    append_hex(out, std::span{bytes}.first(size));
    return out;
}

std::string hash_hex(HashAlgorithm algorithm, std::string_view text)
{
    return Hasher{algorithm}.update(text).hex();
}

Sha256Digest hmac_sha256(std::span<const unsigned char> key, std::string_view text)
{
    Sha256Digest digest{};
    unsigned size = 0;
    require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                 reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
                 &size) != nullptr &&
            size == digest.size());
    return digest;
}

Sha256Digest pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned iterations)
{
    constexpr auto most = static_cast<unsigned>(std::numeric_limits<int>::max());
    require(password.size() <= most && salt.size() <= most && iterations >= 1 && iterations <= most);
    Sha256Digest digest{};
    require(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                              reinterpret_cast<const unsigned char*>(salt.data()),
                              static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha256(),
                              static_cast<int>(digest.size()), digest.data()) == 1);
    return digest;
}

void append_hex(std::string& out, std::span<const unsigned char> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    for (const unsigned char byte : bytes) {
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
}

} // namespace hawser::core
