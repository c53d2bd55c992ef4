// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/representation.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hawser::server {

/// What is known of one file: its content, plain and in other codings. It does not change, but for the time
/// at which it was last found to be right.
struct FileEntry {
    struct Coded {
        std::string_view coding; ///< a literal
        Representation representation;
    };

    std::string name;                ///< below the root
    core::FileStamp stamp;                 ///< of the file itself
    std::optional<core::FileStamp> brotli; ///< of its sibling `.br`
    std::optional<core::FileStamp> gzip;   ///< of its sibling `.gz`
    Representation plain;
    std::vector<Coded> coded;  ///< the best first
    bool may_compress = false; ///< a gzip form may be made, and has not been yet
    /// Changed so long before it was read that its stamp tells this state from others.
    bool is_settled = false;
    mutable std::atomic<std::int64_t> checked_ns{0};

    /// Bytes of content in memory.
    std::size_t memory() const noexcept;
};

/// The files that were asked for last, by the path that they were asked for with.
///
/// *Thread safety*: all members may be called from any thread.
class FileCache {
public:
    /// Holds at most that many entries, and contents of so many bytes.
    FileCache(std::size_t max_entries, std::size_t max_bytes);

    /// The entry, or null. Makes it the youngest.
    std::shared_ptr<const FileEntry> find(std::string_view path);

    /// Adds or replaces an entry, for which the oldest ones give way. One that alone is too large is not
    /// kept.
    void put(std::string_view path, std::shared_ptr<const FileEntry> entry);

    void remove(std::string_view path);

    /// Forgets all, and with it the open files that no answer needs.
    void clear();

private:
    struct Slot {
        std::string path;
        std::shared_ptr<const FileEntry> entry;
        std::size_t memory;
    };

    /// A part of the paths, with a lock of its own, so that threads rarely wait for each other.
    struct Shard {
        std::mutex mutex;
        std::list<Slot> slots;                                                 // the youngest first
        std::unordered_map<std::string_view, std::list<Slot>::iterator> index; // the paths are the slots'
        std::size_t bytes = 0;

        void erase(std::list<Slot>::iterator slot);
    };

    Shard& shard_of(std::string_view path) noexcept;

    std::vector<Shard> shards_;
    std::size_t entries_per_shard_;
    std::size_t bytes_per_shard_;
};

} // namespace hawser::server
