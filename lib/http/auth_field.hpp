// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/fields.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::http {

/// A challenge, or credentials: they have the same form (RFC 9110 §11.3, §11.4). At most one of token and
/// parameters is there.
struct AuthField {
    std::string scheme;
    std::string token; ///< token68: base64, for most schemes that use it
    std::vector<std::pair<std::string, std::string>> parameters; ///< quoted values as what they stand for

    /// The value of the parameter of that name, without regard to case; nullptr if there is none.
    const std::string* find(std::string_view name) const noexcept;
    /// True if the scheme has that name, without regard to case.
    bool is_scheme(std::string_view name) const noexcept;
};

/// More than any scheme has; they bound what a peer can make us store.
inline constexpr std::size_t max_auth_parameters = 32;
inline constexpr std::size_t max_challenges = 16;

/// Reads the value of an Authorization field, in linear time. Nothing if it is malformed, names a parameter
/// twice, or has more than `max_auth_parameters`.
std::optional<AuthField> parse_credentials(std::string_view value);

/// Reads all WWW-Authenticate fields, or those of another name, in linear time. A field may hold several
/// challenges (RFC 9110 §11.6.1). One that is malformed or has too many is left out as a whole, as are all
/// challenges after `max_challenges`: the client may understand what another field says.
std::vector<AuthField> parse_challenges(const Fields& fields, std::string_view name = "WWW-Authenticate");

/// Appends `text` as a quoted string (RFC 9110 §5.6.4).
void append_quoted(std::string& out, std::string_view text);

} // namespace hawser::http
