// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/error.hpp>
#include <hawser/send_result.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace hawser {

namespace server {
class ResponseStream;
}

/// Sends the body of a response piece by piece; what `Response::stream` hands out.
///
/// *Lifecycle*: the head has been sent → `write` … → `finish`. Copies refer to the same body. When the last one
/// is destroyed without `finish`, the connection is cut, for half a body must not pass for a whole one.
///
/// *Thread safety*: all members may be called from any thread; what one thread writes stays in order. The
/// callbacks run on the connection's thread, one at a time.
///
/// *Example*
/// @code
/// server.get("/numbers", [](const hawser::Request&, hawser::Response& response) {
///     response.stream([](hawser::BodyWriter body) {
///         for (int i = 0; i < 1000; ++i)
///             body.write(std::to_string(i) + '\n');
///         body.finish();
///     }, "text/plain");
/// });
/// @endcode
class HAWSER_DECL BodyWriter {
public:
    explicit BodyWriter(std::shared_ptr<server::ResponseStream> stream);

    /// Sends a piece. `queued`: it waits for the peer to read; pause until `on_drain`. `dropped`: not taken,
    /// because the body is over or the client has left, or because more than
    /// `HttpLimits::stream_queue` would wait: then the same piece may be tried again after `on_drain`.
    /// @throws std::logic_error after `finish`; std::length_error if the body grows beyond the length that was
    /// announced.
    SendResult write(std::string_view piece);

    /// Adds a field behind the body (RFC 9110 §6.5): sent with `finish` to a client that gets chunks, else not
    /// at all. @throws std::invalid_argument as `Fields::add` does, or for a field that has to stand in the
    /// header: one of framing, routing, authentication or content.
    void trailer(std::string_view name, std::string_view value);

    /// Ends the body. @throws std::logic_error if it was ended before, or is shorter than its announced length.
    void finish();

    /// Cuts the connection: the client sees that the body is not whole.
    void abort();

    /// True until `finish`, `abort`, or the end of the connection.
    bool is_open() const noexcept;

    /// Bytes that wait for the peer to read them.
    std::size_t buffered_amount() const noexcept;

    /// Called after `write` has answered `queued` or `dropped`, when more may be written, or never will be, as
    /// `is_open` tells. Replaces the one before.
    void on_drain(std::function<void()> callback);

    /// Called once when the client has left or ended its side, before `finish`; at once if it has. Replaces
    /// the one before. A client that has only ended its side may still read.
    void on_leave(std::function<void()> callback);

private:
    friend class EventStream;

    std::shared_ptr<server::ResponseStream> stream_;
};

} // namespace hawser
