// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/pattern.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pattern_test {

namespace {

using hawser::server::Pattern;

/// What a pattern finds in a path: `name=value` joined by `&`; nothing if it does not match.
std::optional<std::string> match(std::string_view pattern_text, std::string_view path)
{
    const Pattern pattern{pattern_text};
    Pattern::Parameters parameters;
    if (!pattern.match(path, parameters)) {
        BOOST_TEST(parameters.empty());
        return std::nullopt;
    }
    std::string found;
    for (const auto& [name, value] : parameters) {
        found.append(found.empty() ? "" : "&").append(name).append("=").append(value);
    }
    return found;
}

bool matches(std::string_view pattern, std::string_view path)
{
    return match(pattern, path).has_value();
}

/// The text of the exception; empty if the pattern is a good one.
std::string refusal(std::string_view text)
{
    try {
        const Pattern pattern{text};
        return {};
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(pattern_test)

BOOST_AUTO_TEST_CASE(exact)
{
    BOOST_TEST(Pattern{"/a/b"}.is_exact());
    BOOST_TEST(matches("/a/b", "/a/b"));
    BOOST_TEST(matches("/", "/"));
    for (const auto* other : {"/a", "/a/", "/a/b/", "/a/bc", "/A/b", "/a/b/c", "a/b", "", "*"}) {
        BOOST_TEST(!matches("/a/b", other), other);
    }
    BOOST_TEST(!matches("/", ""));
    BOOST_TEST(matches("/a//b", "/a//b"));
}

BOOST_AUTO_TEST_CASE(a_parameter_is_one_segment_that_is_not_empty)
{
    BOOST_TEST(!Pattern{"/a/{x}"}.is_exact());
    BOOST_TEST(match("/a/{x}", "/a/1").value() == "x=1");
    BOOST_TEST(match("/a/{x}", "/a/{x}").value() == "x={x}");
    BOOST_TEST(match("/{x}", "/b c").value() == "x=b c");
    BOOST_TEST(match("/{a}/{b_2}/c", "/1/2/c").value() == "a=1&b_2=2");
    for (const auto* other : {"/a", "/a/", "/a//", "/a/1/", "/a/1/2", "/b/1", "", "/", "a/1", "//1"}) {
        BOOST_TEST(!matches("/a/{x}", other), other);
    }
    BOOST_TEST(!matches("/{a}/{b}/c", "/1/2/d"));
    BOOST_TEST(!matches("/{a}/{b}/c", "/1//c"));
}

BOOST_AUTO_TEST_CASE(a_star_is_any_rest)
{
    BOOST_TEST(!Pattern{"/a/*"}.is_exact());
    BOOST_TEST(match("/a/*", "/a/").value() == "*=");
    BOOST_TEST(match("/a/*", "/a/b").value() == "*=b");
    BOOST_TEST(match("/a/*", "/a/b/c/").value() == "*=b/c/");
    BOOST_TEST(match("/a/*", "/a//").value() == "*=/");
    BOOST_TEST(match("/*", "/").value() == "*=");
    BOOST_TEST(match("/*", "/x/y").value() == "*=x/y");
    BOOST_TEST(match("/u/{id}/*", "/u/7/x/y").value() == "id=7&*=x/y");
    BOOST_TEST(!matches("/a/*", "/a"));
    BOOST_TEST(!matches("/a/*", "/ab/"));
    BOOST_TEST(!matches("/*", ""));
    BOOST_TEST(!matches("/*", "*"));
    BOOST_TEST(!matches("/u/{id}/*", "/u/7"));
    BOOST_TEST(!matches("/u/{id}/*", "/u//x"));
}

BOOST_AUTO_TEST_CASE(what_matched_before_stays)
{
    const Pattern pattern{"/{a}/{b}/x"};
    Pattern::Parameters parameters{{"before", "1"}};
    BOOST_TEST(!pattern.match("/1/2/y", parameters));
    BOOST_TEST(parameters.size() == 1);
    BOOST_TEST(pattern.match("/1/2/x", parameters));
    BOOST_TEST(parameters.size() == 3);
}

BOOST_AUTO_TEST_CASE(literal_prefix)
{
    BOOST_TEST(Pattern{"/abc"}.literal_prefix() == 4);
    BOOST_TEST(Pattern{"/abc/{x}/d"}.literal_prefix() == 5);
    BOOST_TEST(Pattern{"/abc/*"}.literal_prefix() == 5);
    BOOST_TEST(Pattern{"/*"}.literal_prefix() == 1);
}

BOOST_AUTO_TEST_CASE(malformed_patterns_are_refused_by_name)
{
    for (const auto* text : {"", "a", "*", "{x}", "/a*", "/*a", "/a/*/b", "/*/", "/a{x}", "/{x}a", "/{}",
                             "/{", "/}", "/{a b}", "/{a-b}", "/{*}", "/{x}/{x}", "/a/{x", "/{{x}}"}) {
        const auto why = refusal(text);
        BOOST_TEST(!why.empty(), text);
        BOOST_TEST((why.find("path \"" + std::string{text} + "\" cannot be used: ") == 0), why);
    }
    BOOST_TEST(refusal("/{x}/{y}/*").empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace pattern_test
