// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/siphash.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace hawser::middleware {

/// Token buckets for many keys, in a table of fixed size.
///
/// Of a bucket just one number is kept: the time at which it will be full again. A request moves that by the
/// time one token takes; it is refused if it would lie further ahead than a whole bucket takes (the generic
/// cell rate algorithm). So a bucket that nobody asks for needs no work, and one whose time has passed is
/// worth the same as none.
///
/// A key belongs to one group of slots, chosen by a hash that strangers cannot foresee. When all of the group
/// are taken, the one with the least debt gives way, and the newcomer takes on that debt: who comes back
/// finds at least what was taken from it. So the limit holds also against those who fill the table; they can
/// only make the table coarser, and have to ask at the rate of all its slots together to do so.
///
/// *Thread safety*: all members may be called from any thread.
class RateTable {
public:
    using Duration = std::chrono::nanoseconds;

    /// @param slots the number of keys, rounded up to a power of two.
    RateTable(double rate, double burst, std::size_t slots, const core::SipHashKey& secret);

    /// Takes a token from the bucket of `key`. Zero, or how long it will take until there is one.
    Duration take(std::string_view key, Duration now);

    std::size_t slots() const noexcept { return groups_.size() * group_size; }

private:
    static constexpr std::size_t group_size = 8;
    static constexpr std::size_t lock_count = 64;

    struct Slot {
        std::uint64_t key = 0;           // a hash: two keys in 2^64 share a bucket
        Duration full = Duration::min(); // when the bucket will be full again
    };
    using Group = std::array<Slot, group_size>;

    static Slot& find(Group& group, std::uint64_t key) noexcept;

    core::SipHashKey secret_;
    Duration token_;  // the time that one token takes
    Duration bucket_; // the time that a whole bucket takes
    std::vector<Group> groups_;
    std::array<std::mutex, lock_count> locks_;
};

} // namespace hawser::middleware
