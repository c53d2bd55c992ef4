// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/json.hpp"

#include "core/utf8.hpp"

#include <cstddef>

namespace hawser::core {
namespace {

void append_escape(std::string& out, unsigned code)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        out.push_back(digits[(code >> shift) & 15]);
}

void append_ascii(std::string& out, char c)
{
    switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
    }
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f)
        append_escape(out, code);
    else
        out.push_back(c);
}

/// How many bytes the character at the front has; 0 if it is none.
std::size_t character_size(std::string_view text) noexcept
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    return text.size() >= size && is_valid_utf8(text.substr(0, size)) ? size : 0;
}

bool has_to_be_escaped(std::string_view character) noexcept
{
    if (character.front() == '\xc2')
        return static_cast<unsigned char>(character[1]) < 0xa0;
    return character == "\xe2\x80\xa8" || character == "\xe2\x80\xa9";
}

unsigned code_point(std::string_view character) noexcept
{
    const auto low = [&](std::size_t i) { return static_cast<unsigned char>(character[i]) & 0x3fu; };
    if (character.size() == 2)
        return (static_cast<unsigned char>(character[0]) & 0x1fu) << 6 | low(1);
    return (static_cast<unsigned char>(character[0]) & 0x0fu) << 12 | low(1) << 6 | low(2);
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out.push_back('"');
    while (!text.empty()) {
        if (static_cast<unsigned char>(text.front()) < 0x80) {
            append_ascii(out, text.front());
            text.remove_prefix(1);
            continue;
        }
        const auto size = character_size(text);
        if (size == 0)
            append_escape(out, 0xfffd);
        else if (has_to_be_escaped(text.substr(0, size)))
            append_escape(out, code_point(text.substr(0, size)));
        else
            out.append(text.substr(0, size));
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out.push_back('"');
}

} // namespace hawser::core
