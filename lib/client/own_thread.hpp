// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/io_threads.hpp"

#include <memory>

namespace hawser::client {

/// The library's thread, which all clients without an executor share. It is made when the first one is, and runs until the
/// program ends, or the last client if that is later.
///
/// *Thread safety*: may be called from any thread.
std::shared_ptr<net::IoThreads> own_thread();

} // namespace hawser::client
