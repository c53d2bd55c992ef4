// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hawser::server {

class ServiceSession;

/// Sessions on one loop, in no order.
using SessionList = std::vector<ServiceSession*>;

/// A group's name, and its members on one loop.
using SessionGroupMembers = std::pair<const std::string, SessionList>;

/// Where a session stands in the lists of its service's `SessionRegistry`; that one's own business, guarded
/// by its mutex.
struct SessionPlaces {
    static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
    using Groups = std::unordered_map<SessionGroupMembers*, std::uint32_t>;

    std::uint32_t shard = nowhere;
    std::uint32_t index = 0;
    std::unique_ptr<Groups> groups; // its index in each group's list; null: it is in none
};

} // namespace hawser::server
