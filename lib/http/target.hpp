// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hawser::http {

/// The four forms of a request target (RFC 9112 §3.2).
enum class TargetForm : unsigned char {
    origin,    ///< `/where?q=now`
    absolute,  ///< `http://host/where?q=now`, as sent to proxies
    authority, ///< `host:443`, of CONNECT
    asterisk,  ///< `*`, of OPTIONS
};

/// Where path and query lie within a target.
struct TargetParts {
    TargetForm form = TargetForm::origin;
    bool escaped = false; ///< the path has `%` in it
    std::uint32_t path_begin = 0, path_end = 0;
    std::uint32_t query_begin = 0, query_end = 0; ///< without the `?`
};

/// Checks a target and splits it; nothing if it has none of the four forms, holds a space, a control
/// character or a `#` (a fragment is never sent, RFC 9112 §3.2), a `%` without two hex digits behind it,
/// or one that stands for NUL, CR or LF in the path.
std::optional<TargetParts> split_target(std::string_view target) noexcept;

/// True for `host`, `host:port`, `[ip6]`, `[ip6]:port` in valid characters, without user information
/// (RFC 9110 §7.2, RFC 3986 §3.2). The empty string is one: a client without an authority sends it.
bool is_authority(std::string_view text) noexcept;

/// True for a target in absolute-form whose scheme is not that of the connection: `http` or, if it is `secure`,
/// `https` (RFC 9110 §7.4).
bool has_foreign_scheme(std::string_view target, bool secure) noexcept;

} // namespace hawser::http
