// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// Ends the program if a fuzz target finds something that must not be; active in every build.
#define FUZZ_CHECK(condition)                                                            \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

namespace hawser::test {

/// Takes the decisions of a fuzz target from the front of its input, and leaves the rest as data.
class FuzzInput {
public:
    FuzzInput(const std::uint8_t* data, std::size_t size) : rest_{reinterpret_cast<const char*>(data), size}
    {}

    unsigned byte() noexcept
    {
        if (rest_.empty()) {
            return 0;
        }
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view take(std::size_t size) noexcept
    {
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest() const noexcept { return rest_; }

private:
    std::string_view rest_;
};

} // namespace hawser::test
