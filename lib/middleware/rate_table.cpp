// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/rate_table.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

namespace hawser::middleware {
namespace {

// A hundred years: no sum of times can overflow, and nobody waits for more.
constexpr double longest = 100 * 365.25 * 86400 * 1e9;

RateTable::Duration nanoseconds(double count) noexcept
{
    return RateTable::Duration{static_cast<std::int64_t>(std::clamp(count, 1.0, longest / 2))};
}

} // namespace

RateTable::RateTable(double rate, double burst, std::size_t slots, const core::SipHashKey& secret)
    : secret_{secret}
{
    if (!(rate > 0) || !(burst >= 1)) // written so that NaN is refused, too
        throw std::invalid_argument{"hawser: a rate must be above 0, and a burst 1 at least"};
    token_ = nanoseconds(1e9 / rate);
    bucket_ = nanoseconds(burst * 1e9 / rate);
    const auto groups = std::min(slots, std::numeric_limits<std::size_t>::max() / 4) / group_size;
    groups_.resize(std::bit_ceil(std::max(groups + (slots % group_size != 0 ? 1 : 0), std::size_t{1})));
}

RateTable::Duration RateTable::take(std::string_view key, Duration now)
{
    const auto hash = core::siphash(secret_, key);
    const auto index = hash & (groups_.size() - 1);
    const std::lock_guard lock{locks_[index % lock_count]};
    auto& slot = find(groups_[index], hash);
    slot.key = hash;
    const auto full = std::max(slot.full, now) + token_;
    if (full - now > bucket_)
        return full - now - bucket_;
    slot.full = full;
    return Duration::zero();
}

RateTable::Slot& RateTable::find(Group& group, std::uint64_t key) noexcept
{
    const auto own =
        std::find_if(group.begin(), group.end(), [&](const Slot& slot) { return slot.key == key; });
    if (own != group.end())
        return *own;
    return *std::min_element(group.begin(), group.end(),
                             [](const Slot& a, const Slot& b) { return a.full < b.full; });
}

} // namespace hawser::middleware
