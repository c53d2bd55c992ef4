// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/gzip_encoder.hpp"
#include "support/gunzip.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace gzip_encoder_test {

using hawser::http::GzipEncoder;
using hawser::test::gunzip;
using hawser::test::gunzip_so_far;

namespace {

std::string gzip(std::string_view content, int level = 6)
{
    GzipEncoder encoder{level};
    std::string out;
    encoder.finish(content, out);
    return out;
}

std::string noise(std::size_t size)
{
    std::string text;
    unsigned state = 1;
    while (text.size() < size)
        text.push_back(static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24));
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gzip_encoder)

BOOST_AUTO_TEST_CASE(makes_what_gunzip_reads)
{
    for (const auto& content : {std::string{}, std::string{"a"}, std::string(1'000'000, 'a'), noise(300'000)})
        for (const int level : {1, 6, 9})
            BOOST_TEST((gunzip(gzip(content, level)) == content));
    BOOST_TEST(gzip(std::string(1'000'000, 'a')).size() < 2'000);
}

BOOST_AUTO_TEST_CASE(depends_on_the_content_alone)
{
    BOOST_TEST(gzip("content") == gzip("content"));
    const auto head = gzip("content").substr(0, 8);
    BOOST_TEST((head == std::string_view{"\x1f\x8b\x08\0\0\0\0\0", 8})); // no name, no time
}

BOOST_AUTO_TEST_CASE(takes_pieces_of_any_size)
{
    const auto content = noise(5'000) + std::string(5'000, 'x') + noise(5'000);
    for (const std::size_t size : {1u, 7u, 1'000u, 20'000u}) {
        GzipEncoder encoder;
        std::string out;
        for (std::size_t at = 0; at < content.size(); at += size)
            encoder.write(std::string_view{content}.substr(at, size), out);
        encoder.finish({}, out);
        BOOST_TEST((gunzip(out) == content));
    }
}

BOOST_AUTO_TEST_CASE(holds_nothing_back_after_a_flush)
{
    GzipEncoder encoder;
    std::string out, expected;
    for (int i = 0; i < 50; ++i) {
        const auto event = "data: " + std::to_string(i) + "\n\n";
        expected += event;
        encoder.write(event, out);
        encoder.flush(out);
        BOOST_TEST_REQUIRE(gunzip_so_far(out) == expected);
    }
    const auto size = out.size();
    encoder.flush(out); // of nothing new
    BOOST_TEST(out.size() - size < 16u);
    encoder.finish("end", out);
    BOOST_TEST(gunzip(out) == expected + "end");
}

BOOST_AUTO_TEST_CASE(flushes_more_than_its_room_at_once)
{
    const auto content = noise(200'000);
    GzipEncoder encoder;
    std::string out;
    encoder.write(content, out);
    encoder.flush(out);
    BOOST_TEST((gunzip_so_far(out) == content));
}

BOOST_AUTO_TEST_CASE(can_be_used_again)
{
    GzipEncoder encoder;
    std::string out;
    encoder.finish("one", out);
    BOOST_TEST(gunzip(out) == "one");
    out.clear();
    encoder.write("half of", out);
    encoder.reset();
    out.clear();
    encoder.finish("two", out);
    BOOST_TEST(gunzip(out) == "two");
    BOOST_TEST(out == gzip("two"));
}

BOOST_AUTO_TEST_CASE(refuses_levels_that_there_are_not)
{
    for (const int level : {-1, 0, 10})
        BOOST_CHECK_THROW(GzipEncoder{level}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace gzip_encoder_test
