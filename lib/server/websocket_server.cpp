// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/websocket_server.hpp>

#include "server/server_core.hpp"

#include <optional>
#include <utility>

namespace hawser {

using server::ServerCore;
using server::Site;

WebSocketServer::WebSocketServer(ServerOptions options)
    : Server{std::make_shared<ServerCore>(Site::Kind::websocket_only, std::nullopt, std::move(options))}
{
}

WebSocketServer::WebSocketServer(boost::asio::any_io_executor executor, ServerOptions options)
    : Server{std::make_shared<ServerCore>(Site::Kind::websocket_only, std::move(executor), std::move(options))}
{
}

} // namespace hawser
