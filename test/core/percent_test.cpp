// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/percent.hpp"

#include <boost/test/unit_test.hpp>

namespace percent_test {

using namespace hawser::core;
using namespace std::string_literals;

namespace {

std::string decoded(std::string_view text, PlusSign plus = PlusSign::literal)
{
    std::string out = "=";
    percent_decode(out, text, plus);
    return out.substr(1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(percent)

BOOST_AUTO_TEST_CASE(decodes_once)
{
    BOOST_TEST(decoded("") == "");
    BOOST_TEST(decoded("a%20b%2Fc%2fd") == "a b/c/d");
    BOOST_TEST(decoded("%252e") == "%2e");
    BOOST_TEST(decoded("%2525") == "%25");
    BOOST_TEST(decoded("%00") == "\0"s);
    BOOST_TEST(decoded("%ff") == "\xff");
}

BOOST_AUTO_TEST_CASE(leaves_what_is_no_escape)
{
    BOOST_TEST(decoded("%") == "%");
    BOOST_TEST(decoded("%4") == "%4");
    BOOST_TEST(decoded("%4g%g4%%41") == "%4g%g4%A");
}

BOOST_AUTO_TEST_CASE(reads_plus_as_space_where_asked_to)
{
    BOOST_TEST(decoded("a+b%2B") == "a+b+");
    BOOST_TEST(decoded("a+b%2B", PlusSign::space) == "a b+");
}

BOOST_AUTO_TEST_CASE(knows_hex_digits)
{
    BOOST_TEST(hex_value('0') == 0);
    BOOST_TEST(hex_value('9') == 9);
    BOOST_TEST(hex_value('a') == 10);
    BOOST_TEST(hex_value('F') == 15);
    for (char c : "/:@G`g x\xff"s) {
        BOOST_TEST(hex_value(c) == -1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace percent_test
