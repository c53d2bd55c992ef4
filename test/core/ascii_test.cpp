// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/ascii.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ascii_test {

BOOST_AUTO_TEST_SUITE(ascii_test)

using namespace hawser::core;

BOOST_AUTO_TEST_CASE(compares_without_case)
{
    BOOST_TEST(iequals("", ""));
    BOOST_TEST(iequals("Sec-WebSocket-Key", "sEC-wEBsOCKET-kEY"));
    BOOST_TEST(!iequals("abc", "abcd"));
    BOOST_TEST(!iequals("abc", "abd"));
    // Only letters have a case: these pairs differ in the same bit.
    BOOST_TEST(!iequals("@", "`"));
    BOOST_TEST(!iequals("[", "{"));
    BOOST_TEST(!iequals("\xc4", "\xe4"));
}

BOOST_AUTO_TEST_CASE(token_characters)
{
    const std::string_view others = "()<>@,;:\\\"/[]?={} \t\r\n\x7f\x80\xff";
    int count = 0;
    for (int c = 0; c < 256; ++c) {
        count += is_token_char(static_cast<char>(c)) ? 1 : 0;
    }
    BOOST_TEST(count == 77); // 10 digits, 52 letters, 15 others
    for (char c : others) {
        BOOST_TEST(!is_token_char(c));
    }
    BOOST_TEST(!is_token_char('\0'));
    BOOST_TEST(is_token("!#$%&'*+-.^_`|~aZ09"));
    BOOST_TEST(!is_token(""));
    BOOST_TEST(!is_token("a b"));
}

BOOST_AUTO_TEST_CASE(classes_of_characters)
{
    for (int i = 0; i < 256; ++i) {
        const auto c = static_cast<char>(i);
        BOOST_TEST(is_digit(c) == (std::string_view{"0123456789"}.find(c) != std::string_view::npos));
        BOOST_TEST(is_alpha(c) == ((i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z')));
        BOOST_TEST(is_control(c) == (i < 32 || i == 127));
        BOOST_TEST(is_control_but_tab(c) == (is_control(c) && i != 9));
    }
}

BOOST_AUTO_TEST_CASE(trims_spaces_and_tabs)
{
    BOOST_TEST(trim(" \t a b\t ") == "a b");
    BOOST_TEST(trim(" \t ") == "");
    BOOST_TEST(trim("\r\n") == "\r\n");
}

BOOST_AUTO_TEST_CASE(takes_lists_apart)
{
    std::string_view list = " a ,,b\t,c, ";
    std::vector<std::string> elements;
    while (!list.empty()) {
        elements.emplace_back(next_element(list));
    }
    const std::vector<std::string> expected = {"a", "", "b", "c", ""};
    BOOST_TEST(elements == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace ascii_test
