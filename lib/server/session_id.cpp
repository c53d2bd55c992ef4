// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_id.hpp"

#include "core/random.hpp"

namespace hawser::server {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

SessionId SessionId::random()
{
    SessionId id;
    core::fill_random(id.bytes);
    return id;
}

std::optional<SessionId> SessionId::parse(std::string_view text) noexcept
{
    SessionId id;
    if (text.size() != 2 * id.bytes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        const auto high = digits.find(text[2 * i]);
        const auto low = digits.find(text[2 * i + 1]);
        if (high == digits.npos || low == digits.npos)
            return std::nullopt;
        id.bytes[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return id;
}

std::string SessionId::to_string() const
{
    std::string text;
    text.reserve(2 * bytes.size());
    for (auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace hawser::server
