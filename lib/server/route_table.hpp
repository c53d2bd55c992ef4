// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/middleware_list.hpp"
#include "server/pattern.hpp"

#include <hawser/request.hpp>
#include <hawser/route.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hawser::server {

class FileService;
struct ServiceState;

/// A handler, and what holds for it.
struct RouteState {
    AnyHandler handler;
    RouteOptions options;
    std::shared_ptr<MiddlewareList> middleware = std::make_shared<MiddlewareList>();

    bool is_async() const noexcept { return std::holds_alternative<AsyncHandler>(handler); }
};

/// A folder of files below a prefix: `""`, or `/static` without a slash at its end.
struct MountState {
    std::string prefix;
    std::shared_ptr<FileService> files;
    std::shared_ptr<MiddlewareList> middleware = std::make_shared<MiddlewareList>();

    bool covers(std::string_view path) const noexcept
    {
        return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
    }
};

/// The handlers and the service of one path.
struct PathEntry {
    explicit PathEntry(std::string_view path) : pattern{path} {}

    const RouteState* find(Method method) const noexcept;

    Pattern pattern;
    std::vector<std::pair<Method, std::shared_ptr<const RouteState>>> handlers;
    std::shared_ptr<ServiceState> service;
};

/// What a path leads to.
struct RouteMatch {
    const RouteState* route = nullptr;
    std::shared_ptr<ServiceState> service;
    std::vector<Method> allowed; ///< methods that have handlers, where `route` is null
    Pattern::Parameters parameters;
};

/// All routes and services of a server. A table that serves requests is never changed: a change makes a
/// copy and puts it in the place of the old one.
class RouteTable {
public:
    RouteTable() = default;
    RouteTable(const RouteTable& other);
    RouteTable& operator=(const RouteTable&) = delete;

    /// The handler for method and path; HEAD falls back to GET.
    RouteMatch find(Method method, std::string_view path) const;
    /// The service for a path, with what its parameters matched.
    RouteMatch find_service(std::string_view path) const;
    /// The folder with the longest prefix that covers a path, or null.
    const MountState* find_mount(std::string_view path) const noexcept;
    /// The middleware of the whole server; null: none.
    const MiddlewareList::List* middleware() const noexcept { return middleware_.get(); }

    // --- changes
    /// The entry with exactly that pattern, made if there is none.
    PathEntry& entry(std::string_view pattern);
    PathEntry* find_entry(std::string_view pattern) noexcept;
    /// Drops the entry if nothing is left in it.
    void drop_if_empty(std::string_view pattern);
    void add_middleware(std::shared_ptr<Middleware> middleware);
    /// Replaces the mount of the same prefix, if there is one; without files it is only removed. True if
    /// there was one.
    bool mount(std::string_view prefix, std::shared_ptr<const MountState> mount);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    template <class Visit>
    void for_each_match(std::string_view path, Visit visit) const;

    std::unordered_map<std::string, std::unique_ptr<PathEntry>, Hash, std::equal_to<>> exact_;
    std::vector<std::unique_ptr<PathEntry>> patterns_; // the most specific first
    std::vector<std::shared_ptr<const MountState>> mounts_; // the longest prefix first
    std::shared_ptr<const MiddlewareList::List> middleware_;
};

} // namespace hawser::server
