// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/file.hpp"

#include "core/system_error.hpp"

#include <boost/system/errc.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace hawser::core {

namespace {

FileStamp stamp_of(const struct stat& status)
{
    constexpr std::int64_t second = 1'000'000'000;
    return {static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec,
            static_cast<std::uint64_t>(status.st_ino)};
}

} // namespace

Descriptor::~Descriptor()
{
    if (value_ >= 0)
        ::close(value_);
}

bool is_folder(const Descriptor& descriptor) noexcept
{
    struct stat status {};
    return ::fstat(descriptor.get(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_shortage(const error_code& ec) noexcept
{
    namespace errc = boost::system::errc;
    return ec == errc::too_many_files_open || ec == errc::too_many_files_open_in_system ||
           ec == errc::not_enough_memory;
}

File::File(Descriptor descriptor, const FileStamp& stamp) noexcept
    : descriptor_{std::move(descriptor)}, stamp_{stamp}
{
}

std::optional<File> File::open(const std::string& path, error_code& ec)
{
    // O_NONBLOCK: opening a FIFO would block until somebody writes to it.
    Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!descriptor) {
        ec = last_error();
        return std::nullopt;
    }
    return adopt(std::move(descriptor), ec);
}

std::optional<File> File::adopt(Descriptor descriptor, error_code& ec)
{
    if (ec || !descriptor)
        return std::nullopt;
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0) {
        ec = last_error();
        return std::nullopt;
    }
    namespace errc = boost::system::errc;
    if (S_ISDIR(status.st_mode))
        ec = errc::make_error_code(errc::is_a_directory);
    else if (!S_ISREG(status.st_mode))
        ec = errc::make_error_code(errc::no_such_file_or_directory);
    if (ec)
        return std::nullopt;
    return File{std::move(descriptor), stamp_of(status)};
}

std::size_t File::read(std::uint64_t offset, std::span<char> buffer, error_code& ec) const
{
    std::size_t done = 0;
    while (done < buffer.size()) {
        const auto count = ::pread(descriptor_.get(), buffer.data() + done, buffer.size() - done,
                                   static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            ec = last_error();
        if (count <= 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

bool File::has_changed() const noexcept
{
    struct stat status {};
    return ::fstat(descriptor_.get(), &status) != 0 || stamp_of(status) != stamp_;
}

} // namespace hawser::core
