// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

namespace hawser::net {

/// The file of a Unix socket that this process has bound. It is removed with the object, unless another file
/// has taken its place.
///
/// Remove it while the socket is open: until then the system cannot give its number to another file.
class SocketFile {
public:
    SocketFile() = default;
    explicit SocketFile(std::string path);
    ~SocketFile() { remove(); }
    SocketFile(SocketFile&& other) noexcept { swap(other); }
    SocketFile& operator=(SocketFile&& other) noexcept
    {
        swap(other);
        return *this;
    }

    void remove() noexcept;

private:
    void swap(SocketFile& other) noexcept;

    std::string path_; // empty: none
    dev_t device_{};
    ino_t number_{};
};

/// Excludes other servers from the folder of a path while one is about to find out whether the file there is
/// abandoned, and to replace it. Not where the folder cannot be opened, or another has the lock for longer
/// than `patience`: then two servers that start at the same moment may both think so.
class FolderLock {
public:
    explicit FolderLock(const std::string& path,
                        std::chrono::milliseconds patience = std::chrono::seconds{1}) noexcept;
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    bool is_held() const noexcept { return is_held_; }

private:
    int descriptor_ = -1;
    bool is_held_ = false;
};

/// Removes the file of a socket that nobody listens on any more. Returns nothing, or why it is not to be
/// removed.
std::string remove_abandoned(const std::string& path);

} // namespace hawser::net
