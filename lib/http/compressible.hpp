// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>

namespace hawser::http {

/// True if contents of that type (Content-Type, parameters and all) usually shrink by half or more: text in
/// the widest sense. Images, audio, video and archives are compressed already.
bool is_compressible(std::string_view content_type) noexcept;

} // namespace hawser::http
