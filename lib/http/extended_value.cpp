// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/extended_value.hpp"

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "core/utf8.hpp"

#include <cstddef>

namespace hawser::http {
namespace {

/// attr-char (RFC 8187 §3.2.1): all that a token may have, but for three.
bool is_attribute_char(char c) noexcept
{
    return core::is_token_char(c) && c != '*' && c != '\'' && c != '%';
}

bool is_escape(std::string_view text) noexcept
{
    return text.size() >= 3 && text[0] == '%' && core::hex_value(text[1]) >= 0 &&
           core::hex_value(text[2]) >= 0;
}

bool is_coded(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_escape(text.substr(i)))
            i += 2;
        else if (!is_attribute_char(text[i]))
            return false;
    }
    return true;
}

} // namespace

std::optional<std::string> parse_extended_value(std::string_view value)
{
    const auto charset_end = value.find('\'');
    if (charset_end == std::string_view::npos || !core::iequals(value.substr(0, charset_end), "UTF-8"))
        return std::nullopt;
    const auto language_end = value.find('\'', charset_end + 1);
    if (language_end == std::string_view::npos || !is_coded(value.substr(language_end + 1)))
        return std::nullopt;
    std::string text;
    core::percent_decode(text, value.substr(language_end + 1));
    return core::is_valid_utf8(text) ? std::optional{std::move(text)} : std::nullopt;
}

std::string make_extended_value(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string value = "UTF-8''";
    for (const char c : text) {
        if (is_attribute_char(c)) {
            value.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        value.push_back('%');
        value.push_back(digits[byte >> 4]);
        value.push_back(digits[byte & 15]);
    }
    return value;
}

} // namespace hawser::http
