// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/json.hpp"
#include "core/utf8.hpp"

#include <boost/test/unit_test.hpp>

namespace json_test {

using namespace hawser::core;

namespace {

std::string json(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_string)

BOOST_AUTO_TEST_CASE(leaves_text_as_it_is)
{
    BOOST_TEST(json("") == R"("")");
    BOOST_TEST(json("a b/c") == R"("a b/c")");
    BOOST_TEST(json("gr\u00fc\u00df \u20ac \U0001f600") == "\"gr\u00fc\u00df \u20ac \U0001f600\"");
    std::string out = "x";
    append_json_string(out, "y");
    BOOST_TEST(out == "x\"y\"");
}

BOOST_AUTO_TEST_CASE(escapes_what_would_end_the_string_or_the_line)
{
    BOOST_TEST(json("\"\\") == R"("\"\\")");
    BOOST_TEST(json("\n\r\t") == R"("\n\r\t")");
    BOOST_TEST(json(std::string_view{"\0\x01\x1b\x7f", 4}) == R"("\u0000\u0001\u001b\u007f")");
    BOOST_TEST(json("\u0085\u009b\u00a0") == "\"\\u0085\\u009b\u00a0\"");
    BOOST_TEST(json("\u2028\u2029\u2027") == "\"\\u2028\\u2029\u2027\"");
}

BOOST_AUTO_TEST_CASE(replaces_what_is_no_text)
{
    BOOST_TEST(json("a\xff"
                    "b") == R"("a\ufffdb")");
    BOOST_TEST(json("\xc3") == R"("\ufffd")");
    BOOST_TEST(json("\xc3\"") == R"("\ufffd\"")");
    BOOST_TEST(json("\xe2\x82") == R"("\ufffd\ufffd")");
    BOOST_TEST(json("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")"); // a surrogate
    BOOST_TEST(json("\xc0\xaf") == R"("\ufffd\ufffd")");           // overlong
}

BOOST_AUTO_TEST_CASE(is_one_line_of_utf8_whatever_comes_in)
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const char bytes[] = {static_cast<char>(first), static_cast<char>(second), '"'};
            const auto out = json({bytes, sizeof bytes});
            BOOST_TEST_REQUIRE(is_valid_utf8(out));
            for (const char c : out)
                BOOST_TEST_REQUIRE((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
            BOOST_TEST_REQUIRE(out.substr(out.size() - 3) == "\\\"\"");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace json_test
