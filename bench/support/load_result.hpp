// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What a run of the load generator is told, and what it finds out.
#pragma once

#include "support/cpu_times.hpp"
#include "support/histogram.hpp"

#include <openssl/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bench {

struct LoadSettings {
    std::uint16_t port = 0;
    SSL_CTX* tls = nullptr; ///< null: no TLS
    std::size_t connections = 1;
    std::size_t in_flight = 1;               ///< messages on the way on each connection, or broadcasts
    std::size_t split = 0;                   ///< the most bytes of one write; 0 = no limit
    std::chrono::duration<double> warmup{0}; ///< before anything is counted
    std::chrono::duration<double> measure{1};
    int stop_fd = -1;   ///< ends the run when it becomes readable
    int server_pid = 0; ///< whose processor time is wanted; 0 = no one's
};

struct LoadResult {
    std::uint64_t replies = 0; ///< messages received
    std::uint64_t received_bytes = 0;
    std::uint64_t errors = 0; ///< connections that were lost or answered wrongly
    double seconds = 0;
    CpuTimes cpu;          ///< of the measured time; this process's near `seconds`: it was the bottleneck
    Histogram round_trips; ///< nanoseconds
};

} // namespace bench
