// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/io_threads.hpp"

#include <utility>

namespace hawser::client {

/// One client's use of the library's thread, which all clients without an executor share. The thread is made
/// for the first one and ends with the program: clients are destroyed in their callbacks, too, on the thread
/// itself, which cannot wait for its own end.
///
/// At the end of the program connections that are still being closed are cut. If there are clients that were
/// never destroyed, the thread is left running.
///
/// *Thread safety*: may be made and destroyed on any thread.
class ThreadUse {
public:
    /// None: of a client on an executor of the application's.
    ThreadUse() = default;
    /// Makes the thread, if it is the first.
    static ThreadUse begin();
    ThreadUse(ThreadUse&& other) noexcept : threads_{std::exchange(other.threads_, nullptr)} {}
    ThreadUse& operator=(ThreadUse&&) = delete;
    ~ThreadUse() { end(); }

    /// The client is gone, or is none of that thread's.
    void end() noexcept;
    /// Null if this is none, or has ended.
    net::IoThreads* threads() const noexcept { return threads_; }

private:
    net::IoThreads* threads_ = nullptr;
};

} // namespace hawser::client
