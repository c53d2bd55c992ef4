// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/percent.hpp"

#include <string>
#include <string_view>

namespace hawser::http {

/// Takes the next `name=value` from the front of a query or of a form that came urlencoded (WHATWG URL
/// §5.1), both still encoded; false at its end. Empty elements are passed over.
inline bool next_parameter(std::string_view& query, std::string_view& name, std::string_view& value) noexcept
{
    while (!query.empty()) {
        auto end = query.find('&');
        auto pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (!pair.empty()) {
            auto equals = pair.find('=');
            name = pair.substr(0, equals);
            value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
            return true;
        }
    }
    return false;
}

/// Name or value, decoded: `%xx`, and `+` as space.
inline std::string decode_parameter(std::string_view text)
{
    std::string out;
    core::percent_decode(out, text, core::PlusSign::space);
    return out;
}

} // namespace hawser::http
