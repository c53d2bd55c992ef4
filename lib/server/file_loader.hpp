// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/document_root.hpp"
#include "server/file_cache.hpp"

#include <hawser/file_options.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace hawser::server {

inline constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

/// Makes the entries of a cache from files.
///
/// *Thread safety*: all members may be called from any thread.
class FileLoader {
public:
    /// Both must outlive the loader.
    FileLoader(const FileOptions& options, const DocumentRoot& root) noexcept : options_{options}, root_{root}
    {
    }

    /// What there is to know of an open file. `known`, if not null, is what was known before: it is given
    /// back if it is still right. `now` is in nanoseconds since the epoch.
    std::shared_ptr<const FileEntry> load(std::string name, core::File file, std::shared_ptr<const FileEntry> known,
                                          std::int64_t now) const;

    /// The same with a gzip form made of the plain content, or with a note that it is not worth while.
    std::shared_ptr<const FileEntry> compress(const FileEntry& entry, std::int64_t now) const;

private:
    struct Siblings {
        std::optional<core::File> brotli;
        std::optional<core::File> gzip;
    };

    Siblings find_siblings(const std::string& name, const core::FileStamp& stamp) const;
    Representation make_representation(core::File file, std::int64_t now) const;
    void describe_all(FileEntry& entry) const;
    void add_coded(FileEntry& entry, std::string_view coding, std::optional<core::File> file,
                   std::int64_t now) const;

    const FileOptions& options_;
    const DocumentRoot& root_;
};

} // namespace hawser::server
