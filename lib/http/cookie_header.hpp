// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/ascii.hpp"

#include <string_view>

namespace hawser::http {

/// Takes the next cookie from the front of a Cookie field's value; false at its end. What has no `=` is a
/// value without a name (RFC 6265bis §5.6, step 3, which browsers undo by sending it alone); empty elements
/// are passed over. Quotes belong to the value (§4.1.1).
constexpr bool next_cookie(std::string_view& rest, std::string_view& name, std::string_view& value) noexcept
{
    while (!rest.empty()) {
        auto semicolon = rest.find(';');
        auto pair = core::trim(rest.substr(0, semicolon));
        rest.remove_prefix(semicolon == std::string_view::npos ? rest.size() : semicolon + 1);
        if (pair.empty()) {
            continue;
        }
        auto equals = pair.find('=');
        bool has_name = equals != std::string_view::npos;
        name = has_name ? core::trim(pair.substr(0, equals)) : std::string_view{};
        value = has_name ? core::trim(pair.substr(equals + 1)) : pair;
        return true;
    }
    return false;
}

} // namespace hawser::http
