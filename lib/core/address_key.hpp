// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/endpoint.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>

namespace hawser::core {

/// Whom limits per address count as one: an IPv4 address; the /64 of an IPv6 address, since one customer has
/// all of it (RFC 6177 §2) and could come from 2^64 addresses; all Unix sockets together.
class AddressKey {
public:
    explicit AddressKey(const Endpoint& endpoint) noexcept : family_{endpoint.family()}
    {
        std::copy_n(endpoint.address_bytes().begin(), bytes_.size(), bytes_.begin());
    }

    friend bool operator==(const AddressKey&, const AddressKey&) = default;
    friend auto operator<=>(const AddressKey&, const AddressKey&) = default;

    std::size_t hash() const noexcept
    {
        // A multiplication spreads the bits, so that neighbours fall into different buckets.
        std::uint64_t value = 0;
        std::memcpy(&value, bytes_.data(), sizeof value);
        value = (value ^ static_cast<std::uint64_t>(family_)) * 0x9e3779b97f4a7c15U;
        return static_cast<std::size_t>(value ^ (value >> 32));
    }

private:
    std::array<unsigned char, 8> bytes_{};
    Endpoint::Family family_;
};

} // namespace hawser::core

template <>
struct std::hash<hawser::core::AddressKey> {
    std::size_t operator()(const hawser::core::AddressKey& key) const noexcept { return key.hash(); }
};
