// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/origin.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace origin_test {

using namespace hawser;
using namespace hawser::http;

namespace {

bool matches(std::string_view pattern, std::string_view origin)
{
    return OriginPattern{pattern}.matches(parse_origin(origin).value());
}

Request handshake(std::string_view host, bool secure = false)
{
    Request request{Method::get, "/"};
    request.fields().add("Host", host);
    request.endpoints({}, {}, secure);
    return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(origin)

BOOST_AUTO_TEST_CASE(reads_a_serialised_origin)
{
    const auto check = [](std::string_view text, std::string_view scheme, std::string_view host,
                          std::uint16_t port) {
        const auto origin = parse_origin(text);
        BOOST_TEST_REQUIRE(origin.has_value(), text);
        BOOST_TEST(origin->scheme == scheme);
        BOOST_TEST(origin->host == host);
        BOOST_TEST(origin->port == port);
    };
    check("https://example.com", "https", "example.com", 443);
    check("http://example.com", "http", "example.com", 80);
    check("http://example.com:8080", "http", "example.com", 8080);
    check("http://[::1]:3000", "http", "[::1]", 3000);
    check("chrome-extension://abcdef", "chrome-extension", "abcdef", 0);
}

BOOST_AUTO_TEST_CASE(refuses_everything_else)
{
    for (const auto text :
         {"", "null", "example.com", "https://", "https:/a", "https://a/", "https://a/b", "https://u@a",
          "https://a https://b", "https://a?x", "https://a#x", "://a", "1http://a", "ht tp://a",
          "https://a:x", "https://a:65536", "https://[::1", "https://a\\b"})
        BOOST_TEST(!parse_origin(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(knows_the_pages_of_this_host)
{
    BOOST_TEST(is_same_origin("http://example.com", "example.com", false));
    BOOST_TEST(is_same_origin("HTTP://Example.com", "example.COM", false));
    BOOST_TEST(is_same_origin("http://example.com", "example.com:80", false));
    BOOST_TEST(is_same_origin("http://localhost:4649", "localhost:4649", false));
    BOOST_TEST(is_same_origin("https://example.com", "example.com", true));
    BOOST_TEST(is_same_origin("https://example.com", "example.com:443", true));
    BOOST_TEST(is_same_origin("https://[::1]:8443", "[::1]:8443", true));
    // A proxy ends TLS, and its connection to us is a plain one.
    BOOST_TEST(is_same_origin("https://example.com", "example.com", false));
    BOOST_TEST(is_same_origin("https://example.com:8443", "example.com:8443", false));
}

BOOST_AUTO_TEST_CASE(knows_foreign_pages)
{
    BOOST_TEST(!is_same_origin("http://evil.example", "example.com", false));
    BOOST_TEST(!is_same_origin("http://example.com.evil.example", "example.com", false));
    BOOST_TEST(!is_same_origin("http://www.example.com", "example.com", false));
    BOOST_TEST(!is_same_origin("http://example.com:8080", "example.com", false));
    BOOST_TEST(!is_same_origin("http://example.com", "example.com:8080", false));
    BOOST_TEST(
        !is_same_origin("http://example.com", "example.com", true)); // the page may have been tampered with
    BOOST_TEST(!is_same_origin("ftp://example.com", "example.com", false));
    BOOST_TEST(!is_same_origin("null", "example.com", false));
    BOOST_TEST(!is_same_origin("", "", false));
    BOOST_TEST(!is_same_origin("http://example.com", "", false));
    BOOST_TEST(!is_same_origin("example.com", "example.com", false));
}

BOOST_AUTO_TEST_CASE(judges_handshakes)
{
    auto request = handshake("example.com");
    BOOST_TEST(!is_foreign_handshake(request)); // no browser
    request.fields().set("Origin", "http://example.com");
    BOOST_TEST(!is_foreign_handshake(request));
    for (const auto foreign :
         {"http://evil.example", "null", "", "http://example.com, http://evil.example"}) {
        request.fields().set("Origin", foreign);
        BOOST_TEST(is_foreign_handshake(request), foreign);
    }
    request.fields().set("Origin", "http://example.com");
    request.fields().add("Origin", "http://example.com");
    BOOST_TEST(is_foreign_handshake(request));
}

BOOST_AUTO_TEST_CASE(matches_patterns)
{
    BOOST_TEST(matches("https://example.com", "https://example.com"));
    BOOST_TEST(matches("https://example.com", "HTTPS://EXAMPLE.com:443"));
    BOOST_TEST(!matches("https://example.com", "http://example.com"));
    BOOST_TEST(!matches("https://example.com", "https://example.com:444"));
    BOOST_TEST(!matches("https://example.com", "https://www.example.com"));
    BOOST_TEST(matches("https://*.example.com", "https://a.b.example.com"));
    BOOST_TEST(!matches("https://*.example.com", "https://example.com"));
    BOOST_TEST(!matches("https://*.example.com", "https://evilexample.com"));
    BOOST_TEST(!matches("https://*.example.com", "https://a.example.com:444"));
    BOOST_TEST(matches("https://*.example.com:8443", "https://a.example.com:8443"));
    BOOST_TEST(matches("http://localhost:*", "http://localhost"));
    BOOST_TEST(matches("http://localhost:*", "http://localhost:3000"));
    BOOST_TEST(!matches("http://localhost:*", "https://localhost:3000"));
    BOOST_TEST(matches("http://[::1]:*", "http://[::1]:3000"));
    BOOST_TEST(matches("http://[::1]", "http://[::1]"));
    BOOST_TEST(matches("app://local", "app://local"));
}

BOOST_AUTO_TEST_CASE(refuses_patterns_that_are_none)
{
    for (const auto text :
         {"", "*", "null", "example.com", "https://", "https://*", "https://*:*", "https://a/",
          "https://a.*.com", "https://*a.com", "https://a:x", "*://a", "https://u@a", "https://*."})
        BOOST_CHECK_THROW(OriginPattern{text}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace origin_test
