// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Messages that are worth compressing.
#pragma once

#include "support/websocket_traffic.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

/// JSON of exactly @p size bytes, as a web service might send it: the same keys again and again, names that
/// recur, numbers that do not. Equal seeds give equal texts. Below 32 bytes it is no JSON.
inline std::string sample_json(std::size_t size, std::uint32_t seed)
{
    static constexpr std::array<const char*, 8> names{"Ada",    "Grace",  "Edsger", "Barbara",
                                                      "Leslie", "Donald", "Radia",  "Tony"};
    static constexpr std::array<const char*, 4> states{"open", "paid", "shipped", "returned"};
    const std::string head = R"({"orders":[)";
    const std::string middle = R"({}],"note":")";
    const std::string tail = R"("})";
    if (size < head.size() + middle.size() + tail.size()) {
        return sample_payload(size, seed);
    }
    std::uint32_t state = seed * 2654435761U + 1;
    const auto random = [&state](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8) % below;
    };
    std::string json = head;
    for (;;) {
        const std::string order =
            R"({"id":)" + std::to_string(random(1'000'000)) + R"(,"customer":")" +
            names[random(names.size())] + R"(","state":")" + states[random(states.size())] + R"(","price":)" +
            std::to_string(random(500)) + "." + std::to_string(10 + random(90)) + R"(,"placed":"2026-0)" +
            std::to_string(1 + random(9)) + "-" + std::to_string(10 + random(18)) + R"("},)";
        if (json.size() + order.size() + middle.size() + tail.size() > size) {
            break;
        }
        json += order;
    }
    json += middle;
    while (json.size() + tail.size() < size) {
        json += static_cast<char>('a' + random(26));
    }
    return json += tail;
}

} // namespace bench
