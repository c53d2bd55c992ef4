// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/http_server.hpp>

#include "server/file_service.hpp"
#include "server/server_core.hpp"

#include <optional>
#include <utility>

namespace hawser {

using server::ServerCore;
using server::Site;

HttpServer::HttpServer(ServerOptions options)
    : Server{std::make_shared<ServerCore>(Site::Kind::http, std::nullopt, std::move(options))}
{
}

HttpServer::HttpServer(boost::asio::any_io_executor executor, ServerOptions options)
    : Server{std::make_shared<ServerCore>(Site::Kind::http, std::move(executor), std::move(options))}
{
}

Route HttpServer::route(Method method, std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return Route{core().site().add_route(method, pattern, std::move(handler), options)};
}

Route HttpServer::get(std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return route(Method::get, pattern, std::move(handler), options);
}

Route HttpServer::post(std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return route(Method::post, pattern, std::move(handler), options);
}

Route HttpServer::put(std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return route(Method::put, pattern, std::move(handler), options);
}

Route HttpServer::patch(std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return route(Method::patch, pattern, std::move(handler), options);
}

Route HttpServer::delete_(std::string_view pattern, AnyHandler handler, const RouteOptions& options)
{
    return route(Method::delete_, pattern, std::move(handler), options);
}

bool HttpServer::remove_route(Method method, std::string_view pattern)
{
    return core().site().remove_route(method, pattern);
}

Route HttpServer::serve_files(std::string_view prefix, FileOptions options)
{
    return Route{core().site().mount(prefix, std::make_shared<server::FileService>(std::move(options)))};
}

bool HttpServer::stop_serving_files(std::string_view prefix)
{
    return core().site().unmount(prefix);
}

} // namespace hawser
