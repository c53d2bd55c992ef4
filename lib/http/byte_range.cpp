// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/byte_range.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace hawser::http {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

// About what the framing of one more part takes.
constexpr std::uint64_t part_overhead = 96;

/// Digits only; what does not fit becomes the largest number, which is beyond the end of all content.
std::optional<std::uint64_t> number(std::string_view digits) noexcept
{
    if (digits.empty()) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (char c : digits) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (largest - digit) / 10 ? largest : value * 10 + digit;
    }
    return value;
}

/// One range; of size 0 if the content has nothing of it, nothing at all if it is malformed.
std::optional<ByteRange> read_range(std::string_view spec, std::uint64_t length) noexcept
{
    const auto dash = spec.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto last_text = spec.substr(dash + 1);
    const auto last = number(last_text);
    if (dash == 0) { // the last bytes of the content
        if (!last) {
            return std::nullopt;
        }
        const auto size = std::min(*last, length);
        return ByteRange{length - size, size};
    }
    const auto first = number(spec.substr(0, dash));
    if (!first || (!last && !last_text.empty()) || (last && *last < *first)) {
        return std::nullopt;
    }
    if (*first >= length) {
        return ByteRange{};
    }
    return ByteRange{*first, std::min(last.value_or(largest), length - 1) - *first + 1};
}

void join(std::vector<ByteRange>& ranges)
{
    auto sorted = ranges;
    std::sort(sorted.begin(), sorted.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const auto end = sorted[last].offset + sorted[last].size;
        if (sorted[i].offset <= end || sorted[i].offset - end <= part_overhead) {
            const auto joined_end = std::max(end, sorted[i].offset + sorted[i].size);
            sorted[last].size = joined_end - sorted[last].offset;
        } else {
            sorted[++last] = sorted[i];
        }
    }
    if (last + 1 < ranges.size()) {
        sorted.resize(last + 1);
        ranges = std::move(sorted);
    }
}

void append_bytes(std::string& out, const ByteRange& range, std::uint64_t length)
{
    out.append("bytes ").append(std::to_string(range.offset)).append("-");
    out.append(std::to_string(range.offset + range.size - 1)).append("/").append(std::to_string(length));
}

} // namespace

RangeVerdict parse_ranges(std::string_view field, std::uint64_t length, std::size_t max_ranges,
                          std::vector<ByteRange>& ranges)
{
    ranges.clear();
    const auto equals = field.find('=');
    if (length == 0 || equals == std::string_view::npos ||
        !core::iequals(core::trim(field.substr(0, equals)), "bytes")) {
        return RangeVerdict::whole;
    }
    std::size_t count = 0;
    for (auto list = field.substr(equals + 1); !list.empty();) {
        const auto spec = core::next_element(list);
        if (spec.empty()) { // legal (RFC 9110 §5.6.1.2)
            continue;
        }
        const auto range = read_range(spec, length);
        if (!range || ++count > max_ranges) {
            ranges.clear();
            return RangeVerdict::whole;
        }
        if (range->size > 0) {
            ranges.push_back(*range);
        }
    }
    if (ranges.empty()) {
        return count == 0 ? RangeVerdict::whole : RangeVerdict::unsatisfiable;
    }
    if (ranges.size() > 1) {
        join(ranges);
    }
    return RangeVerdict::partial;
}

std::string content_range(const ByteRange& range, std::uint64_t length)
{
    std::string out;
    append_bytes(out, range, length);
    return out;
}

std::string unsatisfied_range(std::uint64_t length)
{
    return "bytes */" + std::to_string(length);
}

std::string range_part_head(std::string_view boundary, std::string_view content_type, const ByteRange& range,
                            std::uint64_t length, bool is_first)
{
    std::string out{is_first ? "--" : "\r\n--"};
    out.append(boundary).append("\r\n");
    if (!content_type.empty()) {
        out.append("Content-Type: ").append(content_type).append("\r\n");
    }
    out.append("Content-Range: ");
    append_bytes(out, range, length);
    out.append("\r\n\r\n");
    return out;
}

std::string range_parts_end(std::string_view boundary)
{
    return "\r\n--" + std::string{boundary} + "--\r\n";
}

} // namespace hawser::http
