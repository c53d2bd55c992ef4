// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstddef>
#include <span>

namespace hawser::net {

class Connection;

/// What a connection talks: HTTP first, WebSocket after an upgrade. All callbacks of one connection come
/// one at a time, inside a `Batch`, and may call any member of the connection.
class Protocol {
public:
    virtual ~Protocol() = default;

    /// Bytes came; they may be changed in place and are gone after the batch. What was passed to
    /// `Connection::write` out of them must stay as it is until then. Returns how many were taken. The rest
    /// is shown again, in one piece with what comes behind it; if the protocol was replaced during the
    /// call, it is shown to the successor at once.
    virtual std::size_t on_bytes(Connection& connection, std::span<char> bytes) = 0;

    /// The connection was attached; called before any byte is shown.
    virtual void on_start(Connection&) {}

    /// The peer sends no more; what it sent before has been shown.
    virtual void on_eof(Connection& connection) = 0;

    /// The queue has fallen to its low mark after a write was answered with `queued`.
    virtual void on_drain(Connection&) {}

    /// What `Connection::want_written` asked for: the system has taken that much.
    virtual void on_written(Connection&) {}

    /// The deadline set with `Connection::set_deadline` has passed.
    virtual void on_deadline(Connection& connection) = 0;

    /// The server stops: come to an end soon.
    virtual void on_stop(Connection& connection) = 0;

    /// The transport is closed; the last call. No error: the protocol had asked for the end. Comes
    /// exactly once to the protocol attached at the end, and never from within a call of its own.
    virtual void on_closed(error_code reason) noexcept = 0;
};

} // namespace hawser::net
