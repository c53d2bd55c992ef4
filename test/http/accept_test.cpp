// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/accept.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <vector>

namespace accept_test {

using namespace hawser;

namespace {

Fields with(std::string_view name, std::string_view value)
{
    Fields fields;
    fields.add(name, value);
    return fields;
}

std::string_view encoding(std::string_view accepted)
{
    constexpr std::array<std::string_view, 2> offered{"br", "gzip"};
    return http::best_encoding(with("Accept-Encoding", accepted), offered);
}

std::string_view type(std::string_view accepted, std::vector<std::string_view> offered)
{
    return http::best_type(with("Accept", accepted), offered);
}

std::string_view language(std::string_view accepted, std::vector<std::string_view> offered)
{
    return http::best_language(with("Accept-Language", accepted), offered);
}

} // namespace

BOOST_AUTO_TEST_SUITE(accept_test)

BOOST_AUTO_TEST_CASE(takes_a_list_apart)
{
    std::string_view list =
        " a;x=1;Q=0.25;ext=2 ,, b ; q = 1.000, c;q=, d;q=2, e;q=0.1234 ,f;x=\"1,;q=0\\\"\", ;q=1";
    http::Preference element;
    std::string seen;
    while (http::next_preference(list, element)) {
        seen.append(element.value).append("@").append(std::to_string(element.weight)).append("|");
    }
    BOOST_TEST(seen == "a;x=1@250|b@1000|e@123|f;x=\"1,;q=0\\\"\"@1000|");
}

BOOST_AUTO_TEST_CASE(sorts_by_weight_and_then_by_place)
{
    Fields fields;
    fields.add("Accept", "a/a;q=0.5, b/b, c/c;q=0");
    fields.add("accept", "d/d, e/e;q=0.5");
    BOOST_TEST(http::preferences(fields, "Accept") ==
                   (std::vector<std::string_view>{"b/b", "d/d", "a/a", "e/e"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(chooses_a_content_coding)
{
    BOOST_TEST(encoding("gzip, deflate, br, zstd") == "br"); // equal: the server's order
    BOOST_TEST(encoding("gzip, br;q=0.9") == "gzip");
    BOOST_TEST(encoding("gzip;q=0.001") == "gzip");
    BOOST_TEST(encoding("x-gzip") == "gzip");
    BOOST_TEST(encoding("GZIP") == "gzip");
    BOOST_TEST(encoding("*") == "br");
    BOOST_TEST(encoding("br;q=0, *") == "gzip");
    BOOST_TEST(encoding("*;q=0") == "");
    BOOST_TEST(encoding("gzip;q=0, br;q=0") == "");
    BOOST_TEST(encoding("deflate") == "");
    BOOST_TEST(encoding("") == "");
    BOOST_TEST(encoding("identity, gzip;q=0.5") == "");
    BOOST_TEST(encoding("identity;q=0.5, gzip;q=0.5") == "gzip");
    BOOST_TEST(encoding("identity;q=0") == "");
    BOOST_TEST(encoding("gzip;q=nonsense") == "");
    BOOST_TEST(http::best_encoding(Fields{}, std::array<std::string_view, 1>{"gzip"}) == "");
}

BOOST_AUTO_TEST_CASE(tells_the_quality_of_a_coding)
{
    auto fields = with("Accept-Encoding", "gzip;q=0.8, *;q=0.1");
    BOOST_TEST(http::encoding_quality(fields, "gzip") == 800u);
    BOOST_TEST(http::encoding_quality(fields, "br") == 100u);
    BOOST_TEST(http::encoding_quality(fields, "identity") == 100u);
    BOOST_TEST(http::encoding_quality(Fields{}, "br") == 0u);
    BOOST_TEST(http::encoding_quality(Fields{}, "identity") > 0u);
}

BOOST_AUTO_TEST_CASE(chooses_a_media_type)
{
    BOOST_TEST(type("text/html, application/json;q=0.9", {"application/json", "text/html"}) == "text/html");
    BOOST_TEST(type("*/*", {"application/json", "text/html"}) == "application/json");
    BOOST_TEST(type("TEXT/*;q=0.5, */*;q=0.1", {"application/json", "text/html"}) == "text/html");
    // The most specific range decides, wherever it stands (RFC 9110 §12.5.1).
    BOOST_TEST(type("text/*, text/plain;q=0", {"text/plain", "text/css"}) == "text/css");
    BOOST_TEST(type("text/plain;q=0, text/*", {"text/plain"}) == "");
    BOOST_TEST(type("text/html;level=1, text/html;q=0.4", {"text/html", "text/html;level=1"}) ==
               "text/html;level=1");
    BOOST_TEST(type("text/html;level=2", {"text/html"}) == "");
    BOOST_TEST(type("image/png", {"text/html"}) == "");
    BOOST_TEST(type("text", {"text/html"}) == "");
    BOOST_TEST(type("", {"text/html", "text/css"}) == "text/html");
    BOOST_TEST(http::best_type(Fields{}, std::vector<std::string_view>{"a/b", "c/d"}) == "a/b");
    BOOST_TEST(http::best_type(Fields{}, {}) == "");
}

BOOST_AUTO_TEST_CASE(chooses_a_language)
{
    BOOST_TEST(language("de-CH, en;q=0.5", {"en", "de"}) == "de");
    BOOST_TEST(language("da, en-gb;q=0.8, en;q=0.7", {"en", "de"}) == "en");
    BOOST_TEST(language("en", {"de", "en-GB"}) == "en-GB");
    BOOST_TEST(language("en", {"en-GB", "EN"}) == "EN");
    BOOST_TEST(language("zh-Hant-CN-x-private1", {"zh-Hant"}) == "zh-Hant");
    BOOST_TEST(language("de-AT", {"de-CH"}) == "");
    BOOST_TEST(language("*", {"fr", "en"}) == "fr");
    BOOST_TEST(language("fr;q=0, *", {"fr-CA", "en"}) == "en");
    BOOST_TEST(language("en;q=0, en-GB", {"en-US", "en-GB"}) == "en-GB");
    BOOST_TEST(language("*;q=0", {"fr"}) == "");
    BOOST_TEST(language("ja", {"fr"}) == "");
    BOOST_TEST(http::best_language(Fields{}, std::vector<std::string_view>{"fr", "en"}) == "fr");
    BOOST_TEST(http::best_language(Fields{}, {}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace accept_test
