// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace hawser::test {

inline std::string bytes_of(std::initializer_list<int> values)
{
    return {values.begin(), values.end()};
}

/// "Hello", twice with context takeover: RFC 7692 §7.2.3.1 and §7.2.3.2.
inline const std::string hello_deflated = bytes_of({0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00});
inline const std::string hello_again_deflated = bytes_of({0xf2, 0x00, 0x11, 0x00, 0x00});

/// In a block without compression: §7.2.3.3.
inline const std::string hello_stored =
    bytes_of({0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00});

/// In a block with BFINAL set: §7.2.3.4.
inline const std::string hello_final = bytes_of({0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00});

/// In two blocks: §7.2.3.5.
inline const std::string hello_in_two_blocks =
    bytes_of({0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00});

/// Bytes that hardly compress, the same each time.
inline std::string noise(std::size_t size, std::uint32_t seed = 1)
{
    std::string out(size, '\0');
    for (auto& byte : out) {
        seed = seed * 1'664'525u + 1'013'904'223u;
        byte = static_cast<char>(seed >> 24);
    }
    return out;
}

/// Text of which some comes again from far back.
inline std::string prose(std::size_t size)
{
    std::string out;
    std::uint32_t seed = 7;
    while (out.size() < size) {
        seed = seed * 1'664'525u + 1'013'904'223u;
        if (out.size() > 100 && (seed >> 28) < 6) {
            const auto at = (seed >> 4) % (out.size() - 50);
            out += out.substr(at, 5 + (seed >> 20) % 40);
        } else {
            out += "word" + std::to_string(seed >> 22) + ' ';
        }
    }
    out.resize(size);
    return out;
}

} // namespace hawser::test
