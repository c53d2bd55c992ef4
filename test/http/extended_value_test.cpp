// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/extended_value.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

namespace extended_value_test {

using namespace hawser::http;

BOOST_AUTO_TEST_SUITE(extended_value_test)

BOOST_AUTO_TEST_CASE(reads)
{
    BOOST_TEST(parse_extended_value("UTF-8''J%C3%A4s%C3%B8n%20Doe").value() == "Jäsøn Doe");
    BOOST_TEST(parse_extended_value("utf-8'en'%c2%a3%20rates").value() == "£ rates");
    BOOST_TEST(parse_extended_value("UTF-8''").value() == "");
    BOOST_TEST(parse_extended_value("UTF-8''%2541").value() == "%41");
}

BOOST_AUTO_TEST_CASE(refuses)
{
    for (const std::string_view value :
         {"", "UTF-8", "UTF-8'", "UTF-8'en", "ISO-8859-1''a", "UTF-8''a b", "UTF-8''a'b", "UTF-8''a*",
          "UTF-8''%", "UTF-8''%4", "UTF-8''%4g", "UTF-8''%ff", "UTF-8''%C3", "UTF-8''\xc3\xa4",
          "UTF-8''\"a\"", "''a"})
        BOOST_TEST(!parse_extended_value(value).has_value(), value);
}

BOOST_AUTO_TEST_CASE(reads_what_it_writes)
{
    BOOST_TEST(make_extended_value("Jäsøn Doe") == "UTF-8''J%C3%A4s%C3%B8n%20Doe");
    for (const std::string_view text : {"", "a", "100%'*", "世界", "a\tb"})
        BOOST_TEST(parse_extended_value(make_extended_value(text)).value() == text);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace extended_value_test
