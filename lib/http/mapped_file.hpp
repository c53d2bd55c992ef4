// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::http {

/// A file as one piece of memory that takes none: the kernel brings in what is looked at and may drop it
/// again. For files that nobody else writes to: one that shrinks under the map ends the process.
class MappedFile {
public:
    /// The map stays good when the file is removed.
    static std::shared_ptr<const MappedFile> open(const std::string& path, error_code& ec);

    MappedFile(void* begin, std::size_t size) noexcept : begin_{begin}, size_{size} {}
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view data() const noexcept { return {static_cast<const char*>(begin_), size_}; }

private:
    void* begin_;
    std::size_t size_;
};

} // namespace hawser::http
