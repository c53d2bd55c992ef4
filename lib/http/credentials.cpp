// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/credentials.hpp>

#include "core/base64.hpp"
#include "core/constant_time.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "http/digest.hpp"
#include "http/password_hash.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

namespace hawser {
namespace {

constexpr std::string_view hash_prefix = "$pbkdf2-sha256$i=";
constexpr unsigned min_iterations = 1'000; // RFC 8018 §4.2
constexpr unsigned max_iterations = 10'000'000;

bool is_allowed(unsigned iterations) noexcept
{
    return iterations >= min_iterations && iterations <= max_iterations;
}

/// Takes what stands before the next `$`, and that.
std::string_view take_part(std::string_view& text) noexcept
{
    const auto part = text.substr(0, text.find('$'));
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
    return part;
}

} // namespace

namespace http {

std::optional<PasswordHash> parse_password_hash(std::string_view text)
{
    if (!text.starts_with(hash_prefix))
        return std::nullopt;
    text.remove_prefix(hash_prefix.size());
    const auto number = take_part(text);
    PasswordHash parts;
    const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), parts.iterations);
    if (ec != std::errc{} || end != number.data() + number.size() || !is_allowed(parts.iterations))
        return std::nullopt;
    auto salt = core::base64_decode(take_part(text));
    auto hash = core::base64_decode(text);
    if (!salt || salt->size() < 8 || !hash || hash->size() != 32)
        return std::nullopt;
    parts.salt = std::move(*salt);
    parts.hash = std::move(*hash);
    return parts;
}

bool matches(const PasswordHash& parts, std::string_view password)
{
    const auto hash = core::pbkdf2_sha256(password, parts.salt, parts.iterations);
    return core::equal_in_constant_time({reinterpret_cast<const char*>(hash.data()), hash.size()},
                                        parts.hash);
}

} // namespace http

std::string hash_password(std::string_view password, unsigned iterations)
{
    if (!is_allowed(iterations))
        throw std::invalid_argument{"hawser: a password's hash takes 1,000 to 10,000,000 iterations"};
    std::array<unsigned char, 16> salt{};
    core::fill_random(salt);
    const auto hash =
        core::pbkdf2_sha256(password, {reinterpret_cast<const char*>(salt.data()), salt.size()}, iterations);
    return std::string{hash_prefix} + std::to_string(iterations) + "$" + core::base64_encode(salt) + "$" +
           core::base64_encode(hash);
}

bool verify_password(std::string_view password, std::string_view hash)
{
    const auto parts = http::parse_password_hash(hash);
    if (!parts)
        throw std::invalid_argument{"hawser: no hash of a password; make it with hash_password"};
    return http::matches(*parts, password);
}

std::string_view to_string(DigestAlgorithm algorithm) noexcept
{
    switch (algorithm) {
    case DigestAlgorithm::md5: return "MD5";
    case DigestAlgorithm::md5_sess: return "MD5-sess";
    case DigestAlgorithm::sha256: return "SHA-256";
    case DigestAlgorithm::sha256_sess: return "SHA-256-sess";
    }
    return "";
}

std::string digest_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                       std::string_view password)
{
    core::Hasher hasher{http::hash_of(algorithm)};
    return hasher.update(user).update(":").update(realm).update(":").update(password).hex();
}

std::string digest_user_hash(DigestAlgorithm algorithm, std::string_view user, std::string_view realm)
{
    return core::Hasher{http::hash_of(algorithm)}.update(user).update(":").update(realm).hex();
}

} // namespace hawser
