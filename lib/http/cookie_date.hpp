// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <ctime>
#include <optional>
#include <string_view>

namespace hawser::http {

/// Reads the date of a cookie's `Expires`, which is written in more ways than any grammar has: the parts are
/// found by their form, wherever they stand (RFC 6265bis §5.1.1). Nothing if one is missing or no such time
/// exists.
std::optional<std::time_t> parse_cookie_date(std::string_view text) noexcept;

} // namespace hawser::http
