// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string>
#include <string_view>

namespace hawser::core {

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) noexcept
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

enum class PlusSign : bool { literal, space };

/// Appends `text` to `out` with each `%xx` as the byte it stands for (RFC 3986 §2.1), once: what comes
/// out of `%2541` is `%41`. A `%` without two hex digits behind it stays as it is. In the query of a form
/// `+` means a space (WHATWG URL §5.1).
void percent_decode(std::string& out, std::string_view text, PlusSign plus = PlusSign::literal);

} // namespace hawser::core
