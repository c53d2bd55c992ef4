// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/password_check.hpp"

#include "core/constant_time.hpp"
#include "http/password_hash.hpp"

#include <string>

namespace hawser::middleware {
namespace {

std::string_view text_of(const core::Sha256Digest& digest) noexcept
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace

PasswordCheck::PasswordCheck(std::size_t capacity, core::RandomSource random) : capacity_{capacity}
{
    random(key_);
}

bool PasswordCheck::matches(const std::optional<Credential>& known, std::string_view password,
                            const Logger& logger)
{
    if (known && known->verify)
        return known->verify(password);
    if (known && !known->password_hash.empty())
        return matches_hash(known->password_hash, password, logger);
    if (known && !known->password.empty())
        return matches_plain(known->password, password);
    if (known)
        logger.write(LogLevel::error,
                     "BasicAuth: a user's credential has neither verify nor password_hash nor "
                     "password");
    waste_time(password);
    return false;
}

std::size_t PasswordCheck::remembered() const
{
    const std::lock_guard lock{mutex_};
    return right_.size();
}

bool PasswordCheck::matches_hash(std::string_view stored, std::string_view password, const Logger& logger)
{
    const auto parts = http::parse_password_hash(stored);
    if (!parts) {
        logger.write(LogLevel::error, "BasicAuth: a user's password_hash was not made by hash_password");
        waste_time(password);
        return false;
    }
    auto most = iterations_.load();
    while (most < parts->iterations && !iterations_.compare_exchange_weak(most, parts->iterations)) {}

    std::string both{stored}; // which has no NUL
    both.push_back('\0');
    both.append(password);
    const auto tag = core::hmac_sha256(key_, both);
    {
        const std::lock_guard lock{mutex_};
        if (right_.contains(tag))
            return true;
    }
    if (!http::matches(*parts, password))
        return false;
    const std::lock_guard lock{mutex_};
    if (right_.size() >= capacity_)
        right_.clear();
    right_.insert(tag);
    return true;
}

/// Of texts of the same length, so that the length is no secret given away either.
bool PasswordCheck::matches_plain(std::string_view stored, std::string_view password) const
{
    return core::equal_in_constant_time(text_of(core::hmac_sha256(key_, stored)),
                                        text_of(core::hmac_sha256(key_, password)));
}

void PasswordCheck::waste_time(std::string_view password) const
{
    if (const auto iterations = iterations_.load(); iterations > 0)
        core::pbkdf2_sha256(password, text_of(core::Sha256Digest{}), iterations);
    else
        matches_plain("", password);
}

} // namespace hawser::middleware
