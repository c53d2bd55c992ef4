// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/hash.hpp"
#include "core/random.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::middleware {

/// Hands out nonces for Digest authentication, and takes each with each nonce count once (RFC 7616 §5.5).
///
/// A nonce is a time, random bytes, and an HMAC of both with a key of this object: one that nobody has used
/// costs no memory, so that asking for nonces without end fills nothing. Only those that came back are kept,
/// until they expire. When there are too many, the oldest is given up, and with it all older ones: nothing
/// that was forgotten is ever taken again.
///
/// *Thread safety*: all members may be called from any thread.
class NonceStore {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    NonceStore(std::chrono::milliseconds lifetime, std::size_t capacity,
               core::RandomSource random = core::fill_random);

    std::string issue(TimePoint now) const;

    /// True if the nonce is one of ours, has not expired, and never came with that count before. Call it for
    /// requests whose response is right, and no others. Counts may come out of order, as those of parallel
    /// connections do, but none that is 64 or more behind the highest.
    bool use(std::string_view nonce, std::uint32_t count, TimePoint now);

    /// How many nonces are kept.
    std::size_t size() const;

private:
    // The time in big-endian order, then random bytes: ordered by time.
    using Id = std::array<unsigned char, 20>;

    struct Uses {
        std::uint32_t highest = 0;
        std::uint64_t seen = 0; // bit n: the count `highest - n`
        bool take(std::uint32_t count) noexcept;
    };

    static std::uint64_t time_of(const Id& id) noexcept;
    std::uint64_t ticks(TimePoint now) const noexcept;
    std::string seal(const Id& id) const;
    std::optional<Id> open(std::string_view nonce) const;
    void forget_oldest();

    const std::chrono::milliseconds lifetime_;
    const std::size_t capacity_;
    const core::RandomSource random_;
    std::array<unsigned char, 32> key_{};
    std::uint64_t origin_ = 0; // keeps the time since the system's start to ourselves
    mutable std::mutex mutex_;
    std::map<Id, Uses> used_;
    std::uint64_t forgotten_ = 0; // a nonce up to this time that is not in used_ may have been
};

} // namespace hawser::middleware
