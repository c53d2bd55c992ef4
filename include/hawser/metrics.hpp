// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/route.hpp>
#include <hawser/statistics.hpp>

#include <string>

namespace hawser {

class Server;

/// A handler that answers with the server's statistics in the text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
///
/// Whoever may read them learns the paths of the services and how busy they are: put the route behind
/// authentication, or let only your monitoring come to it. The handler may outlive the server.
///
/// *Thread safety*: it may be called on several threads at once.
///
/// *Example*
/// @code
/// server.get("/metrics", hawser::metrics(server)).use([](hawser::Exchange& exchange) {
///     if (exchange.request().is_local())
///         return hawser::Action::next;
///     exchange.response().status_page(403);
///     return hawser::Action::respond;
/// });
/// @endcode
HAWSER_DECL Handler metrics(const Server& server);

/// What that handler answers: one metric a line, each after its HELP and TYPE.
HAWSER_DECL std::string format_metrics(const ServerStatistics& statistics);

} // namespace hawser
