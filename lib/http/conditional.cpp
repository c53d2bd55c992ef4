// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/conditional.hpp"

#include "core/ascii.hpp"
#include "http/date.hpp"

#include <cstddef>

namespace hawser::http {
namespace {

// The finalizer of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators").
constexpr std::uint64_t mix(std::uint64_t x) noexcept
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

constexpr std::string_view opaque(std::string_view tag) noexcept
{
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

/// Takes the next entity tag from the front of a list; empty at its end, or where it is malformed.
std::string_view next_tag(std::string_view& list) noexcept
{
    auto begin = list.find_first_not_of(" \t,"); // empty elements are legal (RFC 9110 §5.6.1.2)
    if (begin == std::string_view::npos) {
        return {};
    }
    list.remove_prefix(begin);
    std::size_t quote = list.starts_with("W/") ? 2 : 0;
    if (quote >= list.size() || list[quote] != '"') {
        return {};
    }
    auto end = list.find('"', quote + 1);
    if (end == std::string_view::npos) {
        return {};
    }
    auto tag = list.substr(0, end + 1);
    list.remove_prefix(tag.size());
    return tag;
}

/// Whether any of the fields of that name, one list in several lines, has an element that matches.
template <class Equal>
bool matches(const Fields& fields, std::string_view name, const Validators& validators, Equal equal)
{
    for (auto [field_name, value] : fields) {
        if (!core::iequals(field_name, name)) {
            continue;
        }
        if (core::trim(value) == "*") {
            return validators.exists;
        }
        for (auto tag = next_tag(value); !tag.empty(); tag = next_tag(value)) {
            if (!validators.entity_tag.empty() && equal(tag, validators.entity_tag)) {
                return true;
            }
        }
    }
    return false;
}

/// The date in a field; nothing if the field is absent, repeated or malformed: such ones are ignored
/// (RFC 9110 §13.1.3, §13.1.4).
std::optional<std::time_t> date_in(const Fields& fields, std::string_view name, std::time_t now)
{
    if (fields.count(name) != 1) {
        return std::nullopt;
    }
    return parse_date(fields[name], now);
}

} // namespace

std::string make_entity_tag(std::uint64_t size, std::int64_t modified_ns, std::uint64_t inode,
                            std::int64_t now_ns)
{
    constexpr std::int64_t settled = 2'000'000'000;
    auto hash = mix(mix(mix(inode) + static_cast<std::uint64_t>(modified_ns)) + size);
    // A change in the future tells of a clock that was set back: more such changes may come. The
    // subtraction is done unsigned, since a file's time may be anything.
    auto age = static_cast<std::int64_t>(static_cast<std::uint64_t>(now_ns) -
                                         static_cast<std::uint64_t>(modified_ns));
    std::string tag = now_ns > modified_ns && age > settled ? "\"" : "W/\"";
    for (int shift = 60; shift >= 0; shift -= 4) {
        tag.push_back("0123456789abcdef"[(hash >> shift) & 15]);
    }
    tag.push_back('"');
    return tag;
}

Precondition evaluate_preconditions(const Request& request, const Validators& validators, std::time_t now)
{
    const auto& fields = request.fields();
    bool is_read = request.method() == Method::get || request.method() == Method::head;
    if (fields.contains("If-Match")) {
        if (!matches(fields, "If-Match", validators, strongly_equal)) {
            return Precondition::precondition_failed;
        }
    } else if (validators.last_modified) {
        auto since = date_in(fields, "If-Unmodified-Since", now);
        if (since && *validators.last_modified > *since) {
            return Precondition::precondition_failed;
        }
    }
    if (fields.contains("If-None-Match")) {
        if (matches(fields, "If-None-Match", validators, weakly_equal)) {
            return is_read ? Precondition::not_modified : Precondition::precondition_failed;
        }
    } else if (is_read && validators.last_modified) {
        auto since = date_in(fields, "If-Modified-Since", now);
        if (since && *validators.last_modified <= *since) {
            return Precondition::not_modified;
        }
    }
    return Precondition::proceed;
}

bool range_condition_holds(const Request& request, const Validators& validators, std::time_t now)
{
    const auto& fields = request.fields();
    const auto count = fields.count("If-Range");
    if (count != 1) {
        return count == 0;
    }
    const auto value = core::trim(fields["If-Range"]);
    if (value.starts_with('"') || value.starts_with("W/")) {
        return !validators.entity_tag.empty() && strongly_equal(value, validators.entity_tag);
    }
    const auto date = parse_date(value, now);
    return date && date == validators.last_modified && validators.entity_tag.starts_with('"');
}

bool strongly_equal(std::string_view a, std::string_view b) noexcept
{
    return a == b && !a.starts_with("W/");
}

bool weakly_equal(std::string_view a, std::string_view b) noexcept
{
    return opaque(a) == opaque(b);
}

} // namespace hawser::http
