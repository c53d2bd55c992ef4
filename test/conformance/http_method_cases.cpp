// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9110 §9 and §10.1: methods, and what a client expects.

namespace hawser::test::conformance {

namespace {

void add_methods(HttpCases& cases)
{
    HttpSection section{cases, "9110-9.1"};
    section.rule("GET and HEAD MUST be there; a method that a path does not have SHOULD get 405")
        .asks("get", get())
        .asks("head", line("HEAD /echo HTTP/1.1"))
        .asks("post", post().body("a"))
        .asks("put", line("PUT /echo HTTP/1.1").body("a"))
        .asks("patch", line("PATCH /echo HTTP/1.1").body("a"))
        .asks("delete", line("DELETE /echo HTTP/1.1"))
        .asks("get-of-post-only", get("/sink"))
        .asks("head-of-post-only", line("HEAD /sink HTTP/1.1"))
        .asks("put-of-a-file", line("PUT /alphabet.txt HTTP/1.1").body("a"))
        .asks("delete-of-a-file", line("DELETE /alphabet.txt HTTP/1.1"));
    HttpSection head{cases, "9110-9.3.2"};
    head.rule("HEAD is GET without content; its fields are those of GET", "content-type")
        .asks("handler", {line("HEAD /echo HTTP/1.1"), get()})
        .asks("file", {line("HEAD /alphabet.txt HTTP/1.1"), get("/alphabet.txt")})
        .asks("not-found", {line("HEAD /nothing HTTP/1.1"), get()})
        .asks("redirect", {line("HEAD /folder HTTP/1.1"), get()})
        .asks("error", {line("HEAD /throw HTTP/1.1"), get()})
        .asks("service", {line("HEAD /ws HTTP/1.1"), get()})
        .asks("http-1.0", line("HEAD /echo HTTP/1.0"));
    HttpSection connect{cases, "9110-9.3.6"};
    connect.rule("CONNECT asks for a tunnel, which an origin server has none of: no 2xx")
        .asks("name", line("CONNECT localhost:80 HTTP/1.1"))
        .asks("ipv6", line("CONNECT [::1]:80 HTTP/1.1"))
        .asks("http-1.0", line("CONNECT localhost:80 HTTP/1.0"))
        .asks("data-behind-it", {line("CONNECT localhost:80 HTTP/1.1"), get()});
    connect.rule("an empty or invalid port MUST be refused, typically with 400")
        .asks("no-port", line("CONNECT localhost HTTP/1.1"))
        .asks("empty-port", line("CONNECT localhost: HTTP/1.1"))
        .asks("bad-port", line("CONNECT localhost:http HTTP/1.1"))
        .asks("port-too-large", line("CONNECT localhost:70000 HTTP/1.1"))
        .asks("port-0", line("CONNECT localhost:0 HTTP/1.1"))
        .asks("no-host", line("CONNECT :80 HTTP/1.1"));
    HttpSection options{cases, "9110-9.3.7"};
    options.rule("OPTIONS: what a resource allows, or, for *, the server")
        .asks("route", line("OPTIONS /echo HTTP/1.1"))
        .asks("one-method", line("OPTIONS /sink HTTP/1.1"))
        .asks("file", line("OPTIONS /alphabet.txt HTTP/1.1"))
        .asks("folder", line("OPTIONS /folder/ HTTP/1.1"))
        .asks("service", line("OPTIONS /ws HTTP/1.1"))
        .asks("nothing", line("OPTIONS /nothing HTTP/1.1"))
        .asks("asterisk", {line("OPTIONS * HTTP/1.1"), get()})
        .asks("asterisk-with-max-forwards", line("OPTIONS * HTTP/1.1").with("Max-Forwards: 0"))
        .asks("http-1.0", line("OPTIONS * HTTP/1.0"));
    HttpSection trace{cases, "9110-9.3.8"};
    trace.rule("TRACE would give away what others put into the request: not supported")
        .asks("route", line("TRACE /echo HTTP/1.1").with("Cookie: secret"))
        .asks("file", line("TRACE /alphabet.txt HTTP/1.1"))
        .asks("root", line("TRACE / HTTP/1.1"));
}

void add_expect(HttpCases& cases)
{
    HttpSection section{cases, "9110-10.1.1"};
    section.rule("100-continue: 100 before the body is read, or a final answer; the value knows no case")
        .asks("length", post().with("Expect: 100-continue").body("hello"))
        .asks("chunked", post().with("Expect: 100-continue").chunks("5\r\nhello\r\n0\r\n\r\n"))
        .asks("in-capitals", post().with("Expect: 100-CONTINUE").body("hello"))
        .asks("put", line("PUT /echo HTTP/1.1").with("Expect: 100-continue").body("hello"))
        .asks("twice",
              {post().with("Expect: 100-continue").body("a"), post().with("Expect: 100-continue").body("b")});
    section.rule("a client that waits for it is told before it sends the body")
        .asks("waits", post().with("Expect: 100-continue").with("Content-Length: 5"), eof)
        .asks("waits-with-chunks", post().with("Expect: 100-continue").with("Transfer-Encoding: chunked"),
              eof);
    section.rule("no 100 for a request without content")
        .asks("get", get().with("Expect: 100-continue"))
        .asks("post-without-content", post().with("Expect: 100-continue"))
        .asks("length-zero", post().with("Expect: 100-continue").body(""));
    section.rule("a final answer instead of 100 where the body would be refused anyway")
        .asks("too-large", post("/sink").with("Expect: 100-continue").with("Content-Length: 5000"));
    section.rule("in HTTP/1.0 the expectation MUST be ignored, and no 100 be sent")
        .asks("http-1.0", line("POST /echo HTTP/1.0").with("Expect: 100-continue").body("hello"))
        .asks("http-1.0-unknown", line("POST /echo HTTP/1.0").with("Expect: miracles").body("hello"));
    section.rule("another expectation MAY get 417")
        .asks("unknown", get().with("Expect: miracles"))
        .asks("unknown-with-parameter", get().with("Expect: 100-continue;x=y"))
        .asks("two", post().with("Expect: 100-continue").with("Expect: miracles").body("a"));
}

} // namespace

void add_http_method_cases(HttpCases& cases)
{
    add_methods(cases);
    add_expect(cases);
}

} // namespace hawser::test::conformance
