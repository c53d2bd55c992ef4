// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/multipart_reader.hpp>

#include <optional>
#include <string_view>

namespace hawser::http {

/// Reads the header of a part: lines that end in CRLF, without the empty one. Nothing unless it has exactly
/// one Content-Disposition, `form-data` with a name (RFC 7578 §4.2), and no transfer encoding (§4.7).
std::optional<FormPart> parse_part_header(std::string_view header);

} // namespace hawser::http
