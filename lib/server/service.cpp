// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/service.hpp>

#include "server/service_state.hpp"

#include <utility>

namespace hawser {

Service::Service(std::shared_ptr<server::ServiceState> state) noexcept : state_{std::move(state)} {}

const std::string& Service::path() const noexcept
{
    return state_->path;
}

SessionManager& Service::sessions() const noexcept
{
    return state_->sessions;
}

void Service::add_middleware(std::shared_ptr<Middleware> middleware)
{
    state_->middleware->add(std::move(middleware));
}

} // namespace hawser
