// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/mapped_file.hpp"

#include "core/system_error.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hawser::http {
std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path, error_code& ec)
{
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) {
        ec = core::last_error();
        return nullptr;
    }
    struct ::stat status {};
    void* begin = nullptr;
    ec = ::fstat(handle, &status) == 0 ? error_code{} : core::last_error();
    const auto size = static_cast<std::size_t>(status.st_size);
    if (!ec && size > 0) { // nothing cannot be mapped
        begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, handle, 0);
        ec = begin == MAP_FAILED ? core::last_error() : error_code{};
    }
    ::close(handle);
    return ec ? nullptr : std::make_shared<const MappedFile>(begin, size);
}

MappedFile::~MappedFile()
{
    if (size_ > 0) {
        ::munmap(begin_, size_);
    }
}

} // namespace hawser::http
