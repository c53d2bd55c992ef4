// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/siphash.hpp"

#include <bit>
#include <cstddef>

namespace hawser::core {
namespace {

class State {
public:
    explicit State(const SipHashKey& key) noexcept
        : a_{key[0] ^ 0x736f'6d65'7073'6575}, b_{key[1] ^ 0x646f'7261'6e64'6f6d},
          c_{key[0] ^ 0x6c79'6765'6e65'7261}, d_{key[1] ^ 0x7465'6462'7974'6573}
    {
    }

    void take(std::uint64_t word) noexcept
    {
        d_ ^= word;
        mix(2);
        a_ ^= word;
    }

    std::uint64_t finish() noexcept
    {
        c_ ^= 0xff;
        mix(4);
        return a_ ^ b_ ^ c_ ^ d_;
    }

private:
    void mix(int rounds) noexcept
    {
        for (int i = 0; i < rounds; ++i) {
            a_ += b_;
            c_ += d_;
            b_ = std::rotl(b_, 13) ^ a_;
            d_ = std::rotl(d_, 16) ^ c_;
            a_ = std::rotl(a_, 32);
            c_ += b_;
            a_ += d_;
            b_ = std::rotl(b_, 17) ^ c_;
            d_ = std::rotl(d_, 21) ^ a_;
            c_ = std::rotl(c_, 32);
        }
    }

    std::uint64_t a_, b_, c_, d_;
};

/// Little-endian, whatever the machine is; fewer than eight bytes are filled up with zeros.
std::uint64_t read_word(std::span<const char> bytes) noexcept
{
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return word;
}

} // namespace

std::uint64_t siphash(const SipHashKey& key, std::span<const char> data) noexcept
{
    State state{key};
    const auto size = data.size();
    for (; data.size() >= 8; data = data.subspan(8))
        state.take(read_word(data.first(8)));
    state.take(read_word(data) | std::uint64_t{size} << 56);
    return state.finish();
}

} // namespace hawser::core
