// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/upload_file.hpp>

#include "core/hash.hpp"
#include "core/random.hpp"
#include "http/filename_limits.hpp"

#include <boost/system/system_error.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hawser {
namespace {

constexpr int max_attempts = 16;

[[noreturn]] void fail(const char* what)
{
    throw boost::system::system_error{errno, boost::system::system_category(), what};
}

/// `photo-1f0c77a2.jpg` for `photo.jpg`.
std::string with_suffix(std::string_view name)
{
    std::array<unsigned char, 4> bytes{};
    core::fill_random(bytes);
    std::string suffix{"-"};
    core::append_hex(suffix, bytes);
    auto dot = name.rfind('.');
    bool has_extension = dot != std::string_view::npos && name.size() - dot <= http::max_extension_size;
    auto extension = name.substr(has_extension ? dot : name.size());
    auto stem = name.substr(0, name.size() - extension.size());
    auto room = http::max_filename_size - suffix.size() - extension.size();
    while (stem.size() > room) { // a character of UTF-8 goes as a whole
        while (stem.size() > 1 && (static_cast<unsigned char>(stem.back()) & 0xc0) == 0x80) {
            stem.remove_suffix(1);
        }
        stem.remove_suffix(1);
    }
    return std::string{stem}.append(suffix).append(extension);
}

} // namespace

UploadFile::UploadFile(std::string folder, std::string_view name) : folder_{std::move(folder)}
{
    folder_handle_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_handle_ < 0) {
        fail("hawser: cannot open the folder for uploads");
    }
    try {
        create(clean_filename(name));
    } catch (...) {
        ::close(folder_handle_);
        throw;
    }
}

UploadFile::~UploadFile()
{
    discard();
}

UploadFile::UploadFile(UploadFile&& other) noexcept
    : folder_{std::move(other.folder_)}, name_{std::move(other.name_)},
      folder_handle_{std::exchange(other.folder_handle_, -1)}, handle_{std::exchange(other.handle_, -1)}
{
}

UploadFile& UploadFile::operator=(UploadFile&& other) noexcept
{
    if (this != &other) {
        discard();
        folder_ = std::move(other.folder_);
        name_ = std::move(other.name_);
        folder_handle_ = std::exchange(other.folder_handle_, -1);
        handle_ = std::exchange(other.handle_, -1);
    }
    return *this;
}

void UploadFile::create(std::string_view name)
{
    name_.assign(name);
    for (int attempt = 1;; ++attempt) {
        handle_ = ::openat(folder_handle_, name_.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (handle_ >= 0) {
            return;
        }
        if (errno != EEXIST || attempt == max_attempts) {
            fail("hawser: cannot create a file for an upload");
        }
        name_ = with_suffix(name);
    }
}

void UploadFile::write(std::string_view piece)
{
    while (!piece.empty()) {
        auto written = ::write(handle_, piece.data(), piece.size());
        if (written < 0 && errno != EINTR) {
            fail("hawser: cannot write an upload");
        }
        piece.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

std::string UploadFile::keep()
{
    if (handle_ < 0) {
        throw std::logic_error{"hawser: an upload is kept once"};
    }
    // Some file systems tell only now that there was no room.
    if (::close(std::exchange(handle_, -1)) != 0 && errno != EINTR) {
        auto error = errno;
        ::unlinkat(folder_handle_, name_.c_str(), 0);
        errno = error;
        fail("hawser: cannot write an upload");
    }
    ::close(std::exchange(folder_handle_, -1));
    return path();
}

void UploadFile::discard() noexcept
{
    if (handle_ >= 0) {
        ::close(std::exchange(handle_, -1));
        ::unlinkat(folder_handle_, name_.c_str(), 0);
    }
    if (folder_handle_ >= 0) {
        ::close(std::exchange(folder_handle_, -1));
    }
}

} // namespace hawser
