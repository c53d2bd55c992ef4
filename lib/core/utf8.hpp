// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace hawser::core {

/// Checks that bytes which come in pieces are UTF-8 (RFC 3629), and finds the first byte at which they
/// cannot be any more: not the end of an overlong form, a surrogate or a number over U+10FFFF, but the
/// byte that makes it one.
class Utf8Validator {
public:
    /// Checks the next piece. Returns the index of the first bad byte, or the size of `piece` if there is
    /// none. After a bad byte only `reset` may be called.
    std::size_t feed(std::span<const char> piece) noexcept;

    /// True if what was fed does not end inside a character.
    bool complete() const noexcept { return missing_ == 0; }

    void reset() noexcept { *this = {}; }

private:
    std::uint8_t missing_ = 0; // continuation bytes still to come
    std::uint8_t lowest_ = 0;  // the range of the next of them
    std::uint8_t highest_ = 0;
};

/// True if `text` as a whole is UTF-8.
bool is_valid_utf8(std::span<const char> text) noexcept;

/// The same, and it has no control characters: a user name or a password.
bool is_plain_text(std::string_view text) noexcept;

/// True if no byte has its high bit set. Inline, because most short messages need no more.
inline bool is_ascii(std::span<const char> text) noexcept
{
    const char* p = text.data();
    auto n = text.size();
    std::uint64_t seen = 0;
    std::uint64_t word = 0;
    for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
        std::memcpy(&word, p, sizeof word);
        seen |= word;
    }
    std::uint8_t rest = 0;
    for (; n > 0; ++p, --n) {
        rest |= static_cast<std::uint8_t>(*p);
    }
    return ((seen & 0x8080'8080'8080'8080) | (rest & 0x80u)) == 0;
}

} // namespace hawser::core
