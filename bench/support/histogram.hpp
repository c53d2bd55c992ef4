// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A log-linear histogram: constant memory, one addition per sample, values exact to 1.6 %.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bench {

class Histogram {
public:
    void add(std::uint64_t value)
    {
        ++buckets_[index_of(std::min(value, limit))];
        ++count_;
        max_ = std::max(max_, value);
    }

    std::uint64_t max() const { return max_; }

    /// The value that @p share (0 to 1) of the samples do not exceed; 0 without samples.
    std::uint64_t quantile(double share) const
    {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            seen += buckets_[i];
            if (seen > wanted || (seen == count_ && count_ > 0)) {
                return std::min(highest_of(i), max_);
            }
        }
        return 0;
    }

private:
    // 64 buckets for each power of two: shift 0 holds 0..127 exactly, shift s holds (64..127) << s.
    static constexpr unsigned sub_bits = 6;
    static constexpr std::uint64_t limit = (std::uint64_t{1} << 42) - 1;

    static std::size_t index_of(std::uint64_t value)
    {
        const auto width = static_cast<unsigned>(std::bit_width(value));
        const unsigned shift = width > sub_bits + 1 ? width - sub_bits - 1 : 0;
        return (std::size_t{shift} << sub_bits) + static_cast<std::size_t>(value >> shift);
    }

    static std::uint64_t highest_of(std::size_t index)
    {
        const std::size_t shift = index < 128 ? 0 : (index >> sub_bits) - 1;
        const std::size_t top = index - (shift << sub_bits);
        return ((std::uint64_t{top} + 1) << shift) - 1;
    }

    std::array<std::uint64_t, (42 - sub_bits + 1) << sub_bits> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
};

} // namespace bench
