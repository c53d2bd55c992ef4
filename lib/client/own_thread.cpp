// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/own_thread.hpp"

#include <hawser/log.hpp>

#include <openssl/ssl.h>

#include <atomic>
#include <memory>
#include <utility>

namespace hawser::client {

namespace {

struct OwnThread {
    std::unique_ptr<net::IoThreads> threads = std::make_unique<net::IoThreads>(1, Logger{});
    std::atomic<int> users{0};

    ~OwnThread()
    {
        if (users > 0) {
            static_cast<void>(threads.release());
            return;
        }
        for (const auto& loop : threads->loops())
            loop->cut_all(error::connection_cut);
    }
};

// OpenSSL first: it cleans up at the end of the program, by when the thread must be gone.
OwnThread& own_thread()
{
    [[maybe_unused]] static const int is_initialised = OPENSSL_init_ssl(0, nullptr);
    static OwnThread thread;
    return thread;
}

} // namespace

ThreadUse ThreadUse::begin()
{
    ThreadUse use;
    use.threads_ = own_thread().threads.get();
    ++own_thread().users;
    return use;
}

void ThreadUse::end() noexcept
{
    if (std::exchange(threads_, nullptr))
        --own_thread().users;
}

} // namespace hawser::client
