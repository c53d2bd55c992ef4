// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9112 §6 and §8: how long a body is, and what is not a whole message.

namespace hawser::test::conformance {

namespace {

HttpRequestText with_length(const std::string& value, std::string content = "hello")
{
    return post().with("Content-Length: " + value).then(std::move(content));
}

HttpRequestText with_coding(const std::string& value, std::string content = "5\r\nhello\r\n0\r\n\r\n")
{
    return post().with("Transfer-Encoding: " + value).then(std::move(content));
}

void add_codings(HttpCases& cases)
{
    HttpSection section{cases, "9112-6.1"};
    section.rule("chunked MUST be understood; names of codings know no case")
        .asks("chunked", with_coding("chunked"))
        .asks("capitals", with_coding("CHUNKED"))
        .asks("mixed", with_coding("Chunked"))
        .asks("spaces", with_coding("  chunked  "));
    section.rule("chunked twice, or not last, leaves the length open: 400, and the connection MUST be closed")
        .asks("twice", with_coding("chunked, chunked"))
        .asks("two-fields", with_coding("chunked\r\nTransfer-Encoding: chunked"))
        .asks("not-last", with_coding("chunked, gzip"))
        .asks("identity-behind", with_coding("chunked, identity"))
        .asks("identity-behind-in-a-field", with_coding("chunked\r\nTransfer-Encoding: identity"))
        .asks("gzip-alone", with_coding("gzip"))
        .asks("identity", with_coding("identity"));
    section.rule("a coding that is not understood SHOULD get 501; here 400, for the same reason")
        .asks("gzip-first", with_coding("gzip, chunked"))
        .asks("unknown-first", with_coding("x, chunked"));
    section.rule("what only looks like chunked is not")
        .asks("empty", with_coding(""))
        .asks("comma", with_coding(","))
        .asks("comma-behind", with_coding("chunked,"))
        .asks("longer-word", with_coding("chunkedx"))
        .asks("prefix", with_coding("xchunked"))
        .asks("quoted", with_coding("\"chunked\""))
        .asks("parameter", with_coding("chunked;q=1"))
        .asks("vertical-tab", with_coding("\vchunked"))
        .asks("form-feed", with_coding("chunked\f"))
        .asks("nul", with_coding(std::string{"chunked\0", 8}))
        .asks("underscore",
              post().with("Transfer_Encoding: chunked").with("Content-Length: 5").then("hello"));
    section.rule("with Content-Length it may be smuggling: refused, and the connection MUST be closed")
        .asks("length-first", with_length("5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"))
        .asks("length-behind", with_coding("chunked\r\nContent-Length: 5", "0\r\n\r\n"))
        .asks("length-zero", with_length("0\r\nTransfer-Encoding: chunked", "0\r\n\r\n"))
        .asks("length-and-odd-coding", with_length("5\r\nTransfer-Encoding: xchunked"))
        .asks("length-and-second-request",
              with_length("4\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /echo?smuggled HTTP/1.1\r\n\r\n"));
    section.rule("in HTTP/1.0 the framing is faulty: the connection MUST be closed")
        .asks("http-1.0", line("POST /echo HTTP/1.0").chunks("5\r\nhello\r\n0\r\n\r\n"))
        .asks("http-1.0-keep-alive",
              line("POST /echo HTTP/1.0").with("Connection: keep-alive").chunks("5\r\nhello\r\n0\r\n\r\n"));
}

void add_length(HttpCases& cases)
{
    HttpSection section{cases, "9112-6.2"};
    section.rule("Content-Length is digits")
        .asks("example", with_length("5"))
        .asks("zero", with_length("0", ""))
        .asks("leading-zeros", with_length("0005"))
        .asks("spaces", with_length("   5  "));
    section.rule("any other value is invalid: 400, and the connection MUST be closed (6.3, 5)")
        .asks("empty", with_length(""))
        .asks("plus", with_length("+5"))
        .asks("minus", with_length("-5"))
        .asks("minus-zero", with_length("-0"))
        .asks("hex", with_length("0x5"))
        .asks("octal-looks-like-five", with_length("0o5"))
        .asks("decimal-point", with_length("5.0"))
        .asks("exponent", with_length("5e0"))
        .asks("underscore", with_length("0_5"))
        .asks("word", with_length("five"))
        .asks("letter-behind", with_length("5a"))
        .asks("two-numbers", with_length("5 5"))
        .asks("quoted", with_length("\"5\""))
        .asks("semicolon", with_length("5;"))
        .asks("nul-behind", with_length(std::string{"5\0", 2}))
        .asks("full-width-digit", with_length("\xef\xbc\x95"))
        .asks("2^63", with_length("9223372036854775808"))
        .asks("2^64", with_length("18446744073709551616"))
        .asks("2^64-and-5", with_length("18446744073709551621"))
        .asks("100-digits", with_length(std::string(100, '9')))
        .asks("100-zeros", with_length(std::string(100, '0') + "5"));
    section.rule("several that differ MUST be refused; those that agree may be")
        .asks("two-that-differ", with_length("5\r\nContent-Length: 6"))
        .asks("two-that-agree", with_length("5\r\nContent-Length: 5"))
        .asks("list-that-differs", with_length("5, 6"))
        .asks("list-that-agrees", with_length("5, 5"))
        .asks("comma-behind", with_length("5,"))
        .asks("second-is-zero", with_length("5\r\nContent-Length: 0"))
        .asks("second-is-empty", with_length("5\r\nContent-Length:"))
        .asks("second-in-capitals", with_length("5\r\nCONTENT-LENGTH: 0"));
    section.rule("in HTTP/1.0 as well")
        .asks("http-1.0", line("POST /echo HTTP/1.0").body("hello"))
        .asks("http-1.0-two-that-differ",
              line("POST /echo HTTP/1.0").with("Content-Length: 5").with("Content-Length: 0").then("hello"));
}

void add_body(HttpCases& cases)
{
    HttpSection section{cases, "9112-6.3"};
    section.rule("(1) answers to HEAD, and 1xx, 204 and 304, have no body")
        .asks("head", line("HEAD /echo HTTP/1.1"))
        .asks("head-and-get", {line("HEAD /echo HTTP/1.1"), get()})
        .asks("head-of-an-error", line("HEAD /nothing HTTP/1.1"))
        .asks("head-malformed", line("HEAD /%zz HTTP/1.1"))
        .asks("status-204", {get("/status/204"), get()})
        .asks("status-304", {get("/status/304"), get()})
        .asks("status-204-to-head", {line("HEAD /status/204 HTTP/1.1"), get()});
    section.rule("(2) CONNECT is about what follows 2xx: no other status has a tunnel")
        .asks("connect", {line("CONNECT localhost:80 HTTP/1.1"), get()});
    section.rule("(4) chunked: up to the last chunk").asks("chunked", {with_coding("chunked"), get()});
    section.rule("(6) Content-Length: so many octets")
        .asks("length", {with_length("5"), get()})
        .asks("length-zero", {with_length("0", ""), get()})
        .asks("length-and-more", {with_length("4", "body"), get("/echo?next")})
        .asks("body-looks-like-a-request", post("/sink").body(get("/echo?inside").text()));
    section.rule("(7) a request with neither has no body")
        .asks("post-without-length", {post(), get()})
        .asks("put-without-length", line("PUT /echo HTTP/1.1"));
    section.rule("the body belongs to the message whatever the method (RFC 9110 9.3)")
        .asks("get-with-body", {get().body("hello"), get()})
        .asks("get-with-chunks", {get().chunks("5\r\nhello\r\n0\r\n\r\n"), get()})
        .asks("head-with-body", {line("HEAD /echo HTTP/1.1").body("hello"), get()})
        .asks("delete-with-body", {line("DELETE /echo HTTP/1.1").body("hello"), get()})
        .asks("options-with-body", {line("OPTIONS /echo HTTP/1.1").body("hello"), get()})
        .asks("body-for-a-file", {get("/alphabet.txt").body("GET /echo"), get()})
        .asks("body-for-nothing", {post("/nothing").body("GET /echo"), get()})
        .asks("body-for-405", {line("POST /fields HTTP/1.1").body("GET /echo"), get()})
        .asks("body-for-trace", {line("TRACE /echo HTTP/1.1").body("GET /echo"), get()});
    section.rule("a server may refuse what is too large with 413, and MUST not take the rest for a request")
        .asks("length-at-the-limit", post("/sink").body(std::string(1000, 'x')))
        .asks("length-over-the-limit", post("/sink").body(std::string(1001, 'x')))
        .asks("length-far-over-the-limit", with_length("9223372036854775807", "hello"))
        .asks("length-far-over-no-body", with_length("1000000000", ""));
}

void add_incomplete(HttpCases& cases)
{
    HttpSection section{cases, "9112-8"};
    section.rule("a request that ends before its end is incomplete: it MUST not be carried out")
        .sends("in-request-line", {"GET /ec"}, eof)
        .sends("behind-request-line", {"GET /echo HTTP/1.1\r\n"}, eof)
        .sends("in-a-field", {"GET /echo HTTP/1.1\r\nHost: loc"}, eof)
        .sends("before-the-last-crlf", {"GET /echo HTTP/1.1\r\nHost: localhost\r\n"}, eof)
        .sends("in-the-last-crlf", {"GET /echo HTTP/1.1\r\nHost: localhost\r\n\r"}, eof)
        .asks("before-the-body", with_length("5", ""), eof)
        .asks("in-the-body", with_length("5", "hell"), eof)
        .asks("in-a-chunk-line", with_coding("chunked", "5"), eof)
        .asks("in-a-chunk", with_coding("chunked", "5\r\nhel"), eof)
        .asks("behind-a-chunk", with_coding("chunked", "5\r\nhello\r\n"), eof)
        .asks("in-the-last-chunk", with_coding("chunked", "5\r\nhello\r\n0\r\n"), eof)
        .asks("in-trailers", with_coding("chunked", "5\r\nhello\r\n0\r\nX: y\r\n"), eof)
        .asks("behind-another", std::vector{get(), with_length("5", "hell")}, eof);
    section.rule("the end of the client's side is not the end of its interest (9.6)")
        .asks("whole-then-eof", get(), eof)
        .asks("two-then-eof", {get(), post().body("hello")}, eof)
        .asks("file-then-eof", get("/large.bin"), eof);
}

} // namespace

void add_http_length_cases(HttpCases& cases)
{
    add_codings(cases);
    add_length(cases);
    add_body(cases);
    add_incomplete(cases);
}

} // namespace hawser::test::conformance
