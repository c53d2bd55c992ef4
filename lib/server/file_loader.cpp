// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_loader.hpp"

#include "http/compressible.hpp"
#include "http/conditional.hpp"
#include "http/glob.hpp"
#include "http/gzip_encoder.hpp"
#include "http/mime_type.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace hawser::server {

namespace {

std::optional<core::FileStamp> stamp_of(const std::optional<core::File>& file)
{
    return file ? std::optional{file->stamp()} : std::nullopt;
}

bool is_strong(const std::string& entity_tag) noexcept
{
    return entity_tag.starts_with('"');
}

// The whole content in one state; nothing if the file changes while it is read.
std::shared_ptr<const std::string> read_whole(const core::File& file)
{
    std::string content(static_cast<std::size_t>(file.stamp().size), '\0');
    error_code ec;
    if (file.read(0, content, ec) != content.size() || ec || file.has_changed())
        return nullptr;
    return std::make_shared<const std::string>(std::move(content));
}

std::string_view cache_control(const std::vector<CacheRule>& rules, const std::string& name)
{
    const auto path = '/' + name;
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const CacheRule& r) { return http::path_matches(r.pattern, path); });
    return rule != rules.end() ? std::string_view{rule->value} : std::string_view{};
}

// One tag for each coding of the same state; `W/"x"` becomes `W/"x-gz6"`.
std::string tag_of_coding(std::string tag, int level)
{
    return tag.insert(tag.size() - 1, "-gz" + std::to_string(level));
}

} // namespace

std::shared_ptr<const FileEntry> FileLoader::load(std::string name, core::File file,
                                                  std::shared_ptr<const FileEntry> known,
                                                  std::int64_t now) const
{
    const auto stamp = file.stamp();
    auto siblings = find_siblings(name, stamp);
    if (known && known->is_settled && known->name == name && known->stamp == stamp &&
        known->brotli == stamp_of(siblings.brotli) && known->gzip == stamp_of(siblings.gzip)) {
        known->checked_ns.store(now, std::memory_order_relaxed);
        return known;
    }
    auto entry = std::make_shared<FileEntry>();
    entry->name = std::move(name);
    entry->stamp = stamp;
    entry->brotli = stamp_of(siblings.brotli);
    entry->gzip = stamp_of(siblings.gzip);
    entry->plain = make_representation(std::move(file), now);
    entry->may_compress = options_.compress && !siblings.gzip && stamp.size >= options_.compress_min_size &&
                          stamp.size <= options_.compress_max_size &&
                          http::is_compressible(http::mime_type(entry->name));
    add_coded(*entry, "br", std::move(siblings.brotli), now);
    add_coded(*entry, "gzip", std::move(siblings.gzip), now);
    entry->is_settled =
        is_strong(entry->plain.entity_tag) &&
        std::all_of(entry->coded.begin(), entry->coded.end(),
                    [](const FileEntry::Coded& form) { return is_strong(form.representation.entity_tag); });
    entry->checked_ns.store(now, std::memory_order_relaxed);
    describe_all(*entry);
    return entry;
}

// An older sibling may be of what the file was before.
FileLoader::Siblings FileLoader::find_siblings(const std::string& name, const core::FileStamp& stamp) const
{
    Siblings found;
    if (!options_.precompressed)
        return found;
    const auto find = [&](const char* extension) -> std::optional<core::File> {
        error_code ec;
        auto file = root_.open(name + extension, ec);
        return file && file->stamp().modified_ns >= stamp.modified_ns ? std::move(file) : std::nullopt;
    };
    found.brotli = find(".br");
    found.gzip = find(".gz");
    return found;
}

Representation FileLoader::make_representation(core::File file, std::int64_t now) const
{
    const auto& stamp = file.stamp();
    Representation made;
    made.size = stamp.size;
    made.modified = std::min(stamp.modified(), static_cast<std::time_t>(now / nanoseconds_per_second));
    made.entity_tag = http::make_entity_tag(stamp.size, stamp.modified_ns, stamp.inode, now);
    if (stamp.size <= options_.cache_file_size)
        made.content = read_whole(file);
    if (!made.content)
        made.file = std::make_shared<const core::File>(std::move(file));
    return made;
}

void FileLoader::add_coded(FileEntry& entry, std::string_view coding, std::optional<core::File> file,
                           std::int64_t now) const
{
    if (!file)
        return;
    entry.coded.push_back({coding, make_representation(std::move(*file), now)});
    entry.coded.back().representation.is_coded = true;
}

void FileLoader::describe_all(FileEntry& entry) const
{
    RepresentationFields values;
    values.content_type = http::mime_type(entry.name);
    values.cache_control = cache_control(options_.cache_control, entry.name);
    values.varies = entry.may_compress || !entry.coded.empty();
    values.accepts_ranges = options_.max_ranges > 0;
    describe(entry.plain, values);
    for (auto& form : entry.coded) {
        values.content_coding = form.coding;
        describe(form.representation, values);
    }
}

std::shared_ptr<const FileEntry> FileLoader::compress(const FileEntry& entry, std::int64_t now) const
{
    const auto content = entry.plain.content ? entry.plain.content : read_whole(*entry.plain.file);
    if (!content)
        return nullptr;
    auto made = std::make_shared<FileEntry>();
    made->name = entry.name;
    made->stamp = entry.stamp;
    made->brotli = entry.brotli;
    made->gzip = entry.gzip;
    made->plain = entry.plain;
    made->coded = entry.coded;
    made->is_settled = entry.is_settled;
    made->checked_ns.store(now, std::memory_order_relaxed);
    std::string compressed;
    http::GzipEncoder{options_.compress_level}.finish(*content, compressed);
    if (compressed.size() >= content->size()) // Vary stays as it was told before
        return made;
    compressed.shrink_to_fit();
    FileEntry::Coded form{"gzip", {}};
    form.representation.size = compressed.size();
    form.representation.content = std::make_shared<const std::string>(std::move(compressed));
    form.representation.entity_tag = tag_of_coding(entry.plain.entity_tag, options_.compress_level);
    form.representation.modified = entry.plain.modified;
    form.representation.is_coded = true;
    made->coded.push_back(std::move(form));
    describe_all(*made);
    return made;
}

} // namespace hawser::server
