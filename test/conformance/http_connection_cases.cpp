// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9112 §9: how long a connection lives, and requests in a row.

namespace hawser::test::conformance {

namespace {

HttpRequestText http10(const std::string& target = "/echo")
{
    return line("GET " + target + " HTTP/1.0");
}

HttpRequestText with_option(const std::string& option)
{
    return get().with("Connection: " + option);
}

void add_persistence(HttpCases& cases)
{
    HttpSection section{cases, "9112-9.3"};
    section.rule("HTTP/1.1 is kept unless close is asked for")
        .asks("http-1.1", get())
        .asks("keep-alive", with_option("keep-alive"))
        .asks("unknown-option", with_option("X-Test"))
        .asks("keep-alive-field", with_option("keep-alive").with("Keep-Alive: timeout=5, max=100"));
    section.rule("with close it MUST be closed behind the answer; options know no case")
        .asks("close", with_option("close"))
        .asks("close-in-capitals", with_option("CLOSE"))
        .asks("close-in-a-list", with_option("keep-alive, close"))
        .asks("close-first-in-a-list", with_option("close, keep-alive"))
        .asks("close-among-empty-elements", with_option(", ,close,,"))
        .asks("close-in-a-second-field", with_option("keep-alive").with("Connection: close"))
        .asks("close-with-tabs", with_option("\tclose\t"));
    section.rule("what only contains the word is another option")
        .asks("longer-word", with_option("closed"))
        .asks("prefix", with_option("x-close"))
        .asks("quoted", with_option("\"close\""));
    section.rule("HTTP/1.0 is kept only if that is asked for, and the answer says so")
        .asks("http-1.0", http10())
        .asks("http-1.0-keep-alive", http10().with("Connection: keep-alive"))
        .asks("http-1.0-keep-alive-in-capitals", http10().with("Connection: Keep-Alive"))
        .asks("http-1.0-close", http10().with("Connection: close"))
        .asks("http-1.0-both", http10().with("Connection: keep-alive, close"))
        .asks("http-1.0-twice", {http10().with("Connection: keep-alive"), http10()})
        .asks("http-1.0-without-host", http10().only("Connection: keep-alive\r\n"))
        .asks("http-1.0-file", http10("/alphabet.txt").with("Connection: keep-alive"))
        .asks("http-1.0-404", http10("/nothing").with("Connection: keep-alive"))
        .asks("http-1.0-proxy-connection", http10().with("Proxy-Connection: keep-alive"));
    section.rule("an error that the request was understood with does not end it")
        .asks("kept-after-404", {get("/nothing"), get()})
        .asks("kept-after-405", {post("/fields"), get()})
        .asks("kept-after-500", {get("/throw"), get()})
        .asks("kept-after-304", {get("/alphabet.txt").with("If-None-Match: $TAG"), get()})
        .asks("kept-after-412", {get("/alphabet.txt").with("If-Match: \"x\""), get()});
}

void add_pipelining(HttpCases& cases)
{
    HttpSection section{cases, "9112-9.3.2"};
    section.rule("answers come in the order of the requests")
        .asks("two", {get("/echo?1"), get("/echo?2")})
        .asks("five", {get("/echo?1"), get("/echo?2"), get("/echo?3"), get("/echo?4"), get("/echo?5")})
        .asks("bodies",
              {post("/echo?1").body("a"), post("/echo?2").chunks("1\r\nb\r\n0\r\n\r\n"), get("/echo?3")})
        .asks("all-kinds", {get("/alphabet.txt"), get("/nothing"), line("HEAD /large.bin HTTP/1.1"),
                            post("/fields"), line("OPTIONS * HTTP/1.1"), get("/throw"), get()})
        .asks("files", {get("/large.bin"), get("/alphabet.txt"), get("/empty.txt"), get("/page.html"),
                        get("/large.bin"), get("/folder/"), get("/alphabet.txt")})
        .asks("small-behind-large", {get("/large.bin"), get("/large.bin"), get("/large.bin"), get()})
        .asks("versions", {line("GET /echo HTTP/1.0").with("Connection: keep-alive"), get(),
                           line("GET /echo HTTP/1.0").with("Connection: keep-alive")});
    section.rule("requests in front of a malformed one are answered; none behind it is")
        .asks("malformed-behind", {get(), line("GET /echo HTTP/1.1 x")})
        .sends("malformed-between", {get().text(), "GET /echo HTTP/1.1\r\nHost\r\n\r\n"})
        .asks("malformed-body-behind", {get(), post().chunks("x\r\n")});
}

void add_end(HttpCases& cases)
{
    HttpSection section{cases, "9112-9.6"};
    section.rule("requests behind one with close MUST not be carried out")
        .asks("request-behind-close", with_option("close").then(get("/echo?behind").text()))
        .asks("post-behind-close", with_option("close").then(post("/echo?behind").body("hello").text()))
        .asks("behind-http-1.0", http10().then(get("/echo?behind").text()));
    section.rule("nor those behind an answer with close")
        .asks("server-closes", get("/close").then(get("/echo?behind").text()))
        .asks("server-closes-http-1.0", http10("/close").with("Connection: keep-alive"));
    section.rule("the whole answer arrives also where the client goes on sending")
        .asks("large-file-and-close",
              get("/large.bin").with("Connection: close").then(std::string(2000, 'x')))
        .asks("junk-behind-an-error", line("GET /echo").then(std::string(5000, '\n')));
    HttpSection time{cases, "9112-9.5"};
    time.rule("silent connections are closed: between requests without a word, within one with 408")
        .sends("silent-from-the-start", {""}, silence)
        .asks("silent-behind-an-answer", get(), silence)
        .sends("silent-in-the-request-line", {"GET /ec"}, silence)
        .sends("silent-in-the-fields", {"GET /echo HTTP/1.1\r\nHost: localhost\r\n"}, silence)
        .asks("silent-in-the-body", post().with("Content-Length: 5").then("hell"), silence)
        .asks("silent-in-a-chunk", post().chunks("5\r\nhel"), silence)
        .asks("silent-in-the-second", std::vector{get(), line("GET /ec HTTP/1.1").only("Host")}, silence);
    time.rule("ended by the client").asks("client-ends", std::vector{get(), get()}, eof);
}

} // namespace

void add_http_connection_cases(HttpCases& cases)
{
    add_persistence(cases);
    add_pipelining(cases);
    add_end(cases);
}

} // namespace hawser::test::conformance
