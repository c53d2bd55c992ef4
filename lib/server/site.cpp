// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/site.hpp"

#include "server/file_service.hpp"
#include "server/option_check.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hawser::server {

Site::Site(Kind kind, ServerOptions options) : kind_{kind}, options_{std::move(options)}
{
    require_valid(options_);
}

std::shared_ptr<const RouteTable> Site::routes() const
{
    const std::lock_guard lock{mutex_};
    return routes_;
}

// Puts a changed copy in the place of the table; connections that hold the old one finish with it.
template <class Change>
void Site::change(Change apply)
{
    const std::lock_guard lock{mutex_};
    auto copy = std::make_shared<RouteTable>(*routes_);
    apply(*copy);
    routes_ = std::move(copy);
    version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<MiddlewareList> Site::add_route(Method method, std::string_view pattern, AnyHandler handler,
                                                const RouteOptions& options)
{
    if (method == Method::unknown)
        throw std::invalid_argument{"a route needs a known method"};
    if (!std::visit([](const auto& each) { return static_cast<bool>(each); }, handler))
        throw std::invalid_argument{"the handler of \"" + std::string{pattern} + "\" is empty"};
    auto route = std::make_shared<const RouteState>(RouteState{std::move(handler), options});
    change([&](RouteTable& table) {
        auto& handlers = table.entry(pattern).handlers;
        std::erase_if(handlers, [method](const auto& each) { return each.first == method; });
        handlers.emplace_back(method, route);
    });
    return route->middleware;
}

bool Site::remove_route(Method method, std::string_view pattern)
{
    bool removed = false;
    change([&](RouteTable& table) {
        if (auto* entry = table.find_entry(pattern)) {
            removed = std::erase_if(entry->handlers,
                                    [method](const auto& each) { return each.first == method; }) > 0;
            table.drop_if_empty(pattern);
        }
    });
    return removed;
}

std::shared_ptr<ServiceState> Site::add_service(std::string_view path, BehaviorFactory factory,
                                                const WebSocketOptions* options)
{
    if (!factory)
        throw std::invalid_argument{"the factory of service \"" + std::string{path} + "\" is empty"};
    require_valid(options ? *options : options_.websocket);
    auto service = std::make_shared<ServiceState>(std::string{path}, std::move(factory),
                                                  options ? *options : options_.websocket, options_.logger);
    change([&](RouteTable& table) {
        auto& entry = table.entry(path);
        if (entry.service)
            throw std::invalid_argument{"path \"" + std::string{path} + "\" has a service already"};
        entry.service = service;
        services_.push_back(service);
    });
    return service;
}

std::shared_ptr<ServiceState> Site::remove_service(std::string_view path)
{
    std::shared_ptr<ServiceState> removed;
    change([&](RouteTable& table) {
        if (auto* entry = table.find_entry(path)) {
            removed = std::exchange(entry->service, nullptr);
            table.drop_if_empty(path);
            std::erase(services_, removed);
        }
    });
    return removed;
}

std::shared_ptr<ServiceState> Site::find_service(std::string_view path) const
{
    const std::lock_guard lock{mutex_};
    const auto found = std::find_if(services_.begin(), services_.end(),
                                    [path](const auto& each) { return each->path == path; });
    return found == services_.end() ? nullptr : *found;
}

std::vector<std::shared_ptr<ServiceState>> Site::services() const
{
    const std::lock_guard lock{mutex_};
    return services_;
}

void Site::use(std::shared_ptr<Middleware> middleware)
{
    if (!middleware)
        throw std::invalid_argument{"hawser: the middleware is null"};
    change([&](RouteTable& table) { table.add_middleware(std::move(middleware)); });
}

void Site::open_document_root()
{
    if (options_.document_root.empty())
        return;
    FileOptions files;
    files.root = options_.document_root;
    mount("/", std::make_shared<FileService>(std::move(files)));
}

std::shared_ptr<MiddlewareList> Site::mount(std::string_view prefix, std::shared_ptr<FileService> files)
{
    if (!prefix.starts_with('/'))
        throw std::invalid_argument{"the prefix \"" + std::string{prefix} + "\" does not begin with a slash"};
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    auto mount = std::make_shared<const MountState>(MountState{std::string{prefix}, std::move(files)});
    change([&](RouteTable& table) { table.mount(mount->prefix, mount); });
    return mount->middleware;
}

bool Site::unmount(std::string_view prefix)
{
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    bool removed = false;
    change([&](RouteTable& table) { removed = table.mount(prefix, nullptr); });
    return removed;
}

} // namespace hawser::server
