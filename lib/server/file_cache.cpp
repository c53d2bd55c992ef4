// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_cache.hpp"

#include <functional>
#include <utility>

namespace hawser::server {

namespace {

// A small cache is not divided: each part would be too small for some files.
std::size_t shard_count(std::size_t max_entries) noexcept
{
    return max_entries < 128 ? 1 : 8;
}

std::size_t content_size(const Representation& representation) noexcept
{
    return representation.content ? representation.content->size() : 0;
}

} // namespace

std::size_t FileEntry::memory() const noexcept
{
    auto bytes = content_size(plain);
    for (const auto& form : coded)
        bytes += content_size(form.representation);
    return bytes;
}

FileCache::FileCache(std::size_t max_entries, std::size_t max_bytes)
    : shards_(shard_count(max_entries)), entries_per_shard_{max_entries / shards_.size()},
      bytes_per_shard_{max_bytes / shards_.size()}
{
}

FileCache::Shard& FileCache::shard_of(std::string_view path) noexcept
{
    return shards_.size() == 1 ? shards_.front()
                               : shards_[std::hash<std::string_view>{}(path) % shards_.size()];
}

std::shared_ptr<const FileEntry> FileCache::find(std::string_view path)
{
    auto& shard = shard_of(path);
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.index.find(path);
    if (found == shard.index.end())
        return nullptr;
    shard.slots.splice(shard.slots.begin(), shard.slots, found->second);
    return found->second->entry;
}

void FileCache::put(std::string_view path, std::shared_ptr<const FileEntry> entry)
{
    const auto memory = entry->memory();
    auto& shard = shard_of(path);
    const std::lock_guard lock{shard.mutex};
    if (const auto found = shard.index.find(path); found != shard.index.end())
        shard.erase(found->second);
    if (memory > bytes_per_shard_ || entries_per_shard_ == 0)
        return;
    while (shard.slots.size() >= entries_per_shard_ || shard.bytes + memory > bytes_per_shard_)
        shard.erase(std::prev(shard.slots.end()));
    shard.slots.push_front({std::string{path}, std::move(entry), memory});
    shard.index.emplace(shard.slots.front().path, shard.slots.begin());
    shard.bytes += memory;
}

void FileCache::remove(std::string_view path)
{
    auto& shard = shard_of(path);
    const std::lock_guard lock{shard.mutex};
    if (const auto found = shard.index.find(path); found != shard.index.end())
        shard.erase(found->second);
}

void FileCache::clear()
{
    for (auto& shard : shards_) {
        const std::lock_guard lock{shard.mutex};
        shard.index.clear();
        shard.slots.clear();
        shard.bytes = 0;
    }
}

void FileCache::Shard::erase(std::list<Slot>::iterator slot)
{
    bytes -= slot->memory;
    index.erase(slot->path);
    slots.erase(slot);
}

} // namespace hawser::server
