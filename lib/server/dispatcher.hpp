// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/answer.hpp"
#include "server/route_table.hpp"
#include "server/site.hpp"

#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::server {

/// What is going to answer a request; pointers are into the route table.
struct Target {
    const RouteState* route = nullptr;
    std::shared_ptr<ServiceState> service; ///< of the path, where it has no route
    const MountState* mount = nullptr;     ///< that covers the path, where it has neither
    std::vector<Method> allowed;           ///< of the routes of the path, where none has the method
    bool is_upgrade = false;               ///< of `service`

    /// What the exchange goes through beside the middleware of the server; null: nothing.
    std::shared_ptr<const MiddlewareList::List> middleware() const;
};

/// Finds it, and sets the request's parameters. `is_handshake`: the request asks for a WebSocket.
Target find_target(const RouteTable& routes, Request& request, bool is_handshake);

/// Answers a request, unless it is for the target to do so later: not for an `AsyncHandler` or an upgrade.
/// What a handler throws becomes a 500 and a log line.
void dispatch(const Site& site, const Target& target, const Request& request, Answer& answer);

/// Answers a request for the path of a service that cannot be upgraded.
void answer_upgrade_required(Response& response);

/// Calls what the application gave us: `work` does. What it throws goes to the log, as of `what`, and makes
/// the answer a plain 500; false then.
template <class Work>
bool call_guarded(const Site& site, const Request& request, Answer& answer, std::string_view what, Work&& work)
{
    std::string reason = "unknown exception";
    try {
        work();
        return true;
    } catch (const std::exception& e) {
        reason = e.what();
    } catch (...) {
    }
    site.logger().write(LogLevel::error, std::string{what} + " of " + std::string{request.method_string()} + ' '
                                             + std::string{request.path()} + " threw: " + reason);
    answer.clear();
    answer.response.status_page(500);
    return false;
}

} // namespace hawser::server
