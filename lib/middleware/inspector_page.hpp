// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>

namespace hawser::middleware {

/// A part of the inspector's page, which lies in lib/middleware/inspector/ and is built into the library.
struct PagePart {
    std::string_view name; ///< in its URL; empty: the page itself
    std::string_view type;
    std::string_view content;
};

/// The part of that name, or null.
const PagePart* find_page_part(std::string_view name) noexcept;

} // namespace hawser::middleware
