// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/route.hpp>

#include "server/middleware_list.hpp"

namespace hawser {

Route::Route(std::shared_ptr<server::MiddlewareList> middleware) noexcept : middleware_{std::move(middleware)} {}

void Route::add(std::shared_ptr<Middleware> middleware)
{
    middleware_->add(std::move(middleware));
}

} // namespace hawser
