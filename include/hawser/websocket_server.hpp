// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/server.hpp>

namespace hawser {

/// A server for WebSocket services alone. A request that asks for no WebSocket gets 426 on the path of a
/// service and 404 elsewhere.
///
/// *Lifecycle*, *Thread safety*: see `Server`.
///
/// *Example*
/// @code
/// hawser::WebSocketServer server{{.port = 4649}};
/// server.add_service<Echo>("/Echo");
/// server.run();
/// @endcode
class HAWSER_DECL WebSocketServer : public Server {
public:
    /// A server with I/O threads of its own.
    explicit WebSocketServer(ServerOptions options = {});
    /// A server on the application's executor; each connection gets a strand of its own.
    WebSocketServer(boost::asio::any_io_executor executor, ServerOptions options = {});
};

} // namespace hawser
