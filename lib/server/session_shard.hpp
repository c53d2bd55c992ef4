// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/session_places.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hawser::server {

/// The sessions of one service on one loop, and the groups among them.
///
/// Entering and leaving take constant time, however many sessions and groups there are: the last one of a
/// list takes the place of the one that goes.
///
/// *Thread safety*: none; see `SessionRegistry`.
class SessionShard {
public:
    struct NameHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const noexcept
        {
            return std::hash<std::string_view>{}(name);
        }
    };
    using Groups = std::unordered_map<std::string, SessionList, NameHash, std::equal_to<>>;

    /// `number` is what the registry finds the shard by.
    void add(ServiceSession& session, std::uint32_t number);
    /// Takes it out of its groups, too.
    void remove(ServiceSession& session) noexcept;

    /// Joining twice, and leaving what one is not in, do nothing.
    void join(ServiceSession& session, std::string_view group);
    void leave(ServiceSession& session, std::string_view group) noexcept;

    /// The members of a group, or all sessions if `group` is empty.
    const SessionList& members(std::string_view group) const noexcept;

    bool empty() const noexcept { return sessions_.empty(); }
    const Groups& groups() const noexcept { return groups_; }

private:
    void erase_if_empty(const SessionGroupMembers& group) noexcept;

    SessionList sessions_;
    Groups groups_; // none of them empty, unless memory ran out
};

} // namespace hawser::server
