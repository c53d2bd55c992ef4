// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/http_server.hpp>

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

void HttpServer::route(Method method, std::string_view pattern, Handler handler)
{
    core().site().add_route(method, pattern, std::move(handler));
}

void HttpServer::get(std::string_view pattern, Handler handler)
{
    route(Method::get, pattern, std::move(handler));
}

void HttpServer::post(std::string_view pattern, Handler handler)
{
    route(Method::post, pattern, std::move(handler));
}

void HttpServer::put(std::string_view pattern, Handler handler)
{
    route(Method::put, pattern, std::move(handler));
}

void HttpServer::patch(std::string_view pattern, Handler handler)
{
    route(Method::patch, pattern, std::move(handler));
}

void HttpServer::delete_(std::string_view pattern, Handler handler)
{
    route(Method::delete_, pattern, std::move(handler));
}

bool HttpServer::remove_route(Method method, std::string_view pattern)
{
    return core().site().remove_route(method, pattern);
}

} // namespace hawser
