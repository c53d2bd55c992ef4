// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/option_rules.hpp"

#include <stdexcept>
#include <string>

namespace hawser::core {

void refuse_option(std::string_view name, std::string_view value, std::string_view allowed)
{
    std::string text{"option "};
    text.append(name).append(" is ").append(value).append(", but must be ").append(allowed);
    throw std::invalid_argument{text};
}

void require_range(std::string_view name, int value, int lowest, int highest)
{
    if (value < lowest || value > highest)
        refuse_option(name, std::to_string(value),
                      "from " + std::to_string(lowest) + " to " + std::to_string(highest));
}

void require_size(std::string_view name, std::uint64_t value)
{
    if (value == 0)
        refuse_option(name, "0", "at least 1");
}

void require_time(std::string_view name, std::chrono::milliseconds value)
{
    if (value <= std::chrono::milliseconds{0})
        refuse_option(name, std::to_string(value.count()) + " ms", "more than 0 ms");
}

void require_time_or_zero(std::string_view name, std::chrono::milliseconds value)
{
    if (value < std::chrono::milliseconds{0})
        refuse_option(name, std::to_string(value.count()) + " ms", "0 ms or more");
}

} // namespace hawser::core
