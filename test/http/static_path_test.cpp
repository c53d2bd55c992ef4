// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/static_path.hpp"

#include <hawser/request.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace static_path_test {

using hawser::http::static_path;
using namespace std::string_view_literals;

namespace {

struct Mapped {
    std::string_view path;
    std::string_view file;
};

const Mapped mapped[] = {
    {"/", ""},
    {"/index.html", "index.html"},
    {"/a/b/c.txt", "a/b/c.txt"},
    {"/a/", "a/"},
    {"/a b", "a b"},
    {"/a..b", "a..b"},
    {"/a.", "a."},
    {"/a/b../c", "a/b../c"},
    {"/~user", "~user"},
    {"/%2e%2e/%2f", "%2e%2e/%2f"}, // decoded once already: a name
    {"/\xc3\xa4", "\xc3\xa4"},
    {"/.well-known", ".well-known"},
    {"/.well-known/acme-challenge/x", ".well-known/acme-challenge/x"},
};

const std::string_view refused[] = {
    "",
    "*",
    "index.html",
    "../etc/passwd",
    "http://a/",
    "/..",
    "/../",
    "/../etc/passwd",
    "/a/..",
    "/a/../b",
    "/a/../../b",
    "/.",
    "/./",
    "/a/.",
    "/a/./b",
    "//",
    "//etc/passwd",
    "/a//b",
    "/a//",
    "///",
    "/...",
    "/....//",
    "/..\\",
    "/\\..\\..",
    "\\",
    "/a\\b",
    "/C:",
    "/C:/windows",
    "/c:\\windows",
    "/file.txt::$DATA",
    "/a\0b"sv,
    "/a.html\0.png"sv,
    "/a\nb",
    "/a\rb",
    "/a\tb",
    "/\x7f",
    "/\x01",
    "/.git",
    "/.git/config",
    "/a/.env",
    "/.env",
    "/.htaccess",
    "/.well-known/.git",
    "/a/.well-known",
    "/.well-knownx",
    "/.Well-Known",
    "/.well-known/..",
    "/.well-known/../.git",
};

/// From the target on the wire.
std::optional<std::string> mapped_target(std::string_view target)
{
    hawser::Request request;
    return request.target(target) ? static_path(request.path()) : std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_SUITE(static_paths)

BOOST_AUTO_TEST_CASE(maps_plain_paths)
{
    for (const auto& row : mapped) {
        BOOST_TEST_CONTEXT(row.path)
        {
            auto file = static_path(row.path);
            BOOST_REQUIRE(file.has_value());
            BOOST_TEST(*file == row.file);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_every_way_out)
{
    for (auto path : refused) {
        BOOST_TEST(!static_path(path).has_value(), path);
    }
}

BOOST_AUTO_TEST_CASE(refuses_escaped_ways_out)
{
    for (auto target : {"/%2e%2e/etc/passwd", "/%2E%2E%2Fetc", "/..%2fetc", "/%2e%2e%5cetc", "/..%5c..%5cetc",
                        "/a/%2e", "/%2fetc/passwd", "/a%2f%2fb", "/a%00.html", "/%43%3a/x", "/%2egit/config",
                        "/a%0d%0ab", "/a%09", "http://a/../b", "http://a/%2e%2e/b", "http://a//b"}) {
        BOOST_TEST(!mapped_target(target).has_value(), target);
    }
}

BOOST_AUTO_TEST_CASE(leaves_double_escapes_alone)
{
    BOOST_TEST(mapped_target("/%252e%252e/%252fetc").value() == "%2e%2e/%2fetc");
    BOOST_TEST(mapped_target("/%25252e").value() == "%252e");
    BOOST_TEST(mapped_target("/%2525").value() == "%25");
    BOOST_TEST(mapped_target("http://a/b%20c").value() == "b c");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace static_path_test
