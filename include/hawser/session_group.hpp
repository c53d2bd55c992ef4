// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/session_set.hpp>

#include <memory>
#include <string>

namespace hawser {

/// The sessions of a service that have joined a group: a room of a chat, the readers of a topic.
///
/// *Lifecycle*: `SessionManager::group` gives a handle, whether or not any session has joined; copies refer
/// to the same group. A group exists as long as it has members, and a session leaves its groups by itself
/// when it ends.
///
/// *Thread safety*: see `SessionSet`.
///
/// *Example*
/// @code
/// void on_open() override { join("room 1"); }
/// void on_message(const hawser::Message& m) override { sessions().group("room 1").broadcast(m.text()); }
/// @endcode
class HAWSER_DECL SessionGroup : public SessionSet {
public:
    SessionGroup(std::shared_ptr<server::SessionRegistry> registry, std::string name);

    const std::string& name() const noexcept { return group_name(); }
};

} // namespace hawser
