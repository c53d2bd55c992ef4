// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/glob.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace glob_test {

using hawser::http::glob_matches;
using hawser::http::path_matches;

BOOST_AUTO_TEST_SUITE(glob)

BOOST_AUTO_TEST_CASE(fits_the_whole_text)
{
    BOOST_TEST(glob_matches("", ""));
    BOOST_TEST(!glob_matches("", "a"));
    BOOST_TEST(glob_matches("abc", "abc"));
    BOOST_TEST(!glob_matches("abc", "abcd"));
    BOOST_TEST(!glob_matches("abcd", "abc"));
    BOOST_TEST(!glob_matches("abc", "ABC"));
    BOOST_TEST(glob_matches("a?c", "abc"));
    BOOST_TEST(!glob_matches("a?c", "ac"));
    BOOST_TEST(!glob_matches("?", ""));
}

BOOST_AUTO_TEST_CASE(stars_take_any_number_of_characters)
{
    for (const auto* text : {"", "a", "/a/b.c"}) {
        BOOST_TEST(glob_matches("*", text));
        BOOST_TEST(glob_matches("**", text));
    }
    BOOST_TEST(glob_matches("*.html", "/a/b.html"));
    BOOST_TEST(glob_matches("*.html", ".html"));
    BOOST_TEST(!glob_matches("*.html", "/a/b.html.gz"));
    BOOST_TEST(glob_matches("/a/*/c*", "/a/b/b/cd"));
    BOOST_TEST(glob_matches("a*b*c", "a-b-b-c-c"));
    BOOST_TEST(!glob_matches("a*b*c", "a-c-b"));
    BOOST_TEST(glob_matches("*a?", "aab"));
    BOOST_TEST(!glob_matches("*a?", "aba"));
}

BOOST_AUTO_TEST_CASE(takes_no_exponential_time)
{
    std::string pattern;
    for (int i = 0; i < 100; ++i) {
        pattern += "*a";
    }
    BOOST_TEST(!glob_matches(pattern + "b", std::string(1000, 'a')));
}

BOOST_AUTO_TEST_CASE(patterns_of_paths_and_of_names)
{
    BOOST_TEST(path_matches("/assets/*", "/assets/js/app.js"));
    BOOST_TEST(!path_matches("/assets/*", "/other/assets/app.js"));
    BOOST_TEST(path_matches("*.js", "/assets/js/app.js"));
    BOOST_TEST(path_matches("robots.txt", "/robots.txt"));
    BOOST_TEST(path_matches("robots.txt", "/a/robots.txt"));
    BOOST_TEST(!path_matches("/robots.txt", "/a/robots.txt"));
    BOOST_TEST(path_matches("app-*.js", "/a/app-1.js"));
    BOOST_TEST(!path_matches("app-*.js", "/app-1/x.js"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace glob_test
