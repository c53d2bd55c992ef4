// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/auth_field.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

struct BasicCredentials {
    std::string user;
    std::string password;
};

/// What credentials of the scheme Basic say (RFC 7617 §2). Nothing if they are not exactly base64 of UTF-8
/// with a colon, have a control character, or no user.
std::optional<BasicCredentials> parse_basic_credentials(const AuthField& field);

/// The value of an Authorization field: `Basic …`. Nothing if the user has a colon, which cannot be said, or
/// either has a control character.
std::optional<std::string> make_basic_credentials(std::string_view user, std::string_view password);

} // namespace hawser::http
