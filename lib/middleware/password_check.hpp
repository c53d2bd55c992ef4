// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/credentials.hpp>
#include <hawser/log.hpp>

#include "core/hash.hpp"
#include "core/random.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>

namespace hawser::middleware {

/// Compares passwords with what is known of a user, and takes as long for a user who is not known.
///
/// The hash of a password takes long on purpose, and a browser sends the password with each request. So
/// what has been found right once is remembered, as an HMAC of the password and the stored hash: when either
/// changes, it no longer matches.
///
/// *Thread safety*: all members may be called from any thread.
class PasswordCheck {
public:
    /// Remembers `capacity` passwords at most.
    explicit PasswordCheck(std::size_t capacity = 1024, core::RandomSource random = core::fill_random);

    bool matches(const std::optional<Credential>& known, std::string_view password, const Logger& logger);

    /// How many are remembered.
    std::size_t remembered() const;

private:
    bool matches_hash(std::string_view stored, std::string_view password, const Logger& logger);
    bool matches_plain(std::string_view stored, std::string_view password) const;
    void waste_time(std::string_view password) const;

    const std::size_t capacity_;
    std::array<unsigned char, 32> key_{};
    std::atomic<unsigned> iterations_{0}; // the most that any user's hash had
    mutable std::mutex mutex_;
    std::set<core::Sha256Digest> right_;
};

} // namespace hawser::middleware
