// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/send_result.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace hawser {

namespace session {
class WebSocketSession;
class WriterSource;
}

/// Sends one message whose length is not known when it begins, in fragments (RFC 6455 §5.4).
///
/// *Lifecycle*: `Session::begin` → `append` … → `end`. What the session is sent meanwhile waits behind the
/// message, since a peer cannot be sent two at once. A writer that is destroyed without `end` takes its message
/// back if nothing of it has been sent; else the session is closed with code 1011, for half a message must not
/// pass for a whole one.
///
/// *Thread safety*: one thread at a time, any thread.
///
/// *Example*
/// @code
/// auto writer = session.begin(hawser::MessageType::text);
/// for (const auto& row : rows)
///     writer.append(row.to_json());
/// writer.end();
/// @endcode
class HAWSER_DECL MessageWriter {
public:
    MessageWriter(std::shared_ptr<session::WebSocketSession> session,
                  std::shared_ptr<session::WriterSource> source) noexcept;
    ~MessageWriter();
    MessageWriter(MessageWriter&&) noexcept = default;
    MessageWriter& operator=(MessageWriter&&) noexcept;

    /// Adds a piece, which is copied. `queued`: pause until `on_drain`. `dropped`: not taken, because the
    /// session is closing or closed, or because the piece would overflow its queue: then, unless its
    /// `queue_policy` closes it, the same piece may be tried again after `on_drain`.
    /// @throws std::invalid_argument if the message is text and its pieces so far are not the beginning of
    /// UTF-8; std::logic_error after `end`.
    SendResult append(std::string_view piece);
    SendResult append(std::span<const std::byte> piece);

    /// Ends the message. @throws std::invalid_argument if text ends inside a character: the message is then
    /// still open; std::logic_error if it was ended before.
    SendResult end();

private:
    void abandon() noexcept;

    std::shared_ptr<session::WebSocketSession> session_;
    std::shared_ptr<session::WriterSource> source_; // null after `end`
};

} // namespace hawser
