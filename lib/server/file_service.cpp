// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_service.hpp"

#include "http/accept.hpp"
#include "http/static_path.hpp"
#include "server/directory_listing.hpp"
#include "server/file_answer.hpp"
#include "server/file_cache.hpp"
#include "server/file_loader.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

std::int64_t system_clock() noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::int64_t{now.tv_sec} * nanoseconds_per_second + now.tv_nsec;
}

void require(bool condition, const char* what)
{
    if (!condition)
        throw std::invalid_argument{std::string{"hawser: FileOptions: "} + what};
}

FileOptions checked(FileOptions options)
{
    for (const auto& name : options.index)
        require(!name.empty() && name.find('/') == std::string::npos,
                "an index name is a name, without slashes");
    require(options.fallback.empty() ||
                (http::static_path(options.fallback) && !options.fallback.ends_with('/')),
            "fallback is the path of a file below the root, such as /index.html");
    for (const auto& rule : options.cache_control) {
        require(!rule.pattern.empty(), "a rule of cache_control has no pattern");
        Fields{}.add("Cache-Control", rule.value);
    }
    require(options.compress_level >= 1 && options.compress_level <= 9, "compress_level is 1 to 9");
    require(!options.compress ||
                (options.cache_entries > 0 && options.compress_max_size <= options.cache_bytes / 8),
            "compress needs a cache, of eight times compress_max_size or more");
    require(options.cache_validity.count() >= 0, "cache_validity is negative");
    return options;
}

DocumentRootRules rules_of(const FileOptions& options)
{
    return {options.index, options.show_dotfiles ? http::Dotfiles::shown : http::Dotfiles::hidden,
            options.listing};
}

bool is_read(const Request& request) noexcept
{
    return request.method() == Method::get || request.method() == Method::head;
}

void answer_other_method(const Request& request, Response& response)
{
    if (request.method() == Method::options)
        response.status(204);
    else
        response.status_page(405);
    response.set("Allow", "GET, HEAD, OPTIONS"); // RFC 9110 §10.2.1, §15.5.6
}

// The path as the client wrote it: a target in absolute-form has it behind the host (RFC 9112 §3.2.2).
std::string_view encoded_path(const Request& request) noexcept
{
    auto target = request.target();
    target = target.substr(0, target.find('?'));
    if (target.starts_with('/'))
        return target;
    const auto scheme = target.find("://");
    const auto slash = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
    return slash == std::string_view::npos ? "/" : target.substr(slash);
}

// A folder's relative links need the slash at its end.
void redirect_to_folder(const Request& request, Response& response)
{
    const auto path = encoded_path(request);
    // Two slashes, or what a browser takes for them, would lead to another host (RFC 3986 §4.2).
    if (path.starts_with("//") || path.starts_with("/\\"))
        return response.status_page(404);
    std::string location{path};
    location += '/';
    if (const auto query = request.query_string(); !query.empty())
        location.append("?").append(query);
    response.redirect(location, 301);
}

void answer_listing(core::Descriptor folder, std::size_t max_entries, const Request& request,
                    Response& response)
{
    response.html(directory_listing(std::move(folder), request.path(), max_entries));
    // A name is only text there; should a browser be of another opinion, it may run nothing.
    response.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.set("Cache-Control", "no-cache");
}

// What is in memory cannot change; a file that is sent from the disk may have, since it was last looked for.
bool has_changed(const Representation& representation) noexcept
{
    return !representation.content && representation.file->has_changed();
}

// Each entry may keep a file open, or three of them; connections need descriptors, too.
std::size_t entries_of(const FileOptions& options)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return options.cache_entries;
    const std::size_t files = options.precompressed ? 3 : 1;
    return std::min<std::size_t>(options.cache_entries, limit.rlim_cur / 8 / files);
}

} // namespace

FileService::FileService(FileOptions options) : FileService{std::move(options), &system_clock} {}

FileService::FileService(FileOptions options, Clock clock)
    : options_{checked(std::move(options))}, root_{options_.root, rules_of(options_)},
      loader_{options_, root_}, cache_{entries_of(options_), options_.cache_bytes}, clock_{clock}
{
}

bool FileService::answer(const Request& request, std::string_view path, Answer& answer)
{
    const auto now = clock_();
    for (int attempt = 0;; ++attempt) {
        auto found = find(path, now, attempt > 0);
        if (found.kind == Kind::missing && is_fallback_wanted(request, path))
            found = find(options_.fallback, now, attempt > 0);
        if (found.kind == Kind::missing)
            return false;
        if (found.kind == Kind::unavailable)
            answer_unavailable(answer.response);
        else if (!is_read(request))
            answer_other_method(request, answer.response);
        else if (found.kind == Kind::directory)
            redirect_to_folder(request, answer.response);
        else if (found.kind == Kind::folder)
            answer_listing(std::move(found.folder), options_.max_listing, request, answer.response);
        else {
            const auto& chosen = choose(request, found, now);
            if (has_changed(chosen) && attempt == 0)
                continue;
            answer_with(chosen, request, options_.max_ranges,
                        static_cast<std::time_t>(now / nanoseconds_per_second), answer);
        }
        return true;
    }
}

bool FileService::is_fresh(const FileEntry& entry, std::int64_t now) const noexcept
{
    const auto age = now - entry.checked_ns.load(std::memory_order_relaxed);
    // A clock that was set back tells nothing.
    return age >= 0 && age < std::chrono::nanoseconds{options_.cache_validity}.count();
}

FileService::Found FileService::find(std::string_view path, std::int64_t now, bool anew)
{
    auto known = cache_.find(path);
    if (known && !anew && is_fresh(*known, now))
        return {Kind::file, path, std::move(known), {}};
    auto found = root_.find(path);
    if (found.kind == Kind::unavailable) { // what is kept open here may be what is missing
        cache_.clear();
        found = root_.find(path);
    }
    if (found.kind != Kind::file) {
        if (known)
            cache_.remove(path);
        return {found.kind, path, nullptr, std::move(found.folder)};
    }
    auto entry = loader_.load(std::move(found.name), std::move(*found.file), known, now);
    if (entry != known)
        cache_.put(path, entry);
    return {Kind::file, path, std::move(entry), {}};
}

// The representation for what the client takes; a compressed form is made the first time that it is asked
// for.
const Representation& FileService::choose(const Request& request, Found& found, std::int64_t now)
{
    if (found.entry->coded.empty() && !found.entry->may_compress)
        return found.entry->plain;
    std::array<std::string_view, 3> offered;
    std::size_t count = 0;
    for (const auto& form : found.entry->coded)
        offered[count++] = form.coding;
    if (found.entry->may_compress)
        offered[count++] = "gzip";
    const auto best = http::best_encoding(request.fields(), std::span{offered.data(), count});
    if (found.entry->may_compress && best == "gzip")
        if (auto compressed = loader_.compress(*found.entry, now)) {
            cache_.put(found.path, compressed);
            found.entry = std::move(compressed);
        }
    for (const auto& form : found.entry->coded)
        if (form.coding == best)
            return form.representation;
    return found.entry->plain;
}

bool FileService::is_fallback_wanted(const Request& request, std::string_view path) const
{
    if (options_.fallback.empty() || !is_read(request) || !http::static_path(path))
        return false;
    const auto last = path.substr(path.rfind('/') + 1);
    return last.find('.') == std::string_view::npos &&
           !http::best_type(request.fields(), std::array{std::string_view{"text/html"}}).empty();
}

} // namespace hawser::server
