// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/body_writer.hpp>
#include <hawser/middleware/compress.hpp>

#include "support/gunzip.hpp"
#include "support/middleware_exchange.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace compress_test {

using namespace hawser;
using hawser::test::gunzip;
using hawser::test::gunzip_so_far;
using Ask = hawser::test::MiddlewareExchange;

namespace {

const std::string long_text(5'000, 'a');

/// An exchange whose handler has answered with a long text.
class Answered : public Ask {
public:
    explicit Answered(std::string_view accepted = "gzip, br", Method method = Method::get) : Ask{method}
    {
        if (!accepted.empty())
            request().fields().add("Accept-Encoding", accepted);
        response().text(long_text);
    }

    bool is_compressed() const { return field("Content-Encoding") == "gzip"; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(compress_middleware)

BOOST_AUTO_TEST_CASE(compresses_for_those_who_take_it)
{
    Compress compress;
    Answered ask;
    ask.pass(compress);
    BOOST_TEST(ask.is_compressed());
    BOOST_TEST((gunzip(ask.response().body()) == long_text));
    BOOST_TEST(ask.response().body().size() < 100u);
    BOOST_TEST(ask.field("Vary") == "Accept-Encoding");
    BOOST_TEST(ask.field("Content-Type") == "text/plain; charset=utf-8");
    BOOST_TEST(ask.response().status() == 200u);
}

BOOST_AUTO_TEST_CASE(honours_what_the_client_takes)
{
    Compress compress;
    for (const auto accepted : {"", "br", "gzip;q=0", "identity", "*;q=0", "identity, gzip;q=0.5"}) {
        Answered ask{accepted};
        ask.pass(compress);
        BOOST_TEST(!ask.is_compressed(), accepted);
        BOOST_TEST((ask.response().body() == long_text));
        BOOST_TEST(ask.field("Vary") == "Accept-Encoding"); // it would have been otherwise for another
    }
    for (const auto accepted : {"gzip", "GZIP;q=0.1", "*", "x-gzip", "deflate, gzip;q=1.0, *;q=0.5"}) {
        Answered ask{accepted};
        ask.pass(compress);
        BOOST_TEST(ask.is_compressed(), accepted);
    }
}

BOOST_AUTO_TEST_CASE(leaves_what_does_not_shrink)
{
    Compress compress;
    Answered small;
    small.response().text(std::string(1'023, 'a'));
    small.pass(compress);
    BOOST_TEST(!small.is_compressed());
    BOOST_TEST(!small.response().fields().contains("Vary"));

    Answered image;
    image.response().body(long_text, "image/png");
    image.pass(compress);
    BOOST_TEST(!image.is_compressed());

    std::string noise;
    for (unsigned state = 1; noise.size() < 2'000;)
        noise.push_back(static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24));
    Answered random;
    random.response().body(noise, "text/plain");
    random.pass(compress);
    BOOST_TEST(!random.is_compressed());
    BOOST_TEST((random.response().body() == noise));
}

BOOST_AUTO_TEST_CASE(leaves_what_must_not_be_changed)
{
    Compress compress;
    const std::pair<std::string_view, std::string_view> fields[] = {
        {"Content-Encoding", "br"},
        {"Content-Range", "bytes 0-4999/9999"},
        {"Cache-Control", "no-store, no-transform"},
        {"Content-Digest", "sha-256=x"},
        {"Content-MD5", "x"},
    };
    for (const auto& [name, value] : fields) {
        Answered ask;
        ask.response().set(name, value);
        ask.pass(compress);
        BOOST_TEST((ask.response().body() == long_text), name);
        BOOST_TEST(ask.field(name) == value);
    }
    for (const unsigned status : {204u, 206u}) {
        Answered ask;
        ask.response().status(status);
        ask.pass(compress);
        BOOST_TEST(!ask.is_compressed(), status);
    }
    Answered file;
    file.response().file("/etc/hostname");
    file.pass(compress);
    BOOST_TEST(!file.is_compressed());
    BOOST_TEST(file.response().has_file());
    Answered handshake;
    handshake.upgrade().pass(compress);
    BOOST_TEST(!handshake.is_compressed());
}

BOOST_AUTO_TEST_CASE(weakens_the_entity_tag)
{
    Compress compress;
    for (const std::string_view tag : {"\"v1\"", "W/\"v1\""}) {
        Answered ask;
        ask.response().set("ETag", tag).set("Accept-Ranges", "bytes");
        ask.pass(compress);
        BOOST_TEST(ask.field("ETag") == "W/\"v1\"");
        BOOST_TEST(!ask.response().fields().contains("Accept-Ranges"));
    }
    Answered plain{"br"};
    plain.response().set("ETag", "\"v1\"");
    plain.pass(compress);
    BOOST_TEST(plain.field("ETag") == "\"v1\"");
}

BOOST_AUTO_TEST_CASE(confirms_the_form_that_the_client_has)
{
    Compress compress;
    const auto tag_for = [&](std::string_view condition) {
        Ask ask{{{"Accept-Encoding", "gzip"}, {"If-None-Match", condition}}};
        ask.response().status(304).set("ETag", "\"v1\"");
        ask.pass(compress);
        BOOST_TEST(ask.response().fields().contains("Vary") == ask.field("ETag").starts_with("W/"));
        return std::string{ask.field("ETag")};
    };
    BOOST_TEST(tag_for("W/\"v1\"") == "W/\"v1\"");
    BOOST_TEST(tag_for("\"v0\", W/\"v1\"") == "W/\"v1\"");
    BOOST_TEST(tag_for("\"v1\"") == "\"v1\"");
    BOOST_TEST(tag_for("*") == "\"v1\"");
}

BOOST_AUTO_TEST_CASE(answers_head_as_get)
{
    Compress compress;
    Answered get, head{"gzip", Method::head};
    get.pass(compress);
    head.pass(compress);
    BOOST_TEST(head.is_compressed());
    BOOST_TEST((head.response().body() == get.response().body())); // for the length; the server drops it
}

BOOST_AUTO_TEST_CASE(compresses_error_pages_too)
{
    Compress compress{{.min_size = 10}};
    Answered ask;
    ask.response().status_page(404);
    const std::string page{ask.response().body()};
    ask.pass(compress);
    BOOST_TEST(ask.is_compressed());
    BOOST_TEST(gunzip(ask.response().body()) == page);
}

BOOST_AUTO_TEST_CASE(takes_further_types)
{
    Compress compress{{.types = {"application/x-thing", "model/*"}}};
    for (const auto& [type, expected] : {std::pair{"application/x-thing; v=1", true},
                                         {"MODEL/stl", true},
                                         {"mode", false},
                                         {"application/x-things", false}}) {
        Answered ask;
        ask.response().body(long_text, type);
        ask.pass(compress);
        BOOST_TEST(ask.is_compressed() == expected, type);
    }
}

BOOST_AUTO_TEST_CASE(compresses_streams_piece_by_piece)
{
    Compress compress;
    Answered ask;
    ask.response().stream([](BodyWriter) {}, "text/plain", 10);
    ask.pass(compress);
    BOOST_TEST(ask.is_compressed());
    BOOST_TEST_REQUIRE(static_cast<bool>(ask.response().stream_filter()));
    const auto filter = ask.response().stream_filter();
    auto out = filter("first ", false);
    BOOST_TEST(gunzip_so_far(out) == "first ");
    BOOST_TEST(filter("", false) == "");
    out += filter("second", false);
    BOOST_TEST(gunzip_so_far(out) == "first second");
    out += filter("", true);
    BOOST_TEST(gunzip(out) == "first second");
}

BOOST_AUTO_TEST_CASE(makes_no_encoder_for_the_head_of_a_stream)
{
    Compress compress;
    Answered ask{"gzip", Method::head};
    ask.response().stream([](BodyWriter) {}, "text/plain");
    ask.pass(compress);
    BOOST_TEST(ask.is_compressed());
    BOOST_TEST(!ask.response().stream_filter());
}

BOOST_AUTO_TEST_CASE(refuses_levels_that_there_are_not)
{
    for (const int level : {0, 10})
        BOOST_CHECK_THROW(Compress{{.level = level}}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace compress_test
