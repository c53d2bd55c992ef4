// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace hawser::core {

using SipHashKey = std::array<std::uint64_t, 2>;

/// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash whose collisions nobody can look for who does not have
/// the key. For tables that strangers choose the keys of.
std::uint64_t siphash(const SipHashKey& key, std::span<const char> data) noexcept;

} // namespace hawser::core
