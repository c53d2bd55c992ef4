// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// Appends an IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). Times outside of the years
/// 0 to 9999 become the nearest that can be written.
void append_date(std::string& out, std::time_t time);

/// The same as a string of its own.
std::string format_date(std::time_t time);

/// Reads any of the three forms of RFC 9110 §5.6.7; nothing if it is none of them or no such day exists.
/// The name of the day is not checked against the date. `now` decides the century of the obsolete form
/// with two digits: more than 50 years ahead means the past.
std::optional<std::time_t> parse_date(std::string_view text, std::time_t now);

} // namespace hawser::http
