// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/answer.hpp"
#include "server/document_root.hpp"
#include "server/file_cache.hpp"
#include "server/file_loader.hpp"

#include <hawser/file_options.hpp>
#include <hawser/request.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace hawser::server {

/// One mounted folder: its options, its files, and what is known of them.
///
/// *Thread safety*: `answer` may be called from any thread.
class FileService {
public:
    /// Nanoseconds since the epoch.
    using Clock = std::int64_t (*)() noexcept;

    /// @throws boost::system::system_error with `error::document_root_missing`, std::invalid_argument for
    /// options that make no sense.
    explicit FileService(FileOptions options);
    FileService(FileOptions options, Clock clock);
    FileService(const FileService&) = delete;
    FileService& operator=(const FileService&) = delete;

    const FileOptions& options() const noexcept { return options_; }

    /// Answers if `path`, decoded and relative to the mount (it starts with `/`), names something; false if
    /// not: the caller has a 404.
    bool answer(const Request& request, std::string_view path, Answer& answer);

private:
    using Kind = DocumentRoot::Kind;

    struct Found {
        Kind kind = Kind::missing;
        std::string_view path; ///< where it is in the cache
        std::shared_ptr<const FileEntry> entry;
        core::Descriptor folder;
    };

    Found find(std::string_view path, std::int64_t now, bool anew);
    bool is_fresh(const FileEntry& entry, std::int64_t now) const noexcept;
    const Representation& choose(const Request& request, Found& found, std::int64_t now);
    bool is_fallback_wanted(const Request& request, std::string_view path) const;

    const FileOptions options_;
    const DocumentRoot root_;
    const FileLoader loader_;
    FileCache cache_;
    const Clock clock_;
};

} // namespace hawser::server
