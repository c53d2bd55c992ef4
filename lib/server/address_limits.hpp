// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/address_key.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/network.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hawser::server {

/// Counts the open connections of each address, so that one peer cannot have them all.
///
/// *Thread safety*: all members may be called from any thread.
class AddressLimits : public std::enable_shared_from_this<AddressLimits> {
public:
    /// `most` for each address that is in none of the `uncounted` networks.
    AddressLimits(std::size_t most, std::vector<Network> uncounted);

    /// One connection's share; given back with the object. It keeps the counts alive.
    class Place {
    public:
        Place() = default;
        ~Place();
        Place(Place&& other) noexcept = default;
        Place& operator=(Place&& other) noexcept
        {
            std::swap(limits_, other.limits_);
            std::swap(key_, other.key_);
            return *this;
        }

    private:
        friend class AddressLimits;
        Place(std::shared_ptr<AddressLimits> limits, const core::AddressKey& key) noexcept
            : limits_{std::move(limits)}, key_{key}
        {
        }

        std::shared_ptr<AddressLimits> limits_; // null: not counted
        core::AddressKey key_{Endpoint{}};
    };

    /// A place for a connection of that peer, or nothing if it has all that it may have.
    std::optional<Place> take(const Endpoint& peer);

    /// How often `take` refused.
    std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

    /// Addresses with open connections.
    std::size_t size() const;

private:
    void give_back(const core::AddressKey& key) noexcept;

    const std::size_t most_;
    const std::vector<Network> uncounted_;
    std::atomic<std::uint64_t> refused_{0};
    mutable std::mutex mutex_; // guards the next
    std::unordered_map<core::AddressKey, std::size_t> counts_;
};

} // namespace hawser::server
