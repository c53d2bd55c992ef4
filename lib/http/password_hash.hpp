// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// The parts of what `hawser::hash_password` makes.
struct PasswordHash {
    unsigned iterations = 0;
    std::string salt;
    std::string hash;
};

std::optional<PasswordHash> parse_password_hash(std::string_view text);

/// True if the hash is that of `password`. Takes as long as `iterations` says, whatever the answer.
bool matches(const PasswordHash& parts, std::string_view password);

} // namespace hawser::http
