// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>

namespace hawser::core {

/// True if both are the same. The time it takes depends on their lengths alone, so that nobody can find a
/// secret byte by byte from how long a refusal takes.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace hawser::core
