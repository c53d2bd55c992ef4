// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/mime_type.hpp"

#include <boost/test/unit_test.hpp>

namespace mime_type_test {

using hawser::http::mime_type;

BOOST_AUTO_TEST_SUITE(mime_types)

BOOST_AUTO_TEST_CASE(knows_what_a_website_is_made_of)
{
    BOOST_TEST(mime_type("/index.html") == "text/html; charset=utf-8");
    BOOST_TEST(mime_type("a/b.css") == "text/css; charset=utf-8");
    BOOST_TEST(mime_type("app.js") == "text/javascript; charset=utf-8");
    BOOST_TEST(mime_type("app.mjs") == "text/javascript; charset=utf-8");
    BOOST_TEST(mime_type("data.json") == "application/json");
    BOOST_TEST(mime_type("logo.svg") == "image/svg+xml");
    BOOST_TEST(mime_type("a.wasm") == "application/wasm");
    BOOST_TEST(mime_type("a.woff2") == "font/woff2");
    BOOST_TEST(mime_type("site.webmanifest") == "application/manifest+json");
    BOOST_TEST(mime_type("a.txt") == "text/plain; charset=utf-8");
    BOOST_TEST(mime_type("a.7z") == "application/x-7z-compressed");
    BOOST_TEST(mime_type("a.zst") == "application/zstd");
}

BOOST_AUTO_TEST_CASE(ignores_case)
{
    BOOST_TEST(mime_type("README.TXT") == "text/plain; charset=utf-8");
    BOOST_TEST(mime_type("a.JpEg") == "image/jpeg");
}

BOOST_AUTO_TEST_CASE(looks_at_the_last_extension_of_the_last_segment)
{
    BOOST_TEST(mime_type("a.html.png") == "image/png");
    BOOST_TEST(mime_type("a.tar.gz") == "application/gzip");
    for (auto path : {"", "a", ".", "a.", "a.b/c", ".html", "a/.css", "a.html/", "a.unknown",
                      "a.webmanifestx", "html", "a.htm l"}) {
        BOOST_TEST(mime_type(path) == "application/octet-stream", path);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace mime_type_test
