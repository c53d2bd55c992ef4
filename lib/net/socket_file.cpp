// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_file.hpp"

#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

namespace hawser::net {

namespace {

std::string folder_of(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return path.substr(0, std::max<std::size_t>(slash, 1));
}

// 0 if somebody listens there, else the reason why not.
int try_connect(const std::string& path) noexcept
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0)
        return errno;
    const int failure =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
    ::close(probe);
    return failure;
}

} // namespace

SocketFile::SocketFile(std::string path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return; // gone already
    device_ = status.st_dev;
    number_ = status.st_ino;
    path_ = std::move(path);
}

void SocketFile::remove() noexcept
{
    struct stat status {};
    if (!path_.empty() && ::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ &&
        status.st_ino == number_)
        ::unlink(path_.c_str());
    path_.clear();
}

void SocketFile::swap(SocketFile& other) noexcept
{
    path_.swap(other.path_);
    std::swap(device_, other.device_);
    std::swap(number_, other.number_);
}

FolderLock::FolderLock(const std::string& path, std::chrono::milliseconds patience) noexcept
{
    constexpr std::chrono::milliseconds pause{10};
    descriptor_ = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0)
        return;
    // Not for ever: in a public folder anybody could hold it.
    for (; !(is_held_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) && patience >= pause; patience -= pause)
        std::this_thread::sleep_for(pause);
}

FolderLock::~FolderLock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::string remove_abandoned(const std::string& path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return {};
    if (!S_ISSOCK(status.st_mode))
        return "there is a file that is not a socket";
    const int failure = try_connect(path);
    if (failure == 0 || failure == EAGAIN) // so many wait to be accepted that there is no room
        return "a server answers there";
    if (failure != ECONNREFUSED && failure != ENOENT)
        return "cannot find out whether a server answers there (" +
               boost::system::error_code{failure, boost::system::system_category()}.message() + ")";
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return "cannot remove what a server left there (" +
               boost::system::error_code{errno, boost::system::system_category()}.message() + ")";
    return {};
}

} // namespace hawser::net
