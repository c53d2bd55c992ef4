// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/log.hpp>
#include <hawser/middleware.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

/// How a line of an access log is written.
enum class AccessLogFormat : unsigned char {
    /// As Apache's and nginx's `combined`, with times in UTC:
    /// `192.0.2.7 - ann [22/Nov/2026:14:32:50 +0000] "GET /a HTTP/1.1" 200 512 "referer" "agent"`.
    combined,
    /// A JSON object a line, with what the combined format has no place for: the time in milliseconds, the
    /// duration in seconds, the host, the trace id, and whether the answer was cut.
    json,
};

/// Where the lines go, and what they look like.
struct AccessLogOptions {
    /// A file to append to; made if it is not there, readable for the owner and the group.
    std::string file = {};

    /// A function to hand the lines to, without the newline. Called from any I/O thread, several at once.
    std::function<void(std::string_view line)> sink = {};

    /// A logger that gets the lines, as level `info`.
    std::optional<Logger> logger = {};

    AccessLogFormat format = AccessLogFormat::combined;

    /// The time of the answer. Empty: the system's clock. For tests.
    std::function<std::chrono::system_clock::time_point()> clock = {};
};

/// Writes a line for every request, when its answer has been sent, or was cut: also for files, handshakes,
/// and what was no valid request, whose line has `-` for what is not known. The line of a handshake comes
/// with its answer, not with the end of the session.
///
/// Nothing that a client sends can forge a line: quotes, backslashes, controls and, in the combined format,
/// all but ASCII come out escaped (`\"`, `\\`, `\x0a`). Lines go to a file with one write each, so several
/// processes may append to it. Put it before middleware that answers requests, and behind `TrustedProxies`.
///
/// *Lifecycle*: a copy shares the file of its original; so keep one to call `reopen` on.
///
/// *Thread safety*: as any `Middleware`; `reopen` may be called from any thread, not from a signal handler.
///
/// *Errors*: the constructor throws `std::system_error` if the file cannot be opened, and
/// `std::invalid_argument` unless there is exactly one place for the lines. A line that cannot be written is
/// lost; the first one of a series leaves a line in the server's log.
///
/// *Example*
/// @code
/// hawser::AccessLog log{{.file = "/var/log/hawser/access.log"}};
/// server.use(log);
/// log.reopen(); // after logrotate has renamed the file
/// @endcode
class HAWSER_DECL AccessLog final : public Middleware {
public:
    explicit AccessLog(AccessLogOptions options);

    /// Opens the file anew, by its name. @throws std::system_error if that fails; the old one stays in use.
    void reopen();

    Action on_request(Exchange& exchange) override;
    void on_complete(const Exchange& exchange, const Outcome& outcome) override;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace hawser
