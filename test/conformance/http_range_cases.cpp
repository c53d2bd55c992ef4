// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9110 §14: ranges. /alphabet.txt has 26 bytes, and was changed on 2 January 2020 at 03:04:05.

namespace hawser::test::conformance {

namespace {

HttpRequestText range(const std::string& value)
{
    return get("/alphabet.txt").with("Range: " + value);
}

void add_single(HttpSection& section)
{
    section.rule("14.1.2: first-last, first-, -suffix; a last byte beyond the end is the end")
        .asks("first-byte", range("bytes=0-0"))
        .asks("some", range("bytes=2-5"))
        .asks("last-byte", range("bytes=25-25"))
        .asks("all", range("bytes=0-25"))
        .asks("open", range("bytes=20-"))
        .asks("open-all", range("bytes=0-"))
        .asks("suffix", range("bytes=-3"))
        .asks("suffix-all", range("bytes=-26"))
        .asks("suffix-longer", range("bytes=-100"))
        .asks("beyond-the-end", range("bytes=24-100"))
        .asks("far-beyond-the-end", range("bytes=24-18446744073709551615"))
        .asks("leading-zeros", range("bytes=002-0005"))
        .asks("large-file", get("/large.bin").with("Range: bytes=99990-99999"));
    section.rule("15.5.17: 416 if none of the ranges is in the content, with Content-Range: bytes */length")
        .asks("behind-the-end", range("bytes=26-"))
        .asks("behind-the-end-with-last", range("bytes=26-30"))
        .asks("far-behind-the-end", range("bytes=18446744073709551615-"))
        .asks("suffix-zero", range("bytes=-0"))
        .asks("two-behind-the-end", range("bytes=26-30,40-50"))
        .asks("empty-file", get("/empty.txt").with("Range: bytes=0-"))
        .asks("kept-behind-416", {range("bytes=26-"), get()});
    section.rule("an invalid Range is ignored, as is a unit that is not known")
        .asks("unknown-unit", range("pages=1-2"))
        .asks("no-unit", range("0-5"))
        .asks("no-equals", range("bytes 0-5"))
        .asks("no-dash", range("bytes=5"))
        .asks("dash-alone", range("bytes=-"))
        .asks("last-before-first", range("bytes=5-2"))
        .asks("one-of-two-invalid", range("bytes=0-1,5-2"))
        .asks("sign", range("bytes=+1-2"))
        .asks("hex", range("bytes=0x1-2"))
        .asks("word", range("bytes=a-b"))
        .asks("nothing", range("bytes="))
        .asks("empty", range(""))
        .asks("two-dashes", range("bytes=1--2"))
        .asks("three-numbers", range("bytes=1-2-3"))
        .asks("space-inside", range("bytes=1 - 2"));
    section.rule("the unit knows no case (14.1)").asks("unit-in-capitals", range("BYTES=0-1"));
    section.rule("14.2: Range is about GET alone, and about content that is there")
        .asks("head", line("HEAD /alphabet.txt HTTP/1.1").with("Range: bytes=0-1"))
        .asks("options", line("OPTIONS /alphabet.txt HTTP/1.1").with("Range: bytes=0-1"))
        .asks("post", post("/alphabet.txt").with("Range: bytes=0-1"))
        .asks("not-found", get("/nothing").with("Range: bytes=0-1"))
        .asks("http-1.0", line("GET /alphabet.txt HTTP/1.0").with("Range: bytes=0-1"))
        .asks("pipelined", {range("bytes=0-1"), get("/alphabet.txt"), range("bytes=-1")});
}

void add_several(HttpCases& cases)
{
    const auto large = [](const std::string& value) { return get("/large.bin").with("Range: " + value); };
    std::string many = "bytes=0-0";
    for (int i = 1; i < 80; ++i)
        many += "," + std::to_string(i % 13 * 2) + "-" + std::to_string(i % 13 * 2);
    HttpSection section{cases, "9110-14.6"};
    section.rule("several ranges are parts of multipart/byteranges")
        .asks("two", large("bytes=0-1,50000-50003"))
        .asks("three-with-spaces", large("bytes=0-0, 50000-50003 , -1"))
        .asks("not-in-order", large("bytes=50000-50003,0-1"))
        .asks("empty-elements", large("bytes=,0-1,,50000-50003,"))
        .asks("one-of-three-behind-the-end", large("bytes=0-1,50000-50003,200000-"))
        .asks("kept-behind-parts", {large("bytes=0-1,50000-50003"), get()});
    section.rule("15.3.7.2: one range that is left over is no multipart")
        .asks("one-behind-the-end", range("bytes=0-1,30-40"));
    section.rule("14.2: many small ranges, or overlapping ones, MAY be merged or ignored")
        .asks("small-gap", range("bytes=0-1,24-25"))
        .asks("overlapping", range("bytes=0-10,5-15"))
        .asks("all-of-them", range("bytes=0-,0-,0-,0-,0-,0-,0-,0-"))
        .asks("many", get("/alphabet.txt").only("Host: localhost\r\nRange: " + many + "\r\n"));
}

void add_if_range(HttpCases& cases)
{
    const auto if_range = [](const std::string& value) {
        return range("bytes=0-1").with("If-Range: " + value);
    };
    HttpSection section{cases, "9110-13.1.5"};
    section.rule("If-Range: the range if the tag (strongly) or the date is the same, else all")
        .asks("same-tag", if_range("$TAG"))
        .asks("other-tag", if_range("\"x\""))
        .asks("weak-tag", if_range("W/$TAG"))
        .asks("same-date", if_range("Thu, 02 Jan 2020 03:04:05 GMT"))
        .asks("earlier-date", if_range("Thu, 02 Jan 2020 03:04:04 GMT"))
        .asks("later-date", if_range("Thu, 02 Jan 2020 03:04:06 GMT"))
        .asks("no-date", if_range("yesterday"))
        .asks("empty", if_range(""))
        .asks("without-range", get("/alphabet.txt").with("If-Range: $TAG"))
        .asks("other-tag-and-416", range("bytes=99-").with("If-Range: \"x\""));
}

} // namespace

void add_http_range_cases(HttpCases& cases)
{
    HttpSection section{cases, "9110-14"};
    add_single(section);
    add_several(cases);
    add_if_range(cases);
    HttpSection accepted{cases, "9110-14.3"};
    accepted.rule("Accept-Ranges says that ranges are served", "accept-ranges")
        .asks("file", get("/alphabet.txt"))
        .asks("part", range("bytes=0-1"));
}

} // namespace hawser::test::conformance
