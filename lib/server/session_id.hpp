// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

/// 128 random bits, written as 32 hexadecimal digits.
struct SessionId {
    std::array<unsigned char, 16> bytes{};

    static SessionId random();
    static std::optional<SessionId> parse(std::string_view text) noexcept;
    std::string to_string() const;

    friend bool operator==(const SessionId&, const SessionId&) = default;

    struct Hash {
        // The bits are random already.
        std::size_t operator()(const SessionId& id) const noexcept
        {
            std::size_t hash = 0;
            std::memcpy(&hash, id.bytes.data(), sizeof hash);
            return hash;
        }
    };
};

} // namespace hawser::server
