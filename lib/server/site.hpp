// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/route_table.hpp"
#include "server/service_state.hpp"
#include "server/statistics.hpp"

#include <hawser/options.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::server {

/// What a server answers from: options, routes and services, files. Shared by all its connections.
///
/// *Thread safety*: all members may be called from any thread, but for those marked otherwise.
class Site {
public:
    enum class Kind : unsigned char { http, websocket_only };

    Site(Kind kind, ServerOptions options);

    const ServerOptions& options() const noexcept { return options_; }
    const Logger& logger() const noexcept { return options_.logger; }
    Kind kind() const noexcept { return kind_; }
    ServerCounters& counters() const noexcept { return *counters_; }

    // --- routes

    /// Changes with each change of the routes, so that a connection may keep the table that it has.
    std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }
    std::shared_ptr<const RouteTable> routes() const;

    std::shared_ptr<MiddlewareList> add_route(Method method, std::string_view pattern, AnyHandler handler,
                                              const RouteOptions& options = {});
    bool remove_route(Method method, std::string_view pattern);
    /// `options` null: those of the server.
    std::shared_ptr<ServiceState> add_service(std::string_view path, BehaviorFactory factory,
                                              const WebSocketOptions* options);
    std::shared_ptr<ServiceState> add_service(std::string_view path, BehaviorFactory factory,
                                              const WebSocketOptions& options)
    {
        return add_service(path, std::move(factory), &options);
    }
    /// The service that was removed, or null.
    std::shared_ptr<ServiceState> remove_service(std::string_view path);
    std::shared_ptr<ServiceState> find_service(std::string_view path) const;
    std::vector<std::shared_ptr<ServiceState>> services() const;

    /// Puts a middleware around everything.
    void use(std::shared_ptr<Middleware> middleware);

    // --- files

    /// Opens the document root, if one is set. Before connections are served.
    /// @throws boost::system::system_error with `error::document_root_missing`.
    void open_document_root();
    /// Serves a folder below `prefix`. @throws std::invalid_argument for a malformed prefix.
    std::shared_ptr<MiddlewareList> mount(std::string_view prefix, std::shared_ptr<FileService> files);
    bool unmount(std::string_view prefix);

    // --- life

    bool is_stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }
    void stopping(bool value) noexcept { stopping_.store(value, std::memory_order_relaxed); }

private:
    template <class Change>
    void change(Change apply);

    const Kind kind_;
    const ServerOptions options_;
    const std::unique_ptr<ServerCounters> counters_ = std::make_unique<ServerCounters>();
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint64_t> version_{1};

    mutable std::mutex mutex_;
    std::shared_ptr<const RouteTable> routes_ = std::make_shared<RouteTable>();
    std::vector<std::shared_ptr<ServiceState>> services_; // in the order of addition
};

} // namespace hawser::server
