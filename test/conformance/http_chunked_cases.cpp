// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9112 §7: chunks.

namespace hawser::test::conformance {

namespace {

using namespace std::string_literals;

HttpRequestText chunked(std::string content)
{
    return post().chunks(std::move(content));
}

// "hello" with that chunk line.
HttpRequestText chunk_line(const std::string& line)
{
    return chunked(line + "\r\nhello\r\n0\r\n\r\n");
}

void add_sizes(HttpSection& section)
{
    section.rule("chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF")
        .asks("one", {chunk_line("5"), get()})
        .asks("two", {chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), get()})
        .asks("one-byte-each", chunked("1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"))
        .asks("none", {chunked("0\r\n\r\n"), get()})
        .asks("data-looks-like-a-chunk", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"))
        .asks("pipelined", {chunk_line("5"), chunk_line("5"), get()});
    section.rule("chunk-size = 1*HEXDIG, in either case")
        .asks("small-letter", chunked("a\r\n0123456789\r\n0\r\n\r\n"))
        .asks("capital", chunked("A\r\n0123456789\r\n0\r\n\r\n"))
        .asks("two-digits", chunked("1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"))
        .asks("leading-zeros", chunk_line("0005"))
        .asks("last-of-many-zeros", chunked("5\r\nhello\r\n0000\r\n\r\n"));
    section.rule("anything else is no size: 400")
        .asks("size-empty", chunk_line(""))
        .asks("size-0x5", chunk_line("0x5"))
        .asks("size-0_0", chunk_line("0_5"))
        .asks("size-plus", chunk_line("+5"))
        .asks("size-minus", chunk_line("-5"))
        .asks("size-no-hex", chunk_line("g"))
        .asks("size-letter-behind", chunk_line("5g"))
        .asks("size-space-first", chunk_line(" 5"))
        .asks("size-tab-first", chunk_line("\t5"))
        .asks("size-point", chunk_line("5.0"))
        .asks("size-nul-behind", chunk_line("5\0"s))
        .asks("size-quoted", chunk_line("\"5\""));
    section.rule("large sizes MUST be expected: none overflows, and none passes the limit of the body")
        .asks("size-at-limit", post("/sink").chunks("3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"))
        .asks("size-over-limit", post("/sink").chunks("3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"))
        .asks("size-2^31", chunk_line("80000000"))
        .asks("size-2^32-and-5", chunk_line("100000005"))
        .asks("size-2^63", chunk_line("8000000000000000"))
        .asks("size-2^64-1", chunk_line("ffffffffffffffff"))
        .asks("size-2^64", chunk_line("10000000000000000"))
        .asks("size-2^64-and-5", chunk_line("10000000000000005"))
        .asks("size-of-17-digits", chunk_line("00000000000000005"))
        .asks("sum-overflows", chunked("5\r\nhello\r\nfffffffffffffffe\r\nhello\r\n0\r\n\r\n"));
}

void add_line_ends(HttpSection& section)
{
    section.rule("the line ends are CRLF, those behind the data too: they are not skipped but checked (11.2)")
        .asks("lf-behind-size", chunked("5\nhello\r\n0\r\n\r\n"))
        .asks("cr-behind-size", chunked("5\rhello\r\n0\r\n\r\n"))
        .asks("cr-cr-lf-behind-size", chunked("5\r\r\nhello\r\n0\r\n\r\n"))
        .asks("lf-behind-data", chunked("5\r\nhello\n0\r\n\r\n"))
        .asks("cr-behind-data", chunked("5\r\nhello\r0\r\n\r\n"))
        .asks("nothing-behind-data", chunked("5\r\nhello0\r\n\r\n"))
        .asks("junk-behind-data", chunked("5\r\nhelloXX0\r\n\r\n"))
        .asks("data-too-long", chunked("4\r\nhello\r\n0\r\n\r\n"))
        .asks("data-too-short", chunked("6\r\nhello\r\n0\r\n\r\n"))
        .asks("empty-line-behind-data", chunked("5\r\nhello\r\n\r\n0\r\n\r\n"))
        .asks("lf-behind-last-size", chunked("5\r\nhello\r\n0\n\r\n"))
        .asks("lf-at-the-end", chunked("5\r\nhello\r\n0\r\n\n"))
        .asks("junk-behind-last-chunk", chunked("5\r\nhello\r\n0\r\nX"))
        .asks("junk-behind-last-size", chunked("5\r\nhello\r\n0X\r\n\r\n"));
}

void add_extensions(HttpCases& cases)
{
    HttpSection section{cases, "9112-7.1.1"};
    section.rule("extensions that are not known MUST be ignored")
        .asks("name", chunk_line("5;a"))
        .asks("value", chunk_line("5;a=b"))
        .asks("quoted", chunk_line("5;a=\"b c\""))
        .asks("quoted-pair", chunk_line("5;a=\"b\\\"c\""))
        .asks("several", chunk_line("5;a=b;c;d=\"e\""))
        .asks("whitespace", chunk_line("5 ; a = b"))
        .asks("on-the-last-chunk", chunked("5\r\nhello\r\n0;a=b\r\n\r\n"))
        .asks("utf8-in-quotes", chunk_line("5;a=\"\xc3\xa4\""));
    section.rule("malformed ones are refused: two readers of one line must not differ (11.2)")
        .asks("lf-inside", chunk_line("5;a\nb"))
        .asks("lf-in-quotes", chunk_line("5;a=\"\n\""))
        .asks("lf-behind", chunked("5;a\nhello\r\n0\r\n\r\n"))
        .asks("cr-inside", chunk_line("5;a\rb"))
        .asks("nul-inside", chunk_line("5;a\0b"s))
        .asks("quote-open", chunk_line("5;a=\"b"))
        .asks("no-semicolon", chunk_line("5 a=b"))
        .asks("name-missing", chunk_line("5;=b"))
        .asks("value-missing", chunk_line("5;a="))
        .asks("semicolon-alone", chunk_line("5;"));
    section.rule("a server ought to limit their length")
        .asks("long", chunk_line("5;a=" + std::string(2000, 'b')))
        .asks("without-end", chunked("5;" + std::string(5000, 'a')));
}

void add_trailers(HttpCases& cases)
{
    HttpSection section{cases, "9112-7.1.2"};
    section.rule("trailers are read; they never become fields of the header (RFC 9110 6.5.1)")
        .asks("one", {chunked("5\r\nhello\r\n0\r\nX-Test: a\r\n\r\n"), get()})
        .asks("several", {chunked("0\r\nX-Test: a\r\nY: b\r\nX-Test: c\r\n\r\n"), get()})
        .asks("announced", chunked("0\r\nX-Test: a\r\n\r\n").with("Trailer: X-Test").with("TE: trailers"))
        .asks("not-merged", get("/fields").with("X-Test: head").chunks("0\r\nX-Test: tail\r\n\r\n"));
    section.rule("those of framing and routing change nothing, or are refused")
        .asks("content-length", {chunked("5\r\nhello\r\n0\r\nContent-Length: 100\r\n\r\n"), get()})
        .asks("transfer-encoding", {chunked("5\r\nhello\r\n0\r\nTransfer-Encoding: gzip\r\n\r\n"), get()})
        .asks("host", {chunked("5\r\nhello\r\n0\r\nHost: other\r\n\r\n"), get()})
        .asks("connection", {chunked("5\r\nhello\r\n0\r\nConnection: close\r\n\r\n"), get()})
        .asks("expect", {chunked("5\r\nhello\r\n0\r\nExpect: x\r\n\r\n"), get()});
    section.rule("they have the syntax of fields, and the limits")
        .asks("no-colon", chunked("0\r\nX-Test\r\n\r\n"))
        .asks("space-before-colon", chunked("0\r\nX-Test : a\r\n\r\n"))
        .asks("folded", chunked("0\r\nX-Test: a\r\n b\r\n\r\n"))
        .asks("lf", chunked("0\r\nX-Test: a\n\r\n"))
        .asks("nul", chunked("0\r\nX-Test: a\0\r\n\r\n"s))
        .asks("too-many", chunked("0\r\n" +
                                  [] {
                                      std::string fields;
                                      for (int i = 0; i < 30; ++i)
                                          fields += "X: y\r\n";
                                      return fields;
                                  }() +
                                  "\r\n"))
        .asks("too-long", chunked("0\r\nX-Test: " + std::string(5000, 'a') + "\r\n\r\n"));
}

} // namespace

void add_http_chunked_cases(HttpCases& cases)
{
    HttpSection section{cases, "9112-7.1"};
    add_sizes(section);
    add_line_ends(section);
    add_extensions(cases);
    add_trailers(cases);
    HttpSection answers{cases, "9112-7.2"};
    answers.rule("an answer whose length is not known: chunks, and to HTTP/1.0, the end of the connection")
        .asks("chunks", {get("/stream"), get()})
        .asks("http-1.0", line("GET /stream HTTP/1.0"))
        .asks("http-1.0-keep-alive", line("GET /stream HTTP/1.0").with("Connection: keep-alive"))
        .asks("close", get("/stream").with("Connection: close"))
        .asks("nothing", {get("/stream/nothing"), get()})
        .asks("head", {line("HEAD /stream HTTP/1.1"), get()})
        .asks("204", {get("/stream/204"), get()})
        .asks("trailers-taken", get("/stream").with("TE: trailers").with("Connection: TE"))
        .asks("pipelined", {get("/stream"), get("/stream"), get("/alphabet.txt"), get("/stream")});
    answers.rule("one whose length was said")
        .asks("length", {get("/stream/length"), get()})
        .asks("length-http-1.0", line("GET /stream/length HTTP/1.0").with("Connection: keep-alive"))
        .asks("length-head", {line("HEAD /stream/length HTTP/1.1"), get()});
    HttpSection te{cases, "9112-7.4"};
    te.rule("TE says what codings a client takes; no answer has to use one")
        .asks("trailers", get().with("TE: trailers").with("Connection: TE"))
        .asks("gzip", get().with("TE: gzip;q=0.5, trailers").with("Connection: TE"))
        .asks("empty", get().with("TE:").with("Connection: TE"));
}

} // namespace hawser::test::conformance
