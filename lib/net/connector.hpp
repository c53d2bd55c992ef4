// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/lookup.hpp"

#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace hawser::net {

/// Whom to connect to.
struct ConnectTarget {
    /// A name, or an IP address, perhaps with a zone: `fe80::1%eth0`.
    std::string host{};
    /// Of TCP.
    std::uint16_t port = 0;
    /// If not empty, a Unix socket in place of both; with an `@` in front one of the abstract namespace.
    std::string unix_path{};
    /// An IP address of this machine to connect from, and then only to addresses of its family; empty: the
    /// system chooses. Not for Unix sockets.
    std::string local_address{};
};

/// How long the stages may take, with all their attempts.
struct ConnectTimeouts {
    std::chrono::milliseconds resolve = std::chrono::seconds{10};
    std::chrono::milliseconds connect = std::chrono::seconds{10};
};

/// Makes a stream socket that is connected: finds the host's addresses and races them (RFC 8305).
///
/// *Lifecycle*: constructed → `start` → `done` is called → used up. Letting go of it ends nothing: what was
/// started goes on to its end. Where the executor's context is destroyed before that, `done` is destroyed
/// without being called; the connector itself may live on.
///
/// Names are resolved by the system, in the thread that Asio has for it in each context. A lookup that hangs
/// there does not delay `done`. It does delay lookups behind it, a `run` that waits for the last work, and
/// the destruction of the context: the system has no way to break it off.
///
/// *Thread safety*: `start` comes first; `cancel` may be called on any thread.
class Connector {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    /// Without an error the socket is connected; a program that the application starts does not inherit it,
    /// and if it is one of TCP, it has TCP_NODELAY set. With an error it is not open. Errors are those of the
    /// resolver (`asio::error::host_not_found` and its like), those of the system, `error::resolve_timeout`,
    /// `error::connect_timeout`, and `asio::error::operation_aborted`.
    using Done = std::function<void(error_code, Socket)>;

    /// All handlers run on `executor`, one at a time: of an io_context that one thread runs, or a strand.
    /// `resolve` is asked in place of the system.
    explicit Connector(boost::asio::any_io_executor executor, Resolve resolve = {});

    /// Begins. `done` is called exactly once, on the executor, and never from within this call.
    /// @throws std::invalid_argument for a target without a host, or with a local address that is none, and
    /// std::logic_error for a second start; then `done` is not called.
    void start(ConnectTarget target, const ConnectTimeouts& timeouts, Done done);

    /// Breaks off: `done` gets `asio::error::operation_aborted`, later and not from within this call. Without
    /// effect before `start` and once `done` was called.
    void cancel();

private:
    class Operation;

    boost::asio::any_io_executor executor_;
    Resolve resolve_;
    std::weak_ptr<Operation> operation_; // its handlers own it, so that it goes before their context does
};

} // namespace hawser::net
