// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/error.hpp>

#include <chrono>
#include <functional>

namespace hawser {

/// What is known when a client is about to connect again.
struct ReconnectInfo {
    /// Which attempt it would be: 1 for the first after the connection was lost.
    unsigned attempt = 0;

    /// How long the client would wait before it.
    std::chrono::milliseconds delay{0};

    /// Why the connection, or the latest attempt, failed; none: the connection was closed.
    error_code error{};

    /// How the connection ended. Of an attempt that failed there is nothing to tell: `abnormal`.
    CloseInfo close{};

    /// The HTTP status with which the latest attempt was refused, by the server or by a proxy; 0: there is
    /// none.
    unsigned status = 0;
};

/// Whether, when and how often a client connects again after its connection was lost.
///
/// The delay begins at `initial_delay` and is multiplied by `factor` from one attempt to the next, up to
/// `max_delay`. The connection that the application itself closes is never made again.
///
/// *Thread safety*: a value.
///
/// *Example*
/// @code
/// hawser::ReconnectOptions options{.max_delay = std::chrono::minutes{5}, .max_attempts = 20};
/// options.should_reconnect = [](const hawser::ReconnectInfo& info) { // whatever happens, but not for ever
///     return info.status != 403 && info.close.code != hawser::CloseCode{4001};
/// };
/// @endcode
struct ReconnectOptions {
    /// The delay before the first attempt: 500 ms, since most losses are of the moment, and a user hardly
    /// notices that long. At least 1 ms: nothing would never grow.
    std::chrono::milliseconds initial_delay{500};

    /// The longest delay: 30 s, so that a service that is back has its clients back within half a minute,
    /// and one that is down is asked by 1,000 clients less than 50 times a second. 365 days at most.
    std::chrono::milliseconds max_delay{30'000};

    /// What a delay is multiplied by for the next; 1 or more. 2 reaches the longest after six attempts and
    /// some 25 s; a smaller one puts more on a server that is in trouble.
    double factor = 2.0;

    /// The share of a delay that is random, 0 to 1: a delay `d` is drawn evenly from `d * (1 - jitter)` to
    /// `d`. All clients lose a server at the same moment, and must not come back at the same moment. 0.5
    /// spreads them well and still keeps half the delay for sure.
    double jitter = 0.5;

    /// Attempts in a row without a handshake that succeeds, after which the client gives up; 0: no limit,
    /// since a service may be away for hours, and an attempt every 30 s costs little.
    unsigned max_attempts = 0;

    /// The time since the connection was lost after which no attempt begins; the last one is made at that
    /// very time if its delay would be longer. 0: no limit, for the same reason.
    std::chrono::milliseconds max_time{0};

    /// A connection that has been open for that long takes the delay back to `initial_delay`; after a
    /// shorter one it goes on growing, so that a server that accepts and drops at once is not hammered. 10 s
    /// is longer than a server takes to find out that it does not want a client.
    std::chrono::milliseconds stable_after{10'000};

    /// True: also the first connection is tried again, by the same rules. False: `connect` tells at once that
    /// it cannot be made, which most often is for a mistake in the URL or the set-up, that time does not
    /// mend.
    bool retry_first = false;

    /// Asked before each wait whether to go on; false ends it. Empty: the rule below, under which a client
    /// tries again where time may help, and not where the next attempt would end just like this one, or
    /// somebody has said that the client is unwelcome.
    ///
    /// | what happened                                                 | the client tries again           |
    /// |---------------------------------------------------------------|----------------------------------|
    /// | the application closed or cancelled, its callback threw       | no                               |
    /// | no such host, connection refused, reset, no route, other      | yes                              |
    /// |   errors of the system or the network; `end_of_stream`        |                                  |
    /// | not permitted (`permission_denied`)                           | no                               |
    /// | a time-out (but the peer's Close after our own: no)           | yes                              |
    /// | a damaged TLS record (`tls_protocol_error`)                   | yes                              |
    /// | no TLS, no agreement, an alert of the peer's                  | no                               |
    /// | a certificate that is not trusted, or none                    | no                               |
    /// | handshake or proxy answered 5xx, 408, 425, 429                | yes                              |
    /// | any other status, such as 401, 403, 404                       | no                               |
    /// | fields of the handshake are wrong, malformed HTTP             | no                               |
    /// | the proxy cannot reach the server (`proxy_refused`, no status)| yes                              |
    /// | credentials missing or refused, here or at the proxy          | no                               |
    /// | too many redirects, or one that is refused                    | no                               |
    /// | closed: 1001, 1011 to 1014                                    | yes: it is the server's trouble  |
    /// | closed: 1005, without a code                                  | yes: no reason to stay away      |
    /// | lost: 1006, without a Close frame                             | yes                              |
    /// | closed: 1000                                                  | no: all is said                  |
    /// | closed: 1002, 1003, 1007 to 1010, by either side; a limit on  | no: it would happen again        |
    /// |   sizes or the queue was exceeded                             |                                  |
    /// | closed: 3000 to 4999                                          | no: only the application knows   |
    ///
    /// 1008 that this side has sent for a `message_timeout` is a time-out.
    std::function<bool(const ReconnectInfo&)> should_reconnect{};

    /// True: what is sent while there is no connection waits, up to the limit of the send queue, and goes out
    /// after the next handshake, so that short losses go unnoticed. False: `send` answers `dropped`, for data
    /// that is stale by then, or must not reach a session that knows nothing of the one before.
    bool keep_queued = true;
};

} // namespace hawser
