// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace hawser::core {

/// An owned file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int value) noexcept : value_{value} {}
    Descriptor(Descriptor&& other) noexcept : value_{std::exchange(other.value_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor();

    int get() const noexcept { return value_; }
    explicit operator bool() const noexcept { return value_ >= 0; }

private:
    int value_ = -1;
};

/// Whether that is an open folder.
bool is_folder(const Descriptor& descriptor) noexcept;

/// Whether a file that could not be opened may be there all the same: the system is short of descriptors or
/// memory.
bool is_shortage(const error_code& ec) noexcept;

/// What tells one state of a file from another.
struct FileStamp {
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0; ///< since the epoch
    std::uint64_t inode = 0;

    std::time_t modified() const noexcept { return static_cast<std::time_t>(modified_ns / 1'000'000'000); }
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// An open regular file, read by offset.
class File {
public:
    /// Opens `path` for reading. Nothing, and an error, if it is no readable regular file; a directory
    /// gives `errc::is_a_directory`.
    static std::optional<File> open(const std::string& path, error_code& ec);
    /// The same for a descriptor that was opened already.
    static std::optional<File> adopt(Descriptor descriptor, error_code& ec);

    const FileStamp& stamp() const noexcept { return stamp_; }
    int descriptor() const noexcept { return descriptor_.get(); }

    /// Reads from `offset` on; fewer bytes than asked for only at the end of the file.
    std::size_t read(std::uint64_t offset, std::span<char> buffer, error_code& ec) const;

    /// True if the file was written to or cut since it was opened.
    bool has_changed() const noexcept;

private:
    File(Descriptor descriptor, const FileStamp& stamp) noexcept;

    Descriptor descriptor_;
    FileStamp stamp_;
};

} // namespace hawser::core
