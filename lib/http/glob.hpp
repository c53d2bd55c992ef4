// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <string_view>

namespace hawser::http {

/// Whether `pattern` fits all of `text`: `*` stands for any characters, none too, `?` for one, and anything
/// else for itself. Takes time in proportion to the product of the lengths at most.
constexpr bool glob_matches(std::string_view pattern, std::string_view text) noexcept
{
    std::size_t p = 0;
    std::size_t t = 0;
    auto star = std::string_view::npos; // the last one met, and the text that it has not swallowed yet
    std::size_t rest = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            rest = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++rest;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// The same for a path that begins with `/`; a pattern that begins with neither `/` nor `*` is one for its
/// last segment.
constexpr bool path_matches(std::string_view pattern, std::string_view path) noexcept
{
    const bool is_of_path = pattern.starts_with('/') || pattern.starts_with('*');
    return glob_matches(pattern, is_of_path ? path : path.substr(path.rfind('/') + 1));
}

} // namespace hawser::http
