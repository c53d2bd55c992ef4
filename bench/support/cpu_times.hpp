// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The processor time of the generator and of the server that it loads.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bench {

/// Processor time so far, in seconds.
struct CpuTimes {
    double own = 0;
    double server = 0;
};

/// What another process has used, all its threads together; 0 for process 0.
inline double cpu_seconds_of(int pid)
{
    if (pid == 0) {
        return 0;
    }
    std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
    std::string stat{std::istreambuf_iterator<char>{file}, {}};
    // The second field is the program's name in brackets, which may hold blanks: count behind it.
    std::istringstream fields{stat.substr(std::min(stat.rfind(')') + 1, stat.size()))};
    std::string skipped;
    for (int i = 0; i < 11; ++i) {
        fields >> skipped;
    }
    double user_ticks = 0;
    double system_ticks = 0;
    if (!(fields >> user_ticks >> system_ticks)) {
        throw std::runtime_error{"no such process: " + std::to_string(pid)};
    }
    return (user_ticks + system_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

inline CpuTimes cpu_times(int server_pid)
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const double own = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return {own, cpu_seconds_of(server_pid)};
}

inline CpuTimes operator-(const CpuTimes& after, const CpuTimes& before)
{
    return {after.own - before.own, after.server - before.server};
}

} // namespace bench
