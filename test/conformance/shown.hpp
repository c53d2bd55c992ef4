// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string>
#include <string_view>

namespace hawser::test::conformance {

/// A payload as the tables show it: short text as it is, few bytes in hex, else the size and a hash.
std::string shown(std::string_view payload);

} // namespace hawser::test::conformance
