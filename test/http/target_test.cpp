// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/target.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace target_test {

using namespace hawser::http;
using namespace std::string_view_literals;

namespace {

struct Split {
    std::string_view target;
    TargetForm form;
    std::string_view path;
    std::string_view query;
};

const Split splits[] = {
    {"/", TargetForm::origin, "/", ""},
    {"/a/b?c=d?e", TargetForm::origin, "/a/b", "c=d?e"},
    {"/?", TargetForm::origin, "/", ""},
    {"//a/b", TargetForm::origin, "//a/b", ""},
    {"/a:b@c", TargetForm::origin, "/a:b@c", ""},
    {"/%41?%42", TargetForm::origin, "/%41", "%42"},
    {"/\xc3\xa4", TargetForm::origin, "/\xc3\xa4", ""},
    {"*", TargetForm::asterisk, "*", ""},
    {"http://a", TargetForm::absolute, "", ""},
    {"http://a?b", TargetForm::absolute, "", "b"},
    {"http://a/b?c", TargetForm::absolute, "/b", "c"},
    {"ws+unix.1-x://[::1]:80/b", TargetForm::absolute, "/b", ""},
    {"http://a/http://b", TargetForm::absolute, "/http://b", ""},
    {"a:80", TargetForm::authority, "", ""},
    {"[::1]:80", TargetForm::authority, "", ""},
};

const std::string_view refused[] = {
    "",           "a",           "a/b",         "?",           "*a",          "**",           "/ ",
    "/a b",       "/\t",         "/\x7f",       "/a\0b"sv,     "/a\r",        "/a\n",         "/a#b",
    "/#",         "/%",          "/%4",         "/%4g",        "/%g4",        "/?%",          "/?%4x",
    "/%00",       "/%0d",        "/%0A",        "http:",       "http:/",      "http:/a",      "http://",
    "http:///a",  "http://:80/", "http://u@a/", "http://a b/", "http://a:b/", "http://[::1/", "1http://a/",
    "ht_tp://a/", "://a/",       "a:",          ":80",         "a:b",         "a:80/",        "u@a:80",
    "[::1]",      "a:123456",
};

} // namespace

BOOST_AUTO_TEST_SUITE(target)

BOOST_AUTO_TEST_CASE(splits_all_four_forms)
{
    for (const auto& row : splits) {
        BOOST_TEST_CONTEXT(row.target)
        {
            auto parts = split_target(row.target);
            BOOST_REQUIRE(parts.has_value());
            BOOST_TEST((parts->form == row.form));
            BOOST_TEST(row.target.substr(parts->path_begin, parts->path_end - parts->path_begin) == row.path);
            BOOST_TEST(row.target.substr(parts->query_begin, parts->query_end - parts->query_begin) ==
                       row.query);
            BOOST_TEST(parts->escaped == (row.path.find('%') != std::string_view::npos));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_the_rest)
{
    for (auto target : refused) {
        BOOST_TEST(!split_target(target).has_value(), target);
    }
}

// In the query an escaped line break is only text of a form.
BOOST_AUTO_TEST_CASE(takes_escaped_controls_in_the_query)
{
    BOOST_TEST(split_target("/?a=%0d%0a%00").has_value());
}

BOOST_AUTO_TEST_CASE(checks_authorities)
{
    for (auto text : {"", "a", "a.example:80", "a:", "127.0.0.1:8080", "[::1]", "[::ffff:1.2.3.4]:80",
                      "a_b-c~d", "%41", "xn--a"}) {
        BOOST_TEST(is_authority(text), text);
    }
    for (auto text : {"a b", "a/b", "a\\b", "u@a",   "a:b",      "a:-1",   "a:123456", "a:1:2",
                      "::1", "[",   "[]",   "[a]",   "[::1",     "[::1]a", "[::1]80",  "[::1%25x]",
                      "%4",  "a?",  "a#",   "a\x01", "\xc3\xa4", "a\"",    "<a>"}) {
        BOOST_TEST(!is_authority(text), text);
    }
}

BOOST_AUTO_TEST_CASE(schemes_of_another_server)
{
    using hawser::http::has_foreign_scheme;
    for (const auto* target : {"/", "/a://b", "*", "http://x/", "HTTP://x"})
        BOOST_TEST(!has_foreign_scheme(target, false), target);
    for (const auto* target : {"https://x/", "ftp://x/", "ws://x/"})
        BOOST_TEST(has_foreign_scheme(target, false), target);
    BOOST_TEST(!has_foreign_scheme("https://x/", true));
    BOOST_TEST(has_foreign_scheme("http://x/", true));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace target_test
