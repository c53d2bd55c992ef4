// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// What the value of a parameter like `username*` stands for: `UTF-8''J%C3%A4s%C3%B8n` (RFC 8187 §3.2.1).
/// Nothing if it is malformed, in another character set, or not UTF-8.
std::optional<std::string> parse_extended_value(std::string_view value);

/// Writes UTF-8 in that form.
std::string make_extended_value(std::string_view text);

} // namespace hawser::http
