// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/byte_range.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace byte_range_test {

namespace {

using namespace hawser::http;

/// `"0+5 20+1"` (offset and size), `"whole"` or `"none"`.
std::string parse(std::string_view field, std::uint64_t length, std::size_t max_ranges = 16)
{
    std::vector<ByteRange> ranges;
    const auto verdict = parse_ranges(field, length, max_ranges, ranges);
    std::string text;
    for (const auto& range : ranges) {
        text.append(text.empty() ? "" : " ").append(std::to_string(range.offset));
        text.append("+").append(std::to_string(range.size));
    }
    BOOST_TEST((verdict == RangeVerdict::partial) == !ranges.empty(), field);
    return verdict == RangeVerdict::whole ? "whole" : verdict == RangeVerdict::unsatisfiable ? "none" : text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(byte_range)

BOOST_AUTO_TEST_CASE(reads_single_ranges)
{
    BOOST_TEST(parse("bytes=0-0", 100) == "0+1");
    BOOST_TEST(parse("bytes=0-99", 100) == "0+100");
    BOOST_TEST(parse("bytes=10-19", 100) == "10+10");
    BOOST_TEST(parse("bytes=10-", 100) == "10+90");
    BOOST_TEST(parse("bytes=99-", 100) == "99+1");
    BOOST_TEST(parse("bytes=90-1000", 100) == "90+10");
    BOOST_TEST(parse("bytes=-1", 100) == "99+1");
    BOOST_TEST(parse("bytes=-100", 100) == "0+100");
    BOOST_TEST(parse("bytes=-1000", 100) == "0+100");
    BOOST_TEST(parse("BYTES=1-2", 100) == "1+2");
    BOOST_TEST(parse("bytes= 1-2 ", 100) == "1+2");
    BOOST_TEST(parse("bytes=,,1-2,", 100) == "1+2");
    BOOST_TEST(parse("bytes=00000000000000000000000000001-0002", 100) == "1+2");
}

BOOST_AUTO_TEST_CASE(what_lies_outside_cannot_be_satisfied)
{
    BOOST_TEST(parse("bytes=100-", 100) == "none");
    BOOST_TEST(parse("bytes=100-200", 100) == "none");
    BOOST_TEST(parse("bytes=-0", 100) == "none");
    BOOST_TEST(parse("bytes=100-,-0", 100) == "none");
    BOOST_TEST(parse("bytes=18446744073709551615-", 100) == "none");
    BOOST_TEST(parse("bytes=99999999999999999999999-", 100) == "none");
    BOOST_TEST(parse("bytes=100-,5-6", 100) == "5+2");
}

BOOST_AUTO_TEST_CASE(ignores_what_is_malformed_or_foreign)
{
    for (const auto* field : {"",
                              "bytes",
                              "bytes=",
                              "bytes=,",
                              "bytes=-",
                              "bytes=a-b",
                              "bytes=1",
                              "bytes=5-4",
                              "bytes=--1",
                              "bytes=1--2",
                              "bytes=+1-2",
                              "bytes=1-2-3",
                              "bytes=0x1-2",
                              "bytes=1-2,x",
                              "bytes=1 - 2",
                              "bytes 1-2",
                              "=1-2",
                              "lines=1-2",
                              "bytes=1-2;3-4",
                              "bytes==1-2",
                              "bytes=1.0-2",
                              "bytes=99999999999999999999999-5"}) {
        BOOST_TEST(parse(field, 100) == "whole", field);
    }
    BOOST_TEST(parse("bytes=0-0", 0) == "whole");
    BOOST_TEST(parse("bytes=-5", 0) == "whole");
}

BOOST_AUTO_TEST_CASE(keeps_the_order_of_ranges_that_lie_apart)
{
    BOOST_TEST(parse("bytes=0-0,500-509", 1000) == "0+1 500+10");
    BOOST_TEST(parse("bytes=-1,0-0", 1000) == "999+1 0+1");
    BOOST_TEST(parse("bytes=800-809, 400-409,0-9", 1000) == "800+10 400+10 0+10");
}

BOOST_AUTO_TEST_CASE(joins_what_overlaps_or_nearly_touches)
{
    BOOST_TEST(parse("bytes=0-9,5-14", 1000) == "0+15");
    BOOST_TEST(parse("bytes=5-14,0-9", 1000) == "0+15");
    BOOST_TEST(parse("bytes=0-9,10-19", 1000) == "0+20");
    BOOST_TEST(parse("bytes=0-9,100-109", 1000) == "0+110"); // the gap is less than its framing
    BOOST_TEST(parse("bytes=0-999,0-999,0-", 1000) == "0+1000");
    BOOST_TEST(parse("bytes=0-99,10-19", 1000) == "0+100");
    BOOST_TEST(parse("bytes=900-909,0-9,5-9", 1000) == "0+10 900+10");
}

BOOST_AUTO_TEST_CASE(many_ranges_are_the_whole)
{
    std::string field{"bytes="};
    for (int i = 0; i < 17; ++i) {
        BOOST_TEST(parse(field, 100'000) == (i == 0 ? "whole" : parse(field, 100'000, 1000)));
        field.append(std::to_string(i * 1000)).append("-").append(std::to_string(i * 1000)).append(",");
    }
    BOOST_TEST(parse(field, 100'000) == "whole");
    BOOST_TEST(parse("bytes=1-2", 100, 0) == "whole");
    BOOST_TEST(parse("bytes=1-2,,", 100, 1) == "1+2");
    std::string overlapping{"bytes=0-"};
    for (int i = 0; i < 10'000; ++i) {
        overlapping.append(",0-");
    }
    BOOST_TEST(parse(overlapping, 100) == "whole");
}

BOOST_AUTO_TEST_CASE(counts_beyond_four_gigabytes)
{
    constexpr std::uint64_t length = 5'000'000'000;
    BOOST_TEST(parse("bytes=4294967296-4294967296", length) == "4294967296+1");
    BOOST_TEST(parse("bytes=-4999999999", length) == "1+4999999999");
    BOOST_TEST(content_range({4'294'967'296, 10}, length) == "bytes 4294967296-4294967305/5000000000");
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    BOOST_TEST(parse("bytes=0-18446744073709551615", largest) == "0+18446744073709551615");
    BOOST_TEST(parse("bytes=18446744073709551614-", largest) == "18446744073709551614+1");
}

BOOST_AUTO_TEST_CASE(writes_fields_and_framing)
{
    BOOST_TEST(content_range({0, 1}, 10) == "bytes 0-0/10");
    BOOST_TEST(unsatisfied_range(1234) == "bytes */1234");
    BOOST_TEST(range_part_head("b", "text/plain", {2, 3}, 10, true) ==
               "--b\r\nContent-Type: text/plain\r\nContent-Range: bytes 2-4/10\r\n\r\n");
    BOOST_TEST(range_part_head("b", "", {2, 3}, 10, false) ==
               "\r\n--b\r\nContent-Range: bytes 2-4/10\r\n\r\n");
    BOOST_TEST(range_parts_end("b") == "\r\n--b--\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace byte_range_test
