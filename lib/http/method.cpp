// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include <array>
#include <cstddef>

namespace hawser {
namespace {

// In the order of the enumerators of Method.
constexpr std::array<std::string_view, 10> names{"",       "GET",     "HEAD",    "POST",  "PUT",
                                                 "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

} // namespace

std::string_view to_string(Method method) noexcept
{
    auto index = static_cast<std::size_t>(method);
    return index < names.size() ? names[index] : std::string_view{};
}

Method method_from_string(std::string_view name) noexcept
{
    for (std::size_t i = 1; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<Method>(i);
        }
    }
    return Method::unknown;
}

} // namespace hawser
