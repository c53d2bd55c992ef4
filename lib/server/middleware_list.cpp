// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/middleware_list.hpp"

#include <stdexcept>
#include <utility>

namespace hawser::server {

void MiddlewareList::add(std::shared_ptr<Middleware> middleware)
{
    if (!middleware)
        throw std::invalid_argument{"hawser: the middleware is null"};
    const std::lock_guard lock{mutex_};
    auto list = list_ ? std::make_shared<List>(*list_) : std::make_shared<List>();
    list->push_back(std::move(middleware));
    list_ = std::move(list);
    has_any_.store(true, std::memory_order_release);
}

std::shared_ptr<const MiddlewareList::List> MiddlewareList::snapshot() const
{
    if (!has_any_.load(std::memory_order_acquire))
        return nullptr;
    const std::lock_guard lock{mutex_};
    return list_;
}

} // namespace hawser::server
