// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>
#include <hawser/fields.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::http {

/// What an answer may be at most, and how much of its body is of interest.
struct ResponseLimits {
    std::size_t status_line = 8 * 1024; ///< bytes of the status line
    std::size_t header = 32 * 1024;     ///< bytes of status line and fields together; of trailers as well
    std::size_t fields = 100;           ///< number of fields; of trailers as well
    unsigned interim = 8;               ///< interim answers that may precede the final one
    std::size_t kept_body = 1024;       ///< bytes of the body that are kept; nothing is read beyond
};

/// The status line and the fields of an answer.
struct ResponseHead {
    unsigned status = 0;   ///< 100 to 999, RFC 9110 §15; 0: none has come yet
    std::string reason;    ///< as it was sent: may be empty, or hold bytes over 127
    unsigned version = 11; ///< 10 or 11
    Fields fields;         ///< without Content-Length and Transfer-Encoding in a 2xx to CONNECT
};

/// Reads the answer to one request of a client, HTTP/1.0 or HTTP/1.1: bytes in, events out. It serves
/// handshakes, which have no use for a body but to show its beginning to somebody who looks for a fault; so
/// the connection of an answer with a body is closed, and not used for another request.
///
/// The caller shows the bytes it has; `next` takes what it can from the front and says what happened. After
/// `need_more` what is left in `bytes` must be shown again, in one piece with what came behind. `complete`
/// and `failed` are for good: all further calls say the same and take nothing.
///
///     need_more ⟲  head → complete          failed: any time
///
/// *Thread safety*: none; one thread at a time.
class ResponseParser {
public:
    enum class Event {
        need_more, ///< show more bytes (what is left of `bytes` first)
        head,      ///< `head()` is that of the final answer; interim ones were skipped (RFC 9110 §15.2)
        complete,  ///< the answer has ended, or `body()` is full. Behind a 101, or a 2xx to CONNECT, `bytes`
                   ///< begin with the next protocol's first
        failed,    ///< `error()` says why; close
    };

    /// For the answer to a request with `method`: it decides about a body (RFC 9112 §6.3).
    /// @throws std::invalid_argument if it is not `GET` or `CONNECT`.
    ResponseParser(const ResponseLimits& limits, std::string_view method);
    ~ResponseParser();
    ResponseParser(const ResponseParser&) = delete;
    ResponseParser& operator=(const ResponseParser&) = delete;

    /// Takes from the front of `bytes` up to the next event. Errors:
    /// - `bad_status_line`: not HTTP/1.0 or HTTP/1.1, a status that is not 100 to 999, a bare LF;
    /// - `header_too_large`, `too_many_fields`: a limit was crossed, that on interim answers too;
    /// - `bad_field`: a malformed or folded field;
    /// - `bad_content_length`: not a number, or several that differ, or together with Transfer-Encoding, or
    ///   in a 101;
    /// - `bad_transfer_encoding`: does not end in chunked, or has parameters, or comes with HTTP/1.0, or in a
    ///   101;
    /// - `bad_chunk`: a malformed chunk in what is read of the body.
    Event next(std::string_view& bytes);

    /// The peer has ended its stream, and `next` has asked for more behind its last byte. A body without a
    /// length ends here: `complete`. Anything else that is unfinished has `failed` with `end_of_stream`; so
    /// has that body if `is_truncated`: TLS without close_notify, where anybody on the way can have cut it
    /// (RFC 9112 §9.8).
    Event end_of_stream(bool is_truncated);

    /// Set from the event `head` on, and after a failure behind it.
    const ResponseHead& head() const noexcept;

    /// The beginning of the body, decoded from chunked: all of it, if it is shorter than the limit, after
    /// `complete`; what there was after a failure. Other transfer codings stay as they are.
    std::string_view body() const noexcept;

    /// Why it has failed; no error before.
    error_code error() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace hawser::http
