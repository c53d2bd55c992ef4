// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>

namespace hawser::http {

/// The media type for the extension of a file's name or path, text with its charset;
/// `application/octet-stream` if the extension is unknown or missing.
std::string_view mime_type(std::string_view path) noexcept;

} // namespace hawser::http
