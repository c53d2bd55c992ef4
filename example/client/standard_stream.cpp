// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "standard_stream.hpp"

#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace client {
namespace {

/// -1 where that cannot be done, or must not: a file would be read from its beginning.
int open_again(int number)
{
    struct stat status {};
    const bool is_pipe = ::fstat(number, &status) == 0 && S_ISFIFO(status.st_mode);
    if (!is_pipe && ::isatty(number) != 1)
        return -1;
    const auto path = "/dev/fd/" + std::to_string(number);
    const int mode = number == STDIN_FILENO ? O_RDONLY : O_WRONLY;
    return ::open(path.c_str(), mode | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

} // namespace

void open_closed_streams() noexcept
{
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
        if (::fcntl(number, F_GETFD) < 0)
            ::open("/dev/null", O_RDWR); // takes the lowest number that is free
}

boost::asio::posix::stream_descriptor open_standard_stream(const boost::asio::any_io_executor& executor,
                                                           int number)
{
    int opened = open_again(number);
    if (opened < 0)
        opened = ::fcntl(number, F_DUPFD_CLOEXEC, 0);
    if (opened < 0)
        throw boost::system::system_error{errno, boost::system::system_category(),
                                          number == STDIN_FILENO ? "standard input" : "standard output"};
    return {executor, opened};
}

} // namespace client
