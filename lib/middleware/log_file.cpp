// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/log_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

namespace hawser::middleware {

struct LogFile::Descriptor {
    explicit Descriptor(const std::string& path)
        : number{::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY,
                        S_IRUSR | S_IWUSR | S_IRGRP)}
    {
        if (number < 0)
            throw std::system_error{errno, std::generic_category(), "hawser: cannot open " + path};
    }
    ~Descriptor() { ::close(number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number;
};

LogFile::LogFile(std::string path)
    : path_{std::move(path)}, descriptor_{std::make_shared<const Descriptor>(path_)}
{
}

LogFile::~LogFile() = default;

void LogFile::reopen()
{
    auto opened = std::make_shared<const Descriptor>(path_);
    const std::lock_guard lock{mutex_};
    descriptor_.swap(opened);
}

bool LogFile::write(std::string_view line) noexcept
{
    const auto descriptor = [&] {
        const std::lock_guard lock{mutex_};
        return descriptor_;
    }();
    // The kernel keeps what one call appends together (POSIX, write, O_APPEND). It takes less than all only
    // where there is no more room, and then the rest is not worth a second try.
    for (;;) {
        const auto written = ::write(descriptor->number, line.data(), line.size());
        if (written >= 0 || errno != EINTR)
            return written == static_cast<ssize_t>(line.size());
    }
}

} // namespace hawser::middleware
