// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hawser::core {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xff;

constexpr auto digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}();

} // namespace

std::string base64_encode(std::span<const unsigned char> data)
{
    std::string out;
    out.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        auto given = data.size() - i;
        std::uint32_t group = std::uint32_t{data[i]} << 16;
        group |= given > 1 ? std::uint32_t{data[i + 1]} << 8 : 0;
        group |= given > 2 ? std::uint32_t{data[i + 2]} : 0;
        out.push_back(alphabet[group >> 18]);
        out.push_back(alphabet[group >> 12 & 63]);
        out.push_back(given > 1 ? alphabet[group >> 6 & 63] : '=');
        out.push_back(given > 2 ? alphabet[group & 63] : '=');
    }
    return out;
}

std::optional<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        auto quad = text.substr(i, 4);
        std::size_t digits = 4;
        if (i + 4 == text.size() && quad[3] == '=') {
            digits = quad[2] == '=' ? 2 : 3;
        }
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < digits; ++k) {
            auto value = digit_values[static_cast<unsigned char>(quad[k])];
            if (value == no_digit) {
                return std::nullopt;
            }
            group |= std::uint32_t{value} << (18 - 6 * k);
        }
        auto bytes = digits - 1;
        if ((group & (0xffffffu >> (8 * bytes))) != 0) {
            return std::nullopt;
        }
        for (std::size_t k = 0; k < bytes; ++k) {
            out.push_back(static_cast<char>(group >> (16 - 8 * k) & 0xff));
        }
    }
    return out;
}

} // namespace hawser::core
