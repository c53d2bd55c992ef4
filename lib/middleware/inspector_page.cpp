// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/inspector_page.hpp"

#include <algorithm>
#include <array>

namespace hawser::middleware {

namespace {

// Each of these files is the literal of one string, so that no tool is needed to build them in.
constexpr std::string_view page =
#include "middleware/inspector/page.html"
    ;
constexpr std::string_view style =
#include "middleware/inspector/style.css"
    ;
constexpr std::string_view script =
#include "middleware/inspector/app.js"
    ;
constexpr std::string_view plot =
#include "middleware/inspector/plot.js"
    ;

// Without the line break behind the opening delimiter.
constexpr std::array parts{
    PagePart{"", "text/html; charset=utf-8", page.substr(1)},
    PagePart{"style.css", "text/css; charset=utf-8", style.substr(1)},
    PagePart{"app.js", "text/javascript; charset=utf-8", script.substr(1)},
    PagePart{"plot.js", "text/javascript; charset=utf-8", plot.substr(1)},
};

} // namespace

const PagePart* find_page_part(std::string_view name) noexcept
{
    const auto* const found
        = std::find_if(parts.begin(), parts.end(), [name](const auto& part) { return part.name == name; });
    return found == parts.end() ? nullptr : found;
}

} // namespace hawser::middleware
