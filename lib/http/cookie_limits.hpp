// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>

namespace hawser::http {

inline constexpr std::size_t max_cookie_pair_size = 4096;      ///< RFC 6265bis §5.6, step 5
inline constexpr std::size_t max_cookie_attribute_size = 1024; ///< the same, parsing of attributes

} // namespace hawser::http
