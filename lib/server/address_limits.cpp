// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/address_limits.hpp"

namespace hawser::server {

AddressLimits::AddressLimits(std::size_t most, std::vector<Network> uncounted)
    : most_{most}, uncounted_{std::move(uncounted)}
{
}

AddressLimits::Place::~Place()
{
    if (limits_)
        limits_->give_back(key_);
}

std::optional<AddressLimits::Place> AddressLimits::take(const Endpoint& peer)
{
    if (contains(uncounted_, peer))
        return Place{};
    const core::AddressKey key{peer};
    {
        const std::lock_guard lock{mutex_};
        auto& count = counts_[key]; // at least one is allowed, so no count stays at 0
        if (count < most_) {
            ++count;
            return Place{shared_from_this(), key};
        }
    }
    refused_.fetch_add(1, std::memory_order_relaxed);
    return {};
}

std::size_t AddressLimits::size() const
{
    const std::lock_guard lock{mutex_};
    return counts_.size();
}

void AddressLimits::give_back(const core::AddressKey& key) noexcept
{
    const std::lock_guard lock{mutex_};
    const auto found = counts_.find(key);
    if (--found->second == 0)
        counts_.erase(found);
}

} // namespace hawser::server
