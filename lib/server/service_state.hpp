// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/middleware_list.hpp"
#include "server/session_registry.hpp"
#include "server/statistics.hpp"

#include <hawser/log.hpp>
#include <hawser/options.hpp>
#include <hawser/server.hpp>
#include <hawser/session_manager.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hawser::server {

/// What belongs to a service; shared by the route tables, the sessions and the users' handles.
struct ServiceState {
    ServiceState(std::string path_, BehaviorFactory factory_, const WebSocketOptions& options_,
                 Logger logger_ = Logger{})
        : path{std::move(path_)}, factory{std::move(factory_)}, options{options_}, logger{std::move(logger_)}
    {
    }

    const std::string path;
    const BehaviorFactory factory;
    const WebSocketOptions options;
    const Logger logger;
    const std::shared_ptr<SessionRegistry> registry = std::make_shared<SessionRegistry>(options);
    SessionManager sessions{registry};
    ServiceCounters counters;
    const std::shared_ptr<MiddlewareList> middleware = std::make_shared<MiddlewareList>();
};

} // namespace hawser::server
