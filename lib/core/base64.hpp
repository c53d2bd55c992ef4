// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hawser::core {

/// Base64 with the standard alphabet and padding (RFC 4648 §4).
std::string base64_encode(std::span<const unsigned char> data);

/// The bytes that `text` stands for, or nothing unless it is exactly what `base64_encode` would have
/// written: padded, without white space, and with zeros in the bits that the padding leaves over
/// (RFC 4648 §3.3, §3.5), so that no two texts mean the same bytes.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace hawser::core
