// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/own_thread.hpp"

#include <hawser/log.hpp>

#include <atomic>

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

OwnThread& own_thread()
{
    static OwnThread thread;
    return thread;
}

} // namespace

ThreadUse::ThreadUse() : threads_{*own_thread().threads}
{
    ++own_thread().users;
}

ThreadUse::~ThreadUse()
{
    --own_thread().users;
}

} // namespace hawser::client
