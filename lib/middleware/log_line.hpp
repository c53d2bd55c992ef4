// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/exchange.hpp>

#include <chrono>
#include <string>

namespace hawser::middleware {

/// When an answer was complete.
using LogTime = std::chrono::system_clock::time_point;

/// A line in Apache's combined format, without the newline; times are those of the request, in UTC.
std::string combined_line(const Exchange& exchange, const Outcome& outcome, LogTime now);

/// The same and more as a JSON object.
std::string json_line(const Exchange& exchange, const Outcome& outcome, LogTime now);

} // namespace hawser::middleware
