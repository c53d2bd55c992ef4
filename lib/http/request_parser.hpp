// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>
#include <hawser/request.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hawser::http {

/// What a request may be at most. Crossing one ends the connection with the status in brackets.
struct RequestLimits {
    std::size_t request_line = 8 * 1024; ///< bytes of the request line (414)
    std::size_t header = 32 * 1024;      ///< bytes of request line and fields together (431)
    std::size_t fields = 100;            ///< number of fields (431)
    std::uint64_t body = 1024 * 1024;    ///< bytes of the body, chunked or not (413)
};

/// Reads HTTP/1 requests out of a buffer: bytes in, events out. Wraps Beast's parser and adds what it
/// lets through (the framing guard).
///
/// The caller shows the bytes it has; `next` takes what it can from the front and says what happened.
/// After `need_more` what is left in `bytes` must be shown again, in one piece with what came behind.
/// After `failed` nothing may be read from this connection any more.
///
///     need_more ⟲  head → (body)* → complete → head → …          failed: any time, for good
class RequestParser {
public:
    enum class Event {
        need_more, ///< show more bytes (what is left of `bytes` first)
        head,      ///< `request()` holds request line and fields; if `expects_continue()`, the caller
                   ///< answers `100 Continue` or gives a final status; on an upgrade, it stops parsing
        body,      ///< `body_piece()` is the next piece of the body (valid until the next call)
        complete,  ///< the request has ended; answer it before the next one
        failed,    ///< `error()` and `failure_status()` say why; answer and close
    };

    explicit RequestParser(const RequestLimits& limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Takes from the front of `bytes` up to the next event. A `head` event clears and fills
    /// `request()`, all but its endpoints, which may be set once for the connection. The body is not
    /// stored in it; the caller appends the pieces if it wants them there. Trailers are in it at `complete`.
    Event next(std::string_view& bytes);

    /// True if `next` was not shown one byte of a next request since the last `complete`. Bytes in the
    /// caller's buffer that it was not shown do not count, nor do empty lines before a request.
    bool idle() const noexcept;

    /// True if the next event is `complete` and needs no more bytes.
    bool is_complete_due() const noexcept;

    Request& request() noexcept { return request_; }
    std::string_view body_piece() const noexcept;

    bool keep_alive() const noexcept;       ///< RFC 9112 §9.3
    bool expects_continue() const noexcept; ///< RFC 9110 §10.1.1, HTTP/1.1 only
    bool has_body() const noexcept;         ///< chunked, or Content-Length > 0
    std::optional<std::uint64_t> content_length() const noexcept;

    /// Changes the limit for the current request's body, after `head`; over it already: the next call
    /// fails with 413.
    void body_limit(std::uint64_t bytes);

    error_code error() const noexcept;
    unsigned failure_status() const noexcept; ///< 400, 413, 414, 417, 431 or 505; 0 before a failure

private:
    Request request_;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace hawser::http
