// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/pattern.hpp"

#include <hawser/http_server.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hawser::server {

struct ServiceState;

/// The handlers and the service of one path.
struct PathEntry {
    explicit PathEntry(std::string_view path) : pattern{path} {}

    const Handler* find(Method method) const noexcept;

    Pattern pattern;
    std::vector<std::pair<Method, std::shared_ptr<const Handler>>> handlers;
    std::shared_ptr<ServiceState> service;
};

/// What a path leads to.
struct RouteMatch {
    const Handler* handler = nullptr;
    std::shared_ptr<ServiceState> service;
    std::vector<Method> allowed; ///< methods that have handlers, where `handler` is null
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

    // --- changes
    /// The entry with exactly that pattern, made if there is none.
    PathEntry& entry(std::string_view pattern);
    PathEntry* find_entry(std::string_view pattern) noexcept;
    /// Drops the entry if nothing is left in it.
    void drop_if_empty(std::string_view pattern);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    template <class Visit>
    void for_each_match(std::string_view path, Visit visit) const;

    std::unordered_map<std::string, std::unique_ptr<PathEntry>, Hash, std::equal_to<>> exact_;
    std::vector<std::unique_ptr<PathEntry>> patterns_; // the most specific first
};

} // namespace hawser::server
