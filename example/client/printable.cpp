// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "printable.hpp"

#include <cstddef>

namespace client {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

void append_hex(std::string& out, unsigned char byte)
{
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

/// Of those beyond ASCII, U+0080 to U+009F, the second byte of their UTF-8.
bool is_control(unsigned char before, unsigned char c) noexcept
{
    return c < 0x20 || c == 0x7f || (before == 0xc2 && c < 0xa0);
}

} // namespace

std::string printable(std::string_view text, std::string_view allowed)
{
    std::string out;
    out.reserve(text.size());
    unsigned char before = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_control(before, byte) && allowed.find(c) == allowed.npos) {
            if (byte >= 0x80)
                out.pop_back(); // 0xc2
            out += "\\x";
            append_hex(out, byte);
        } else {
            out += c;
        }
        before = byte;
    }
    return out;
}

std::string text_of(const hawser::Message& message)
{
    if (message.is_text())
        return std::string{message.text()};
    std::string out = "binary: ";
    for (const auto byte : message.bytes())
        append_hex(out, static_cast<unsigned char>(byte));
    return out;
}

} // namespace client
