// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/cookie_date.hpp"

#include "core/ascii.hpp"

#include <array>
#include <chrono>
#include <cstddef>

namespace hawser::http {
namespace {

constexpr bool is_delimiter(char c) noexcept
{
    auto byte = static_cast<unsigned char>(c);
    return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) ||
           (byte >= 0x5b && byte <= 0x60) || (byte >= 0x7b && byte <= 0x7e);
}

/// A number of `least` to `most` digits off the front; more digits than that are no such number.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) noexcept
{
    unsigned number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && core::is_digit(text[digits]); ++digits) {
        if (digits == most) {
            return std::nullopt;
        }
        number = number * 10 + static_cast<unsigned>(text[digits] - '0');
    }
    text.remove_prefix(digits);
    return digits < least ? std::nullopt : std::optional{number};
}

struct CookieDateParts {
    std::optional<std::chrono::seconds> time;
    std::optional<unsigned> day, month, year;

    bool take_time(std::string_view token) noexcept;
    bool take_month(std::string_view token) noexcept;
    void take(std::string_view token) noexcept;
};

/// `8:49:37` and anything that is no digit behind it.
bool CookieDateParts::take_time(std::string_view token) noexcept
{
    std::array<unsigned, 3> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) {
            if (!token.starts_with(':')) {
                return false;
            }
            token.remove_prefix(1);
        }
        auto value = take_number(token, 1, 2);
        if (!value) {
            return false;
        }
        values[i] = *value;
    }
    if (values[0] > 23 || values[1] > 59 || values[2] > 59) {
        return false;
    }
    time = std::chrono::hours{values[0]} + std::chrono::minutes{values[1]} + std::chrono::seconds{values[2]};
    return true;
}

bool CookieDateParts::take_month(std::string_view token) noexcept
{
    constexpr std::array<std::string_view, 12> names{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < names.size(); ++i) {
        if (core::iequals(token.substr(0, 3), names[i])) {
            month = i + 1;
            return true;
        }
    }
    return false;
}

/// A token is the first of what is missing that it has the form of.
void CookieDateParts::take(std::string_view token) noexcept
{
    if (!time && take_time(token)) {
        return;
    }
    if (auto rest = token; !day) {
        if (auto number = take_number(rest, 1, 2)) {
            day = number;
            return;
        }
    }
    if (!month && take_month(token)) {
        return;
    }
    if (auto rest = token; !year) {
        year = take_number(rest, 2, 4);
    }
}

} // namespace

std::optional<std::time_t> parse_cookie_date(std::string_view text) noexcept
{
    CookieDateParts parts;
    while (!text.empty()) {
        std::size_t begin = 0;
        while (begin < text.size() && is_delimiter(text[begin])) {
            ++begin;
        }
        auto end = begin;
        while (end < text.size() && !is_delimiter(text[end])) {
            ++end;
        }
        if (end > begin) {
            parts.take(text.substr(begin, end - begin));
        }
        text.remove_prefix(end);
    }
    if (!parts.time || !parts.day || !parts.month || !parts.year) {
        return std::nullopt;
    }
    auto year = *parts.year;
    year += year < 70 ? 2000u : year < 100 ? 1900u : 0u;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{*parts.month}, std::chrono::day{*parts.day}};
    if (year < 1601 || !date.ok()) {
        return std::nullopt;
    }
    const std::chrono::sys_seconds moment{std::chrono::sys_days{date} + *parts.time};
    return static_cast<std::time_t>(moment.time_since_epoch().count());
}

} // namespace hawser::http
