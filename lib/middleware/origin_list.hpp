// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/origin.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::middleware {

/// Origins that are allowed.
class OriginList {
public:
    /// @throws std::invalid_argument if one is no origin.
    explicit OriginList(const std::vector<std::string>& origins) : patterns_{origins.begin(), origins.end()}
    {
    }

    bool contains(std::string_view origin) const noexcept
    {
        const auto parsed = http::parse_origin(origin);
        const auto matches = [&](const http::OriginPattern& pattern) { return pattern.matches(*parsed); };
        return parsed && std::any_of(patterns_.begin(), patterns_.end(), matches);
    }

private:
    std::vector<http::OriginPattern> patterns_;
};

} // namespace hawser::middleware
