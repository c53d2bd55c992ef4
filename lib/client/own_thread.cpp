// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/own_thread.hpp"

#include <hawser/log.hpp>

namespace hawser::client {

// A client that dies in a callback lets go of the thread on that thread, which cannot wait for its own end. This copy
// sees to it that it is not the last.
std::shared_ptr<net::IoThreads> own_thread()
{
    static const auto threads = std::make_shared<net::IoThreads>(1, Logger{});
    return threads;
}

} // namespace hawser::client
