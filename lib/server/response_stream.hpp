// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/connection.hpp"

#include <hawser/fields.hpp>
#include <hawser/response.hpp>
#include <hawser/send_result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

/// The body of an answer that the application makes piece by piece, on any thread.
///
/// Pieces wait here until the connection's thread takes them, and then in the connection's queue; both
/// together are bounded.
///
/// *Lifecycle*: open → finished or aborted by the application, or closed with the connection.
///
/// *Thread safety*: the members of the first part from any thread; those of the second on the connection's.
class ResponseStream : public std::enable_shared_from_this<ResponseStream> {
public:
    /// How the client learns where the body ends.
    enum class Framing : unsigned char {
        chunked,     ///< RFC 9112 §7.1
        by_length,   ///< announced before
        until_close, ///< by the end of the connection, for HTTP/1.0
    };

    struct Settings {
        Framing framing = Framing::chunked;
        std::uint64_t length = 0; ///< with `by_length`
        Response::BodyFilter filter{};
        std::size_t max_queue = 0; ///< bytes
    };

    /// `on_end` is called on the connection's thread when the last byte has been handed to the connection.
    ResponseStream(std::shared_ptr<net::Connection> connection, Settings settings,
                   std::function<void(net::Connection&)> on_end);

    // --- for the application
    SendResult write(std::string_view piece);
    void trailer(std::string_view name, std::string_view value);
    void finish();
    /// The same, unless it is over already.
    void end() noexcept;
    void abort();
    /// All writers are gone: half a body is not let pass for a whole one.
    void abandon() noexcept;
    bool is_open() const;
    std::size_t buffered_amount() const;
    void on_drain(std::function<void()> callback);
    void on_leave(std::function<void()> callback);
    /// Sent whenever nothing else was for that long.
    void heartbeat(std::string text, std::chrono::milliseconds interval);

    // --- for the connection
    void drained();
    /// The client has ended its side, or the connection is gone (`is_closed`).
    void left(bool is_closed);
    /// Nothing was sent for the time of the heartbeat.
    void beat();
    /// Has `beat` called in time.
    void arm_heartbeat();
    /// The server stops: ends a body that has a heartbeat, which would never end by itself.
    void stop();
    /// Bytes of the body that were handed to the connection.
    std::uint64_t sent() const;

private:
    void frame(std::string_view piece);
    void append_end();
    void schedule(std::unique_lock<std::mutex>& lock);
    void flush();
    void guarded(const std::function<void()>& callback) const noexcept;
    std::size_t queued() const noexcept { return pending_.size() + connection_->queued_bytes(); }
    bool may_go_on() const noexcept;

    const std::shared_ptr<net::Connection> connection_;
    const Settings settings_;

    mutable std::mutex mutex_; // guards all below
    std::function<void(net::Connection&)> on_end_;
    std::function<void()> on_drain_;
    std::function<void()> on_leave_;
    std::string pending_; // framed, not yet handed to the connection
    Fields trailers_;
    std::uint64_t written_ = 0; // by the application
    std::uint64_t sent_ = 0;
    std::string heartbeat_;
    std::chrono::milliseconds interval_{0};
    bool is_posted_ = false; // a flush is due
    bool wants_drain_ = false;
    bool is_finished_ = false;
    bool is_stopped_ = false; // finished by the server, of which the application cannot know
    bool is_closed_ = false;
    bool has_left_ = false;
};

} // namespace hawser::server
