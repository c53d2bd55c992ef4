// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace hawser::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> day_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::time_t to_time(year_month_day date) noexcept
{
    return static_cast<std::time_t>(sys_seconds{sys_days{date}}.time_since_epoch().count());
}

constexpr std::time_t earliest = to_time(year{0} / January / 1);
constexpr std::time_t latest = to_time(year{10000} / January / 1) - 1;

void append_two_digits(std::string& out, unsigned number)
{
    out.push_back(static_cast<char>('0' + number / 10 % 10));
    out.push_back(static_cast<char>('0' + number % 10));
}

/// A cursor over the text: each member takes what it names off the front, or makes the reader fail.
class Reader {
public:
    explicit Reader(std::string_view text) noexcept : text_{text} {}

    bool ok() const noexcept { return ok_; }
    bool done() const noexcept { return ok_ && text_.empty(); }

    void literal(std::string_view expected) noexcept
    {
        ok_ = ok_ && text_.starts_with(expected);
        text_.remove_prefix(ok_ ? expected.size() : 0);
    }

    unsigned digits(std::size_t count) noexcept
    {
        ok_ = ok_ && text_.size() >= count;
        unsigned number = 0;
        for (std::size_t i = 0; ok_ && i < count; ++i) {
            ok_ = text_[i] >= '0' && text_[i] <= '9';
            number = number * 10 + static_cast<unsigned>(text_[i] - '0');
        }
        text_.remove_prefix(ok_ ? count : 0);
        return ok_ ? number : 0;
    }

    unsigned month() noexcept
    {
        auto found = std::find(month_names.begin(), month_names.end(), text_.substr(0, 3));
        ok_ = ok_ && found != month_names.end();
        text_.remove_prefix(ok_ ? 3 : 0);
        return ok_ ? static_cast<unsigned>(found - month_names.begin()) + 1 : 0;
    }

    seconds time_of_day() noexcept
    {
        auto hour = digits(2);
        literal(":");
        auto minute = digits(2);
        literal(":");
        auto second = digits(2);
        // 60 is a leap second.
        ok_ = ok_ && hour < 24 && minute < 60 && second <= 60;
        return hours{hour} + minutes{minute} + seconds{second};
    }

    /// A day of one digit is padded with a space in the form of asctime.
    unsigned padded_day() noexcept
    {
        if (ok_ && text_.starts_with(' ')) {
            literal(" ");
            return digits(1);
        }
        return digits(2);
    }

private:
    std::string_view text_;
    bool ok_ = true;
};

struct DateParts {
    unsigned day = 0;
    unsigned month = 0;
    unsigned year = 0;
    seconds time_of_day{};
};

/// `06 Nov 1994 08:49:37 GMT`, behind `Sun, `.
bool read_fixdate(Reader& in, DateParts& parts)
{
    parts.day = in.digits(2);
    in.literal(" ");
    parts.month = in.month();
    in.literal(" ");
    parts.year = in.digits(4);
    in.literal(" ");
    parts.time_of_day = in.time_of_day();
    in.literal(" GMT");
    return in.done();
}

/// `06-Nov-94 08:49:37 GMT`, behind `Sunday, `.
bool read_rfc850(Reader& in, DateParts& parts, std::time_t now)
{
    parts.day = in.digits(2);
    in.literal("-");
    parts.month = in.month();
    in.literal("-");
    auto in_century = in.digits(2);
    in.literal(" ");
    parts.time_of_day = in.time_of_day();
    in.literal(" GMT");
    auto clamped = std::clamp(now, earliest, latest);
    year_month_day today{floor<days>(sys_seconds{seconds{clamped}})};
    auto this_year = static_cast<unsigned>(static_cast<int>(today.year()));
    parts.year = this_year - this_year % 100 + in_century;
    if (parts.year > this_year + 50 && parts.year >= 100) {
        parts.year -= 100;
    }
    return in.done();
}

/// `Nov  6 08:49:37 1994`, behind `Sun `.
bool read_asctime(Reader& in, DateParts& parts)
{
    parts.month = in.month();
    in.literal(" ");
    parts.day = in.padded_day();
    in.literal(" ");
    parts.time_of_day = in.time_of_day();
    in.literal(" ");
    parts.year = in.digits(4);
    return in.done();
}

bool read(std::string_view text, std::time_t now, DateParts& parts)
{
    for (auto day_name : day_names) {
        auto short_name = day_name.substr(0, 3);
        if (!text.starts_with(short_name)) {
            continue;
        }
        auto rest = text.substr(3);
        if (rest.starts_with(", ")) {
            Reader in{rest.substr(2)};
            return read_fixdate(in, parts);
        }
        if (rest.starts_with(' ')) {
            Reader in{rest.substr(1)};
            return read_asctime(in, parts);
        }
        Reader in{text};
        in.literal(day_name);
        in.literal(", ");
        return read_rfc850(in, parts, now);
    }
    return false;
}

} // namespace

void append_date(std::string& out, std::time_t time)
{
    sys_seconds point{seconds{std::clamp(time, earliest, latest)}};
    auto midnight = floor<days>(point);
    year_month_day date{midnight};
    hh_mm_ss clock{point - midnight};
    auto year = static_cast<unsigned>(static_cast<int>(date.year()));

    out.append(day_names[weekday{midnight}.c_encoding()].substr(0, 3)).append(", ");
    append_two_digits(out, static_cast<unsigned>(date.day()));
    out.append(" ").append(month_names[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_two_digits(out, year / 100);
    append_two_digits(out, year % 100);
    out.append(" ");
    append_two_digits(out, static_cast<unsigned>(clock.hours().count()));
    out.append(":");
    append_two_digits(out, static_cast<unsigned>(clock.minutes().count()));
    out.append(":");
    append_two_digits(out, static_cast<unsigned>(clock.seconds().count()));
    out.append(" GMT");
}

std::string format_date(std::time_t time)
{
    std::string out;
    out.reserve(29);
    append_date(out, time);
    return out;
}

std::optional<std::time_t> parse_date(std::string_view text, std::time_t now)
{
    DateParts parts;
    if (!read(text, now, parts)) {
        return std::nullopt;
    }
    year_month_day date{year{static_cast<int>(parts.year)}, month{parts.month}, day{parts.day}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return static_cast<std::time_t>(
        (sys_seconds{sys_days{date}} + parts.time_of_day).time_since_epoch().count());
}

} // namespace hawser::http
