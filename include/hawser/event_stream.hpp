// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/body_writer.hpp>
#include <hawser/config.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

/// One event of an event stream.
struct Event {
    /// What `message.data` is in the browser; may have several lines.
    std::string data{};
    /// The type that a listener waits for; empty: `message`.
    std::string event{};
    /// What the browser sends as `Last-Event-ID` when it connects again; empty: none.
    std::string id{};
    /// How long the browser waits before it connects again.
    std::optional<std::chrono::milliseconds> retry{};
};

/// A stream of Server-Sent Events (HTML Living Standard §9.2); what `Response::events` hands out.
///
/// Every 15 seconds without an event a comment keeps proxies from closing the connection, and finds out whether
/// the client is still there. Compared with a WebSocket it goes one way only, and browsers reconnect by
/// themselves.
///
/// *Lifecycle*: the head has been sent → `send` … → `close`, or the client leaves. Copies refer to the same
/// stream. When the last one is destroyed the stream ends.
///
/// *Thread safety*: all members may be called from any thread.
///
/// *Example*
/// @code
/// server.get("/ticks", [](const hawser::Request&, hawser::Response& response) {
///     response.events([](hawser::EventStream events) {
///         events.send({.data = "12:00", .event = "tick"});
///         clock_listeners.push_back(events); // to send more, later
///     });
/// });
/// @endcode
class HAWSER_DECL EventStream {
public:
    static constexpr std::chrono::seconds heartbeat{15};

    explicit EventStream(BodyWriter writer);

    /// Sends an event. `dropped`: not taken, as in `BodyWriter::write`.
    /// @throws std::invalid_argument if `event` or `id` has CR or LF, or `id` NUL, in it.
    SendResult send(const Event& event);
    SendResult send(std::string_view data) { return send(Event{.data = std::string{data}}); }

    /// Sends a comment, which browsers ignore.
    SendResult comment(std::string_view text);

    /// Ends the stream. A browser connects again, unless the answer it gets then is 204.
    void close();

    bool is_open() const noexcept;
    std::size_t buffered_amount() const noexcept;

    /// As in `BodyWriter`.
    void on_drain(std::function<void()> callback);
    void on_leave(std::function<void()> callback);

private:
    struct Owner;
    std::shared_ptr<Owner> owner_;
};

} // namespace hawser
