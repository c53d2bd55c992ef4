// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/response.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// What the head of an answer depends on beside the `Response`.
struct ResponseContext {
    unsigned version = 11;              ///< of the request: 10 or 11
    bool keep_alive = true;             ///< whether the connection stays open after this answer
    std::string_view date = {};         ///< an IMF-fixdate (RFC 9110 §5.6.7), made once a second
    std::string_view server = "Hawser"; ///< `Server` field, free of line breaks; empty leaves it out
    /// Length of the body that GET would carry. Nothing: that of `Response::body()`. Never sent with 1xx,
    /// 204 and 304.
    std::optional<std::uint64_t> content_length = {};
    bool has_length = true;   ///< false: the length is not known, nothing is said of it
    bool is_chunked = false;  ///< says so, in the place of a length
};

/// Appends status line, fields and the empty line to `out`, for an answer of any kind: fields that the
/// framing owns (Content-Length, Transfer-Encoding, Connection, Keep-Alive, Trailer) are ours, whatever
/// the response says; `Date` and `Server` are added where the response has none. The connection is said to
/// close if either side of the call wants it to: `context.keep_alive`, `response.closes_connection()`.
void write_response_head(std::string& out, const Response& response, const ResponseContext& context);

/// Appends the interim answer to `Expect: 100-continue` (RFC 9110 §10.1.1).
void write_continue(std::string& out);

/// True if an answer with that status never has a body: 1xx, 204, 304 (RFC 9112 §6.3).
bool is_bodiless(unsigned status) noexcept;

/// True if the body of an answer with that status is always empty: 205 (RFC 9110 §15.3.6).
bool has_empty_body(unsigned status) noexcept;

} // namespace hawser::http
