// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/media_type.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <cstddef>

namespace hawser::http {

std::string_view take_quoted(std::string_view& text, char separator) noexcept
{
    bool quoted = false;
    std::size_t end = 0;
    for (; end < text.size() && (quoted || text[end] != separator); ++end) {
        if (text[end] == '"') {
            quoted = !quoted;
        } else if (quoted && text[end] == '\\' && end + 1 < text.size()) {
            ++end;
        }
    }
    auto taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return core::trim(taken);
}

bool next_media_parameter(std::string_view& parameters, std::string_view& name,
                          std::string_view& value) noexcept
{
    while (!parameters.empty()) {
        auto text = take_quoted(parameters, ';');
        auto equals = text.find('=');
        if (equals != std::string_view::npos) {
            name = core::trim(text.substr(0, equals));
            value = core::trim(text.substr(equals + 1));
            if (core::is_token(name)) {
                return true;
            }
        }
    }
    return false;
}

std::string unquote(std::string_view value)
{
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
        return std::string{value};
    }
    value = value.substr(1, value.size() - 2);
    std::string text;
    text.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            ++i;
        }
        text.push_back(value[i]);
    }
    return text;
}

std::string media_type(std::string_view content_type)
{
    auto name = core::trim(content_type.substr(0, content_type.find(';')));
    auto slash = name.find('/');
    if (slash == std::string_view::npos || !core::is_token(name.substr(0, slash)) ||
        !core::is_token(name.substr(slash + 1))) {
        return {};
    }
    std::string type{name};
    std::transform(type.begin(), type.end(), type.begin(), core::to_lower);
    return type;
}

std::optional<std::string> media_parameter(std::string_view content_type, std::string_view wanted)
{
    take_quoted(content_type, ';');
    std::string_view name, value;
    while (next_media_parameter(content_type, name, value)) {
        if (core::iequals(name, wanted)) {
            return unquote(value);
        }
    }
    return std::nullopt;
}

} // namespace hawser::http
