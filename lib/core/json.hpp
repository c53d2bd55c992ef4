// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string>
#include <string_view>

namespace hawser::core {

/// Appends `text` to `out` as a JSON string, quotes and all (RFC 8259 §7), on one line and safe to show:
/// controls are escaped, also those of C1 and U+2028 and U+2029, which some take for the end of a line. A
/// byte that is no part of valid UTF-8 becomes U+FFFD, so that what comes out is always valid.
void append_json_string(std::string& out, std::string_view text);

} // namespace hawser::core
