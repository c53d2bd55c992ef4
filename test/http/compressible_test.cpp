// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/compressible.hpp"
#include "http/vary.hpp"

#include <boost/test/unit_test.hpp>

namespace compressible_test {

using namespace hawser::http;

BOOST_AUTO_TEST_SUITE(compressible)

BOOST_AUTO_TEST_CASE(are_texts_in_the_widest_sense)
{
    for (const auto type : {"text/html", "text/plain; charset=utf-8", "TEXT/css", "application/json",
                            "Application/JSON ;x=y", "image/svg+xml", "application/ld+json",
                            "application/wasm", "application/x-ndjson", "text/event-stream", "font/ttf"})
        BOOST_TEST(is_compressible(type), type);
}

BOOST_AUTO_TEST_CASE(are_not_what_is_compressed_already)
{
    for (const auto type : {"", "image/png", "video/mp4", "application/zip", "application/octet-stream",
                            "font/woff2", "application/jsonx", "tex/html", "text", ";text/html"})
        BOOST_TEST(!is_compressible(type), type);
}

BOOST_AUTO_TEST_CASE(vary_names_a_field_once)
{
    hawser::Fields fields;
    add_vary(fields, "Origin");
    BOOST_TEST(fields["Vary"] == "Origin");
    add_vary(fields, "Accept-Encoding");
    BOOST_TEST(fields["Vary"] == "Origin, Accept-Encoding");
    add_vary(fields, "origin");
    BOOST_TEST(fields["Vary"] == "Origin, Accept-Encoding");
    fields.set("Vary", "*");
    add_vary(fields, "Origin");
    BOOST_TEST(fields["Vary"] == "*");
    fields.set("Vary", "");
    add_vary(fields, "Origin");
    BOOST_TEST(fields["Vary"] == "Origin");
    fields.add("Vary", "Cookie");
    add_vary(fields, "Accept");
    BOOST_TEST(fields.has_token("Vary", "Accept"));
    BOOST_TEST(fields.has_token("Vary", "Origin"));
    BOOST_TEST(fields.has_token("Vary", "Cookie"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace compressible_test
