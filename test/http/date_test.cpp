// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/date.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>

namespace date_test {

using namespace hawser::http;

namespace {

constexpr std::time_t in_1994 = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::time_t in_2026 = 1795366350; // Sun, 22 Nov 2026 16:12:30 GMT

constexpr const char* refused[] = {
    "",
    "Sun",
    "Sun,",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT",
    "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 29 Feb 2026 08:49:37 GMT",
    "Sun, 06 Nov +994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:3x GMT",
    "Sun, 06-Nov-94 08:49:37 GMT",
    "Sunday, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sunda, 06-Nov-94 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994",
    "Sun Nov  6 08:49:37 94",
    "Sun Nov  6 08:49:37 1994 GMT",
    "784111777",
};

} // namespace

BOOST_AUTO_TEST_SUITE(date)

BOOST_AUTO_TEST_CASE(writes_the_preferred_form)
{
    BOOST_TEST(format_date(in_1994) == "Sun, 06 Nov 1994 08:49:37 GMT");
    BOOST_TEST(format_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    BOOST_TEST(format_date(-1) == "Wed, 31 Dec 1969 23:59:59 GMT");
    BOOST_TEST(format_date(951782400) == "Tue, 29 Feb 2000 00:00:00 GMT");
    std::string out = "Date: ";
    append_date(out, in_1994);
    BOOST_TEST(out == "Date: Sun, 06 Nov 1994 08:49:37 GMT");
}

BOOST_AUTO_TEST_CASE(writes_29_characters_for_any_time)
{
    using limits = std::numeric_limits<std::time_t>;
    BOOST_TEST(format_date(limits::min()) == "Sat, 01 Jan 0000 00:00:00 GMT");
    BOOST_TEST(format_date(limits::max()) == "Fri, 31 Dec 9999 23:59:59 GMT");
}

BOOST_AUTO_TEST_CASE(reads_all_three_forms)
{
    BOOST_TEST(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", in_2026).value() == in_1994);
    BOOST_TEST(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", in_2026).value() == in_1994);
    BOOST_TEST(parse_date("Sun Nov  6 08:49:37 1994", in_2026).value() == in_1994);
    BOOST_TEST(parse_date("Sun Nov 16 08:49:37 1994", in_2026).value() == in_1994 + 10 * 86400);
    BOOST_TEST(parse_date("Sat, 31 Dec 2016 23:59:60 GMT", in_2026).value() == 1483228800); // a leap second
}

BOOST_AUTO_TEST_CASE(reads_what_it_writes)
{
    for (std::time_t time = -2'000'000'000; time < 5'000'000'000; time += 97'654'321) {
        BOOST_TEST(parse_date(format_date(time), in_2026).value() == time);
    }
}

BOOST_AUTO_TEST_CASE(puts_two_digits_into_the_nearest_century)
{
    auto year_of = [](const char* text) {
        return format_date(parse_date(text, in_2026).value()).substr(12, 4);
    };
    BOOST_TEST(year_of("Sunday, 06-Nov-26 08:49:37 GMT") == "2026");
    BOOST_TEST(year_of("Sunday, 06-Nov-76 08:49:37 GMT") == "2076");
    BOOST_TEST(year_of("Sunday, 06-Nov-77 08:49:37 GMT") == "1977");
    BOOST_TEST(year_of("Sunday, 06-Nov-99 08:49:37 GMT") == "1999");
    BOOST_TEST(year_of("Sunday, 06-Nov-00 08:49:37 GMT") == "2000");
}

BOOST_AUTO_TEST_CASE(refuses_everything_else)
{
    for (auto text : refused) {
        BOOST_TEST(!parse_date(text, in_2026).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace date_test
