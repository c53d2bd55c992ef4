// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connector.hpp"
#include "net/lookup.hpp"
#include "net/loop.hpp"
#include "net/transport.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace hawser::client {

/// A way to the server, or the proxy.
struct Dialed {
    error_code error{};
    std::unique_ptr<net::Transport> transport{}; ///< null if there is an error
    Endpoint remote{};
    Endpoint local{};
};

/// How to get out into the network. Tests bring their own.
struct Dial {
    /// Makes a transport, on the executor; `done` is called once, later. Returns what breaks it off, after
    /// which `done` may still be called.
    std::function<std::function<void()>(
        const std::shared_ptr<net::Loop>& loop, const boost::asio::any_io_executor& executor,
        net::ConnectTarget target, const net::ConnectTimeouts& timeouts, std::function<void(Dialed)> done)>
        connect{};
    /// For names that a proxy is not to resolve; empty: the system.
    net::Resolve resolve{};
};

/// With sockets.
Dial socket_dial();

} // namespace hawser::client
