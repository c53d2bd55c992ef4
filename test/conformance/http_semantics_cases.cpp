// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9110 §5 to §8, §15: fields, what answers say of themselves, upgrades.

namespace hawser::test::conformance {

namespace {

HttpRequestText handshake(const std::string& target = "/ws")
{
    return get(target)
        .with("Upgrade: websocket")
        .with("Connection: Upgrade")
        .with("Sec-WebSocket-Version: 13")
        .with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
}

void add_request_fields(HttpCases& cases)
{
    HttpSection section{cases, "9110-5.3"};
    section.rule("fields of one name stay in order")
        .asks("two", get("/fields").with("X-Test: a").with("X-Test: b"))
        .asks("others-between", get("/fields").with("X-Test: a").with("Y: z").with("x-test: b"));
    HttpSection limits{cases, "9110-5.4"};
    limits.rule("fields that are larger or more than the server wants MUST get 4xx")
        .asks("at-the-limit", get("/fields").with("X-Test: " + std::string(1900, 'a')))
        .asks("too-large", get("/fields").with("X-Test: " + std::string(2000, 'a')))
        .asks("without-end", get("/fields").with("X-Test: " + std::string(20'000, 'a')))
        .asks("too-many", [] {
            auto request = get("/fields");
            for (int i = 0; i < 25; ++i)
                request.with("X: y");
            return request;
        }());
    HttpSection syntax{cases, "9110-5.6"};
    syntax.rule("5.6.1: empty elements of lists are to be ignored")
        .asks("if-none-match", get("/alphabet.txt").with("If-None-Match: , \"x\",, $TAG,"))
        .asks("expect", post().with("Expect: 100-continue").body("hello"));
    HttpSection quoted{cases, "9110-5.6.4"};
    quoted.rule("a comma within quotes ends no element")
        .asks("comma-in-quotes", get("/alphabet.txt").with("If-None-Match: \"a,b\", $TAG"));
}

void add_answers(HttpCases& cases)
{
    HttpSection type{cases, "9110-8.3"};
    type.rule("content has a type", "content-type")
        .asks("text", get())
        .asks("text-file", get("/alphabet.txt"))
        .asks("html-file", get("/page.html"))
        .asks("unknown-file", get("/large.bin"))
        .asks("status-page", get("/nothing"));
    HttpSection length{cases, "9110-8.6"};
    length.rule("to HEAD, the length is that which GET would give")
        .asks("file", {line("HEAD /alphabet.txt HTTP/1.1"), get("/alphabet.txt")})
        .asks("handler", {line("HEAD /query?q=abc HTTP/1.1"), get("/query?q=abc")})
        .asks("empty-file", {line("HEAD /empty.txt HTTP/1.1"), get("/empty.txt")})
        .asks("empty-answer", {get("/fields"), line("HEAD /fields HTTP/1.1")})
        .asks("large-file", line("HEAD /large.bin HTTP/1.1"));
    length.rule("none in 1xx and 204")
        .asks("204", get("/status/204"))
        .asks("204-to-options", line("OPTIONS /echo HTTP/1.1"));
    HttpSection modified{cases, "9110-8.8.2"};
    modified.rule("Last-Modified is sent where it is known, and never later than Date", "last-modified")
        .asks("file", get("/alphabet.txt"))
        .asks("to-head", line("HEAD /alphabet.txt HTTP/1.1"))
        .asks("not-modified", get("/alphabet.txt").with("If-None-Match: $TAG"))
        .asks("handler", get());
    modified.rule("a file from the future is not: its date is that of the answer, and its tag weak")
        .asks("future", get("/future.txt"));
    HttpSection status{cases, "9110-15"};
    status.rule("15.3.6: 205 has no content; its length is said to be 0, or it is chunked")
        .asks("205", {get("/status/205"), get()});
    status.rule("15.4.5: 304 has none either").asks("304", {get("/status/304"), get()});
    status.rule("a status without a registered phrase keeps the space before it (RFC 9112 4)")
        .asks("299", get("/status/299"))
        .asks("599", get("/status/599"));
    status.rule("15.5.6: 405 MUST have Allow")
        .asks("405-of-routes", post("/fields"))
        .asks("405-of-a-file", post("/alphabet.txt"))
        .asks("405-of-a-folder", line("DELETE /folder/ HTTP/1.1"));
    status.rule("15.5.22: 426 MUST have Upgrade").asks("426", get("/ws"));
    status.rule("15.6.1: what a handler throws is 500").asks("500", get("/throw"));
    HttpSection location{cases, "9110-10.2.2"};
    location.rule("Location is a URI reference")
        .asks("folder-without-slash", get("/folder"))
        .asks("folder-with-query", get("/folder?a=b"))
        .asks("folder-in-absolute-form", get("http://localhost/folder"))
        .asks("handler", get("/inject?to=/elsewhere"));
}

void add_host_meaning(HttpCases& cases)
{
    HttpSection section{cases, "9110-7.2"};
    section.rule("Host without an authority is empty").asks("host-empty", get().only("Host:\r\n"));
}

void add_upgrade(HttpCases& cases)
{
    const auto close_frame = HttpEnding::close_frame;
    HttpSection section{cases, "9110-7.8"};
    section.rule("a server MAY ignore Upgrade, and MUST not switch to what was not offered")
        .asks("unknown-protocol", get().with("Upgrade: x/1").with("Connection: Upgrade"))
        .asks("h2c", get().with("Upgrade: h2c").with("Connection: Upgrade, HTTP2-Settings"))
        .asks("websocket-elsewhere", handshake("/echo"))
        .asks("websocket-to-a-file", handshake("/alphabet.txt"))
        .asks("other-protocol-on-a-service", get("/ws").with("Upgrade: x/1").with("Connection: Upgrade"));
    section.rule("101 names the protocol, and is the end of HTTP on the connection")
        .asks("websocket", handshake(), close_frame)
        .asks("websocket-behind-others", std::vector{get(), post().body("hello"), handshake()}, close_frame);
    section.rule("without the option in Connection it is no request to switch")
        .asks("no-connection-option", get("/ws").with("Upgrade: websocket"));
    section.rule("in HTTP/1.0 it MUST be ignored: no 101")
        .asks("http-1.0", line("GET /ws HTTP/1.0")
                              .with("Upgrade: websocket")
                              .with("Connection: Upgrade")
                              .with("Sec-WebSocket-Version: 13")
                              .with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
        .asks("http-1.0-elsewhere",
              line("GET /echo HTTP/1.0").with("Upgrade: websocket").with("Connection: Upgrade"));
    section.rule("with Expect, 100 comes before 101; a handshake with a body is none")
        .asks("with-body", handshake().body("hello"));
}

} // namespace

void add_http_semantics_cases(HttpCases& cases)
{
    add_request_fields(cases);
    add_host_meaning(cases);
    add_upgrade(cases);
    add_answers(cases);
}

} // namespace hawser::test::conformance
