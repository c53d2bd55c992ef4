// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/file_options.hpp>
#include <hawser/route.hpp>
#include <hawser/server.hpp>

namespace hawser {

/// An HTTP/1.1 server with handlers, static files and WebSocket services on one port.
///
/// A request goes, in this order, to: the service of its path, if it asks for a WebSocket; the handler
/// of its method and path; the folder with the longest prefix of the path (GET and HEAD). What finds none of them gets 404; a path
/// whose handlers have other methods gets 405 with `Allow`; a service's path without an upgrade, 426.
/// HEAD is answered by the handler of GET, and OPTIONS by the server, unless they have handlers of their
/// own. A handler that throws gives 500 and a log line.
///
/// *Lifecycle*, *Thread safety*: see `Server`. Handlers run on I/O threads, several at a time if there
/// is more than one thread; one that blocks, blocks the other connections of its thread.
///
/// *Example*
/// @code
/// hawser::HttpServer server{{.port = 4649, .document_root = "public"}};
/// server.add_service<Echo>("/Echo");
/// server.get("/hello", [](const hawser::Request&, hawser::Response& res) { res.text("Hello"); });
/// server.run();
/// @endcode
class HAWSER_DECL HttpServer : public Server {
public:
    /// A server with I/O threads of its own.
    explicit HttpServer(ServerOptions options = {});
    /// A server on the application's executor; each connection gets a strand of its own.
    HttpServer(boost::asio::any_io_executor executor, ServerOptions options = {});

    /// Adds the handler of a method and a path. `pattern` is exact (`/hello`), has parameters that match
    /// one segment each (`/users/{id}`), or ends in `*`, which matches any rest. Exact patterns win over
    /// others; among those the one with the longest literal beginning wins. May be called while the
    /// server runs, and replaces the handler that was there.
    /// @throws std::invalid_argument if the pattern is malformed or the method unknown.
    ///
    /// `handler` is a `Handler`, called with request and response when the body has been read; or an
    /// `AsyncHandler`, called with a `Deferred` at once; or a coroutine, <hawser/async_exchange.hpp>.
    Route route(Method method, std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});
    Route get(std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});
    Route post(std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});
    Route put(std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});
    Route patch(std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});
    Route delete_(std::string_view pattern, AnyHandler handler, const RouteOptions& options = {});

    /// Serves the files of a folder below `prefix`: with `/static`, `/static/a.css` is `a.css` there. Routes and
    /// services come first. `ServerOptions::document_root` is the short form for `/` and default options.
    /// May be called while the server runs, and replaces the folder that was there.
    /// @throws std::invalid_argument for a malformed prefix or option; boost::system::system_error with
    /// `error::document_root_missing`.
    Route serve_files(std::string_view prefix, FileOptions options);
    bool stop_serving_files(std::string_view prefix);

    /// Removes a handler; false if there is none.
    bool remove_route(Method method, std::string_view pattern);
};

} // namespace hawser
