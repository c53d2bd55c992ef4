// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

// Rules for options. Each throws `std::invalid_argument`, whose text names the option, its value and what is
// allowed.

namespace hawser::core {

[[noreturn]] void refuse_option(std::string_view name, std::string_view value, std::string_view allowed);

void require_range(std::string_view name, int value, int lowest, int highest);
/// Not 0.
void require_size(std::string_view name, std::uint64_t value);
void require_time(std::string_view name, std::chrono::milliseconds value);
void require_time_or_zero(std::string_view name, std::chrono::milliseconds value);

} // namespace hawser::core
