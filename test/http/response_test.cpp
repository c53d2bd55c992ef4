// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/response.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace response_test {

using namespace hawser;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(response)

BOOST_AUTO_TEST_CASE(starts_as_200_without_anything)
{
    Response response;
    BOOST_TEST(response.status() == 200u);
    BOOST_TEST(response.reason() == "OK");
    BOOST_TEST(response.fields().empty());
    BOOST_TEST(response.body() == "");
    BOOST_TEST(!response.has_file());
    BOOST_TEST(!response.closes_connection());
}

BOOST_AUTO_TEST_CASE(knows_reason_phrases)
{
    BOOST_TEST(reason_phrase(404) == "Not Found");
    BOOST_TEST(reason_phrase(413) == "Content Too Large");
    BOOST_TEST(reason_phrase(299) == "");
    for (unsigned status : {400u, 413u, 414u, 417u, 426u, 431u, 505u}) {
        BOOST_TEST(!reason_phrase(status).empty());
    }
}

BOOST_AUTO_TEST_CASE(checks_status_and_reason)
{
    Response response;
    for (unsigned bad : {0u, 100u, 102u, 199u, 600u, 65736u, 4294967295u}) {
        BOOST_CHECK_THROW(response.status(bad), std::invalid_argument);
    }
    for (const auto& bad : {"a\rb"s, "a\nb"s, "a\0b"s}) {
        BOOST_CHECK_THROW(response.status(200, bad), std::invalid_argument);
    }
    BOOST_TEST(response.status() == 200u);
    response.status(299, "Fine");
    BOOST_TEST(response.reason() == "Fine");
    response.status(599);
    BOOST_TEST(response.reason() == "");
    response.status(201);
    BOOST_TEST(response.reason() == "Created");
}

BOOST_AUTO_TEST_CASE(sets_bodies_with_their_type)
{
    Response response;
    response.text("a");
    BOOST_TEST(response.fields()["Content-Type"] == "text/plain; charset=utf-8");
    BOOST_TEST(response.body() == "a");
    response.html("<b>");
    BOOST_TEST(response.fields()["content-type"] == "text/html; charset=utf-8");
    response.json("{}");
    BOOST_TEST(response.fields()["Content-Type"] == "application/json");
    response.body("x", "image/png");
    BOOST_TEST(response.fields()["Content-Type"] == "image/png");
    BOOST_TEST(response.body() == "x");
    BOOST_TEST(response.fields().size() == 1u);
    BOOST_CHECK_THROW(response.body("y", "a\r\nX: b"), std::invalid_argument);
    BOOST_TEST(response.body() == "x");
}

BOOST_AUTO_TEST_CASE(body_and_file_replace_each_other)
{
    Response response;
    response.text("a");
    response.file("/srv/a.txt");
    BOOST_TEST(response.has_file());
    BOOST_TEST(response.file_path() == "/srv/a.txt");
    BOOST_TEST(response.body() == "");
    response.text("b");
    BOOST_TEST(!response.has_file());
    BOOST_CHECK_THROW(response.file(""), std::invalid_argument);
    BOOST_CHECK_THROW(response.file("a\0b"s), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(refuses_line_breaks_everywhere)
{
    Response response;
    for (const auto& bad : {"a\r\nSet-Cookie: b=c"s, "a\rb"s, "a\nb"s, "a\0b"s}) {
        BOOST_CHECK_THROW(response.set("X", bad), std::invalid_argument);
        BOOST_CHECK_THROW(response.add("X", bad), std::invalid_argument);
        BOOST_CHECK_THROW(response.set(bad, "x"), std::invalid_argument);
        BOOST_CHECK_THROW(response.redirect(bad), std::invalid_argument);
        BOOST_CHECK_THROW(response.add("Set-Cookie", bad), std::invalid_argument);
    }
    BOOST_TEST(response.fields().empty());
    BOOST_TEST(response.status() == 200u);
}

BOOST_AUTO_TEST_CASE(redirects)
{
    Response response;
    response.redirect("/elsewhere");
    BOOST_TEST(response.status() == 302u);
    BOOST_TEST(response.fields()["Location"] == "/elsewhere");
    BOOST_TEST(response.body().find("302 Found") != std::string_view::npos);
    response.redirect("/for-good", 308);
    BOOST_TEST(response.status() == 308u);
    BOOST_TEST(response.fields().count("Location") == 1u);
    for (unsigned bad : {200u, 300u, 304u, 305u, 306u, 309u, 404u}) {
        BOOST_CHECK_THROW(response.redirect("/", bad), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(makes_status_pages)
{
    Response response;
    response.set("Allow", "GET");
    response.status_page(405, "<script>alert('\"&')</script>");
    BOOST_TEST(response.status() == 405u);
    BOOST_TEST(response.fields()["Allow"] == "GET");
    BOOST_TEST(response.fields()["Content-Type"] == "text/html; charset=utf-8");
    auto page = response.body();
    BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
    BOOST_TEST(page.find("<h1>405 Method Not Allowed</h1>") != std::string_view::npos);
    BOOST_TEST(page.find("<p>&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;</p>") !=
               std::string_view::npos);
    response.status_page(599);
    BOOST_TEST(response.body().find("<h1>599</h1>") != std::string_view::npos);
    BOOST_TEST(response.body().find("<p>") == std::string_view::npos);
    BOOST_CHECK_THROW(response.status_page(99), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(clears_to_a_new_response)
{
    Response response;
    response.status(404, "Gone fishing").close_connection().set("X", "y");
    response.file("/a");
    response.clear();
    BOOST_TEST(response.status() == 200u);
    BOOST_TEST(response.reason() == "OK");
    BOOST_TEST(response.fields().empty());
    BOOST_TEST(!response.has_file());
    BOOST_TEST(!response.closes_connection());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace response_test
