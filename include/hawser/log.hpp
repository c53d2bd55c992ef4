// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace hawser {

/// How important a log line is. `none`, as a threshold, silences the logger.
enum class LogLevel : int { trace, debug, info, warning, error, fatal, none };

/// `"trace"` … `"fatal"`, `"none"`.
HAWSER_DECL std::string_view to_string(LogLevel level) noexcept;

/// The level of that name, or nothing.
HAWSER_DECL std::optional<LogLevel> log_level_from_string(std::string_view name) noexcept;

/// Where the library's log lines go.
///
/// A copy shares the level and the sink with its original, so a logger handed to a server can be turned
/// up while the server runs. By default lines of `error` and `fatal` go to standard error, each in one
/// write: `2026-11-22T14:32:50Z error: text`.
///
/// *Thread safety*: all members may be called from any thread at any time. The sink is called under a
/// lock, one line at a time, from I/O threads: it must not block for long, and what it throws is
/// swallowed.
///
/// *Example*
/// @code
/// hawser::Logger logger{hawser::LogLevel::info, [](hawser::LogLevel, std::string_view line) {
///     my_log(line);
/// }};
/// hawser::HttpServer server{{.port = 4649, .logger = logger}};
/// logger.level(hawser::LogLevel::trace); // later, from any thread
/// @endcode
class HAWSER_DECL Logger {
public:
    using Sink = std::function<void(LogLevel, std::string_view text)>;

    /// A logger at `level` that writes to `sink`, or to standard error if that is empty.
    explicit Logger(LogLevel level = LogLevel::error, Sink sink = {});

    LogLevel level() const noexcept;
    void level(LogLevel level) noexcept;

    /// Replaces the sink; an empty one means standard error.
    void sink(Sink sink);

    /// True if a line of that level would be written. Ask before building an expensive text.
    bool enabled(LogLevel level) const noexcept;

    /// Writes one line if `level` is enabled. Control characters in `text` are escaped, so that what a
    /// peer sends cannot forge log lines. Never throws.
    void write(LogLevel level, std::string_view text) const noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace hawser
