// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/shown.hpp"

#include "support/frame_builder.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace hawser::test::conformance {

namespace {

// FNV-1a: the same on every machine.
std::string hash(std::string_view bytes)
{
    std::uint32_t value = 2'166'136'261u;
    for (const char c : bytes)
        value = (value ^ static_cast<unsigned char>(c)) * 16'777'619u;
    char text[9];
    std::snprintf(text, sizeof text, "%08x", value);
    return text;
}

} // namespace

std::string shown(std::string_view payload)
{
    const bool plain =
        std::all_of(payload.begin(), payload.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\''; });
    if (plain && payload.size() <= 40)
        return "'" + std::string{payload} + "'";
    if (payload.size() <= 16)
        return "<" + hex(payload) + ">";
    return std::to_string(payload.size()) + " bytes #" + hash(payload);
}

} // namespace hawser::test::conformance
