// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_group.hpp>

#include <utility>

namespace hawser {

SessionGroup::SessionGroup(std::shared_ptr<server::SessionRegistry> registry, std::string name)
    : SessionSet{std::move(registry), std::move(name)}
{
}

} // namespace hawser
