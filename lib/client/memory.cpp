// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/memory.hpp"

#include <mutex>

namespace hawser::client {

namespace {

// One for all clients: it is taken once for a connection.
std::mutex cookies_mutex;

} // namespace

std::shared_ptr<CookieJar> Cookies::get()
{
    const std::lock_guard lock{cookies_mutex};
    if (!jar_)
        jar_ = std::make_shared<CookieJar>();
    return jar_;
}

std::shared_ptr<CookieJar> Cookies::find() const
{
    const std::lock_guard lock{cookies_mutex};
    return jar_;
}

} // namespace hawser::client
