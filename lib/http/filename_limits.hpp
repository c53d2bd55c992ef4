// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>

namespace hawser::http {

inline constexpr std::size_t max_filename_size = 255; ///< bytes: what Linux's file systems take (NAME_MAX)
inline constexpr std::size_t max_extension_size = 32; ///< with its dot; longer ones are part of the name

} // namespace hawser::http
