// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/route_table.hpp"

#include <algorithm>

namespace hawser::server {

const RouteState* PathEntry::find(Method method) const noexcept
{
    for (const auto& [each, route] : handlers)
        if (each == method)
            return route.get();
    return nullptr;
}

// Patterns hold views of their own text, so an entry is made anew from it and not copied.
static std::unique_ptr<PathEntry> clone(const PathEntry& entry)
{
    auto copy = std::make_unique<PathEntry>(entry.pattern.text());
    copy->handlers = entry.handlers;
    copy->service = entry.service;
    return copy;
}

RouteTable::RouteTable(const RouteTable& other) : mounts_{other.mounts_}, middleware_{other.middleware_}
{
    for (const auto& [path, entry] : other.exact_)
        exact_.emplace(path, clone(*entry));
    for (const auto& entry : other.patterns_)
        patterns_.push_back(clone(*entry));
}

// Visits the entries whose pattern matches, the most specific first, until `visit` returns true.
template <class Visit>
void RouteTable::for_each_match(std::string_view path, Visit visit) const
{
    Pattern::Parameters parameters;
    if (const auto found = exact_.find(path); found != exact_.end())
        if (visit(*found->second, parameters))
            return;
    for (const auto& entry : patterns_) {
        parameters.clear();
        if (entry->pattern.match(path, parameters) && visit(*entry, parameters))
            return;
    }
}

RouteMatch RouteTable::find(Method method, std::string_view path) const
{
    RouteMatch match;
    for_each_match(path, [&](const PathEntry& entry, Pattern::Parameters& parameters) {
        match.route = entry.find(method);
        if (!match.route && method == Method::head)
            match.route = entry.find(Method::get);
        if (match.route) {
            match.parameters = std::move(parameters);
            return true;
        }
        for (const auto& [each, route] : entry.handlers)
            if (std::find(match.allowed.begin(), match.allowed.end(), each) == match.allowed.end())
                match.allowed.push_back(each);
        if (!match.service)
            match.service = entry.service;
        return false;
    });
    return match;
}

RouteMatch RouteTable::find_service(std::string_view path) const
{
    RouteMatch match;
    for_each_match(path, [&](const PathEntry& entry, Pattern::Parameters& parameters) {
        match.service = entry.service;
        match.parameters = std::move(parameters);
        return match.service != nullptr;
    });
    return match;
}

const MountState* RouteTable::find_mount(std::string_view path) const noexcept
{
    for (const auto& mount : mounts_)
        if (mount->covers(path))
            return mount.get();
    return nullptr;
}

PathEntry& RouteTable::entry(std::string_view pattern)
{
    if (auto* found = find_entry(pattern))
        return *found;
    auto added = std::make_unique<PathEntry>(pattern);
    auto& result = *added;
    if (result.pattern.is_exact()) {
        exact_.emplace(pattern, std::move(added));
        return result;
    }
    const auto place = std::find_if(patterns_.begin(), patterns_.end(), [&](const auto& other) {
        return other->pattern.literal_prefix() < result.pattern.literal_prefix();
    });
    patterns_.insert(place, std::move(added));
    return result;
}

PathEntry* RouteTable::find_entry(std::string_view pattern) noexcept
{
    if (const auto found = exact_.find(pattern); found != exact_.end())
        return found->second.get();
    for (const auto& entry : patterns_)
        if (entry->pattern.text() == pattern)
            return entry.get();
    return nullptr;
}

void RouteTable::drop_if_empty(std::string_view pattern)
{
    auto* entry = find_entry(pattern);
    if (!entry || entry->service || !entry->handlers.empty())
        return;
    if (entry->pattern.is_exact())
        exact_.erase(exact_.find(pattern));
    else
        std::erase_if(patterns_, [entry](const auto& each) { return each.get() == entry; });
}

void RouteTable::add_middleware(std::shared_ptr<Middleware> middleware)
{
    auto list = middleware_ ? std::make_shared<MiddlewareList::List>(*middleware_)
                            : std::make_shared<MiddlewareList::List>();
    list->push_back(std::move(middleware));
    middleware_ = std::move(list);
}

bool RouteTable::mount(std::string_view prefix, std::shared_ptr<const MountState> mount)
{
    const bool had_one = std::erase_if(mounts_, [&](const auto& each) { return each->prefix == prefix; }) > 0;
    if (mount) {
        const auto place = std::find_if(mounts_.begin(), mounts_.end(), [&](const auto& other) {
            return other->prefix.size() < prefix.size();
        });
        mounts_.insert(place, std::move(mount));
    }
    return had_one;
}

} // namespace hawser::server
