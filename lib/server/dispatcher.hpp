// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/file.hpp"
#include "server/route_table.hpp"
#include "server/site.hpp"

#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <optional>

namespace hawser::server {

/// What goes out for a request: a response, and the file that is its body if it has one.
struct Answer {
    Response response;
    std::optional<File> file;

    void clear() noexcept
    {
        response.clear();
        file.reset();
    }
};

/// Answers a request that is no WebSocket handshake: finds and calls its handler, or serves a file.
/// What the handler throws becomes a 500 and a log line. The parameters of the route are set in `request`.
void dispatch(const Site& site, const RouteTable& routes, Request& request, Answer& answer);

/// Opens the file that the response asks for, if it does; one that cannot be opened becomes a 404.
void open_response_file(const Request& request, Answer& answer);

/// Answers a request for the path of a service that cannot be upgraded.
void answer_upgrade_required(Response& response);

} // namespace hawser::server
