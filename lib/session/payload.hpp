// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace hawser::session {

/// @throws std::invalid_argument if `text` is not UTF-8.
void require_utf8(std::string_view text);

inline std::string_view as_text(std::span<const std::byte> data) noexcept
{
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

} // namespace hawser::session
