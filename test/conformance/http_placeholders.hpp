// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "conformance/http_case.hpp"

#include <string>
#include <string_view>

namespace hawser::test::conformance {

/// Requests whose answers tell what the placeholders in cases stand for.
inline constexpr std::string_view ask_for_tag =
    "GET /alphabet.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
inline constexpr std::string_view ask_for_challenge =
    "GET /digest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

bool needs_challenge(const HttpCase& each);

/// What the client of a case sends. `tag_answer` and `challenge_answer` are what
/// came of the requests above, the latter a new one each time.
std::string http_bytes(const HttpCase& each, const std::string& tag_answer,
                       const std::string& challenge_answer);

} // namespace hawser::test::conformance
