// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Takes any bytes as a Range field for content of some length, and demands that what comes out lies inside the
// content, does not overlap and is no more than was allowed.

#include "http/byte_range.hpp"
#include "support/fuzz_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace hawser::http;
    hawser::test::FuzzInput input{data, size};
    // One byte: a power of two, so that lengths of all sizes come up.
    const auto power = input.byte() % 65;
    const auto length = power == 64 ? UINT64_MAX : std::uint64_t{1} << power;
    const std::size_t max_ranges = input.byte() % 20;
    std::vector<ByteRange> ranges;
    const auto verdict = parse_ranges(input.rest(), length, max_ranges, ranges);
    FUZZ_CHECK((verdict == RangeVerdict::partial) == !ranges.empty());
    FUZZ_CHECK(ranges.size() <= max_ranges);
    for (const auto& range : ranges) {
        FUZZ_CHECK(range.size > 0 && range.size <= length && range.offset <= length - range.size);
        FUZZ_CHECK(content_range(range, length).size() < 80);
    }
    auto sorted = ranges;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
    for (std::size_t i = 1; i < sorted.size(); ++i)
        FUZZ_CHECK(sorted[i - 1].offset + sorted[i - 1].size < sorted[i].offset);
    // Each by itself is what it is among the others.
    for (const auto& range : ranges) {
        std::vector<ByteRange> again;
        const auto field =
            "bytes=" + std::to_string(range.offset) + '-' + std::to_string(range.offset + range.size - 1);
        FUZZ_CHECK(parse_ranges(field, length, 1, again) == RangeVerdict::partial);
        FUZZ_CHECK(again.size() == 1 && again.front() == range);
    }
    return 0;
}
