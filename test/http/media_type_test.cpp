// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/media_type.hpp"

#include <boost/test/unit_test.hpp>

namespace media_type_test {

using namespace hawser::http;

BOOST_AUTO_TEST_SUITE(media_types)

BOOST_AUTO_TEST_CASE(reads_type_and_parameters)
{
    BOOST_TEST(media_type("Text/HTML; charset=utf-8") == "text/html");
    BOOST_TEST(media_type(" application/json ") == "application/json");
    for (auto bad : {"", "text", "text/", "/html", "te xt/html", "text/html x", "a/b/c"}) {
        BOOST_TEST(media_type(bad) == "", bad);
    }
    BOOST_TEST(media_parameter("a/b; X=1; charset = \"u\\\"t;f\"; charset=2", "Charset").value() == "u\"t;f");
    BOOST_TEST(media_parameter("a/b;;x;y=\"z", "y").value() == "\"z");
    BOOST_TEST(media_parameter("a/b; x=", "x").value() == "");
    BOOST_TEST(!media_parameter("a/b; x", "x").has_value());
    BOOST_TEST(!media_parameter("charset=utf-8", "charset").has_value());
}

BOOST_AUTO_TEST_CASE(splits_outside_of_quotes_only)
{
    std::string_view text = " a \"x,\\\",y\" , b,, \"c,";
    BOOST_TEST(take_quoted(text, ',') == "a \"x,\\\",y\"");
    BOOST_TEST(take_quoted(text, ',') == "b");
    BOOST_TEST(take_quoted(text, ',') == "");
    BOOST_TEST(take_quoted(text, ',') == "\"c,");
    BOOST_TEST(text == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace media_type_test
