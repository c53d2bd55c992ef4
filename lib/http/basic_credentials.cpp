// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/basic_credentials.hpp"

#include "core/base64.hpp"
#include "core/utf8.hpp"

namespace hawser::http {

std::optional<BasicCredentials> parse_basic_credentials(const AuthField& field)
{
    const auto text = core::base64_decode(field.token);
    if (!field.is_scheme("Basic") || !text || !core::is_plain_text(*text))
        return std::nullopt;
    const auto colon = text->find(':');
    if (colon == std::string::npos || colon == 0)
        return std::nullopt;
    return BasicCredentials{text->substr(0, colon), text->substr(colon + 1)};
}

std::optional<std::string> make_basic_credentials(std::string_view user, std::string_view password)
{
    if (user.find(':') != std::string_view::npos || !core::is_plain_text(user)
        || !core::is_plain_text(password))
        return std::nullopt;
    std::string text{user};
    text.append(":").append(password);
    return "Basic " + core::base64_encode({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

} // namespace hawser::http
