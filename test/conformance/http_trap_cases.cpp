// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// What has bitten other servers, beyond the cases of the RFCs' sections: smuggled requests, split answers,
// escapes from the document root, forged addresses, foreign sites.

namespace hawser::test::conformance {

namespace {

const std::string smuggled = "GET /echo?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

void add_smuggling(HttpCases& cases)
{
    HttpSection length{cases, "trap-01"};
    length.rule("conflicting lengths: 400, closed, and not one byte read as a second request")
        .asks("two-lengths", post().with("Content-Length: 0").with("Content-Length: 48").then(smuggled))
        .asks("two-lengths-turned",
              post().with("Content-Length: 48").with("Content-Length: 0").then(smuggled))
        .asks(
            "length-and-chunked",
            post().with("Content-Length: 0").with("Transfer-Encoding: chunked").then("0\r\n\r\n" + smuggled))
        .asks(
            "chunked-and-length",
            post().with("Transfer-Encoding: chunked").with("Content-Length: 5").then("0\r\n\r\n" + smuggled))
        .asks("length-of-get", get().with("Content-Length: 0, 48").then(smuggled))
        .asks("length-with-plus", post().with("Content-Length: +0").then(smuggled))
        .asks("length-with-space", post().with("Content-Length: 0 48").then(smuggled))
        .asks("length-with-tab-before-colon", post().with("Content-Length\t: 48").then(smuggled))
        .asks("length-in-a-folded-line", post().with("X: y\r\n Content-Length: 48").then(smuggled))
        .asks("length-behind-bare-lf", post().with("X: y\nContent-Length: 48").then(smuggled))
        .asks("length-behind-bare-cr", post().with("X: y\rContent-Length: 48").then(smuggled));
    HttpSection coding{cases, "trap-02"};
    coding.rule("no chunked at the end, or chunked in HTTP/1.0: 400, closed")
        .asks("identity", post().with("Transfer-Encoding: identity").then(smuggled))
        .asks("chunked-identity", post().with("Transfer-Encoding: chunked, identity").then(smuggled))
        .asks("x-chunked", post().with("Transfer-Encoding: xchunked").then(smuggled))
        .asks("http-1.0",
              line("POST /echo HTTP/1.0").with("Connection: keep-alive").chunks("0\r\n\r\n" + smuggled))
        .asks("second-field-in-capitals", post()
                                              .with("Transfer-Encoding: chunked")
                                              .with("TRANSFER-ENCODING: x")
                                              .then("0\r\n\r\n" + smuggled))
        .asks("coding-behind-bare-lf",
              post().with("X: y\nTransfer-Encoding: chunked").then("0\r\n\r\n" + smuggled));
    HttpSection chunks{cases, "trap-03"};
    chunks.rule("chunk lines that two readers see differently: 400, closed")
        .asks("lf-in-extension", post().chunks("5;\nhello\r\n0\r\n\r\n" + smuggled))
        .asks("lf-in-quoted-extension", post().chunks("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n" + smuggled))
        .asks("last-chunk-and-junk", post().chunks("0\r\nX" + smuggled))
        .asks("last-chunk-and-lf", post().chunks("0\n\n" + smuggled))
        .asks("size-0x0", post().chunks("0x0\r\n\r\n" + smuggled))
        .asks("size-minus-0", post().chunks("-0\r\n\r\n" + smuggled))
        .asks("size-2^64", post().chunks("10000000000000000\r\n\r\n" + smuggled));
    HttpSection limit{cases, "trap-04"};
    limit.rule("the limit of the body holds for chunks: 413 as the count crosses it")
        .asks("one-chunk", post("/sink").chunks("3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"))
        .asks("many-chunks", post("/sink").chunks([] {
            std::string content;
            for (int i = 0; i < 11; ++i)
                content += "64\r\n" + std::string(100, 'x') + "\r\n";
            return content + "0\r\n\r\n";
        }()))
        .asks("announced-only", post("/sink").chunks("7fffffff\r\n"));
}

void add_injection(HttpCases& cases)
{
    HttpSection section{cases, "trap-05"};
    section.rule("CR, LF and NUL in what a handler sets: refused, and nothing of it is sent")
        .asks("value", get("/inject?value=a%0D%0AX-Evil:%20b"))
        .asks("value-lf", get("/inject?value=a%0AX-Evil:%20b"))
        .asks("value-cr", get("/inject?value=a%0DX-Evil:%20b"))
        .asks("value-nul", get("/inject?value=a%00b"))
        .asks("redirect", get("/inject?to=/a%0D%0ASet-Cookie:%20b"))
        .asks("redirect-whole-answer", get("/inject?to=/%0D%0A%0D%0AHTTP/1.1%20200%20OK"))
        .asks("reason", get("/inject?reason=OK%0D%0AX-Evil:%20b"))
        .asks("name", get("/inject?name=X-Evil:%20b%0D%0AY"))
        .asks("name-with-space", get("/inject?name=X%20Evil"))
        .asks("name-empty", get("/inject?name="))
        .asks("nothing-wrong", get("/inject?value=a"))
        .asks("folder-redirect", get("/folder?%0D%0AX-Evil:%20b"));
    HttpSection literal{cases, "trap-06"};
    literal.rule("values of fields are not percent-decoded")
        .asks("crlf", get("/fields").with("X-Test: %0D%0AX-Evil: b"))
        .asks("slash", get("/fields").with("X-Test: %2F"));
    HttpSection address{cases, "trap-07"};
    address.rule("what a client says of its address and of TLS counts only from a proxy that is trusted")
        .asks("x-forwarded-for", get("/peer").with("X-Forwarded-For: 10.1.2.3"))
        .asks("x-real-ip", get("/peer").with("X-Real-IP: 10.1.2.3"))
        .asks("forwarded", get("/peer").with("Forwarded: for=10.1.2.3;proto=https"))
        .asks("x-forwarded-proto", get("/peer").with("X-Forwarded-Proto: https"))
        .asks("remote-addr", get("/peer").with("REMOTE_ADDR: 10.1.2.3").with("Remote-Addr: 10.1.2.3"))
        .sends("proxy-protocol-v1", {"PROXY TCP4 10.1.2.3 10.1.2.4 1 2\r\n" + get("/peer").text()})
        .sends("proxy-protocol-v2",
               {"\r\n\r\n" + std::string{"\0\r\nQUIT\n\x21\x11\0\x0c", 12} + get("/peer").text()});
}

void add_load(HttpCases& cases)
{
    HttpSection large{cases, "trap-08"};
    large.rule("large headers and many fields: 431 early, and the rest is not looked at")
        .asks("one-large-field", get().with("X-Test: " + std::string(200'000, 'a')))
        .asks("large-name", get().with(std::string(200'000, 'a') + ": b"))
        .asks("thousands-of-fields",
              [] {
                  std::string fields = "Host: localhost\r\n";
                  for (int i = 0; i < 5000; ++i)
                      fields += "X: y\r\n";
                  return get().only(fields);
              }())
        .sends("field-without-end",
               {"GET /echo HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(200'000, 'a')});
    HttpSection lists{cases, "trap-09"};
    const auto handshake = get("/ws")
                               .with("Upgrade: websocket")
                               .with("Connection: Upgrade")
                               .with("Sec-WebSocket-Version: 13")
                               .with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    const auto long_list = [&](const std::string& name, const std::string& element) {
        auto request = handshake;
        std::string value;
        while (value.size() < 1500)
            value += element;
        return request.with(name + ": " + value);
    };
    lists.rule("long lists in a handshake are read in linear time")
        .asks("protocols", long_list("Sec-WebSocket-Protocol", "a, ").with("X: y"))
        .asks("protocols-of-spaces", long_list("Sec-WebSocket-Protocol", "        ").with("X: y"))
        .asks("extensions", long_list("Sec-WebSocket-Extensions", "a;b=c, ").with("X: y"))
        .asks("extensions-open-quote", long_list("Sec-WebSocket-Extensions", "a;b=\"").with("X: y"))
        .asks("extensions-of-semicolons", long_list("Sec-WebSocket-Extensions", ";").with("X: y"));
    HttpSection bodies{cases, "trap-10"};
    auto upgrade = handshake;
    bodies.rule("bodies where none is expected are not read as requests")
        .asks("head", {line("HEAD /echo HTTP/1.1").body(smuggled), get()})
        .asks("head-chunked", {line("HEAD /echo HTTP/1.1").chunks("5\r\nhello\r\n0\r\n\r\n"), get()})
        .asks("options", {line("OPTIONS * HTTP/1.1").body(smuggled), get()})
        .asks("upgrade", upgrade.body(smuggled))
        .asks("upgrade-elsewhere", get().with("Upgrade: x").with("Connection: Upgrade").body(smuggled));
    bodies.rule("a client that sends nothing more is told so, and closed")
        .sends("half-a-header", {"GET /echo HTTP/1.1\r\nHost: localhost\r\nX: "}, HttpEnding::silence);
}

void add_paths(HttpCases& cases)
{
    HttpSection section{cases, "trap-11"};
    section.rule("no path leads out of the document root, or to what is hidden in it")
        .asks("dots", get("/../secret.txt"))
        .asks("dots-behind-a-folder", get("/folder/../../secret.txt"))
        .asks("dots-escaped", get("/%2e%2e/secret.txt"))
        .asks("dots-half-escaped", get("/.%2e/secret.txt"))
        .asks("slash-escaped", get("/..%2fsecret.txt"))
        .asks("backslash", get("/..\\secret.txt"))
        .asks("backslash-escaped", get("/..%5csecret.txt"))
        .asks("all-escaped", get("/%2e%2e%5csecret.txt"))
        .asks("escaped-twice", get("/%252e%252e/secret.txt"))
        .asks("escaped-twice-slash", get("/..%252fsecret.txt"))
        .asks("overlong-utf8", get("/%c0%ae%c0%ae/secret.txt"))
        .asks("overlong-slash", get("/..%c0%afsecret.txt"))
        .asks("many-dots", get("/..../secret.txt"))
        .asks("one-dot", get("/./alphabet.txt"))
        .asks("inside-and-back", get("/folder/../alphabet.txt"))
        .asks("dots-at-the-end", get("/folder/.."))
        .asks("absolute-path", get("//etc/passwd"))
        .asks("absolute-path-escaped", get("/%2fetc/passwd"))
        .asks("absolute-form", get("http://localhost/../secret.txt"))
        .asks("drive-letter", get("/c:/secret.txt"))
        .asks("stream-of-a-file", get("/alphabet.txt::$DATA"))
        .asks("nul-behind", get("/alphabet.txt%00.html"))
        .asks("nul-before", get("/%00alphabet.txt"))
        .asks("link-to-outside", get("/link.txt"))
        .asks("link-to-a-folder-outside", get("/parent/secret.txt"))
        .asks("link-to-a-file-inside", get("/inside.txt"))
        .asks("hidden-file", get("/.hidden"))
        .asks("hidden-folder", get("/.git/config"))
        .asks("hidden-escaped", get("/%2ehidden"))
        .asks("well-known", get("/.well-known/security.txt"))
        .asks("slash-behind-a-file", get("/alphabet.txt/"))
        .asks("below-a-file", get("/alphabet.txt/a"))
        .asks("folder-without-index", get("/bare/"))
        .asks("long-segment", get("/" + std::string(300, 'a')))
        .asks("newline", get("/alphabet.txt%0a"))
        .asks("space-behind", get("/alphabet.txt%20"))
        .asks("point-behind", get("/alphabet.txt."));
    section.rule("and names are taken as they are")
        .asks("space", get("/a%20b.txt"))
        .asks("percent", get("/100%2525.txt"));
    HttpSection order{cases, "trap-12"};
    order.rule("each request gets its own file, also pipelined")
        .asks("files", {get("/alphabet.txt"), get("/large.bin"), get("/empty.txt"), get("/page.html"),
                        get("/large.bin"), get("/a%20b.txt"), get("/alphabet.txt"), get("/nothing"),
                        line("HEAD /large.bin HTTP/1.1"), get("/folder/")});
}

void add_browsers(HttpCases& cases)
{
    const auto handshake = [](std::string host) {
        return get("/ws")
            .only("Host: " + host + "\r\n")
            .with("Upgrade: websocket")
            .with("Connection: Upgrade")
            .with("Sec-WebSocket-Version: 13")
            .with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    };
    const auto close_frame = HttpEnding::close_frame;
    HttpSection section{cases, "trap-34"};
    section.rule("a handshake from the pages of another site is refused")
        .asks("own-origin", handshake("localhost").with("Origin: http://localhost"), close_frame)
        .asks("own-origin-with-port", handshake("localhost:8080").with("Origin: http://localhost:8080"),
              close_frame)
        .asks("no-origin", handshake("localhost").with("Cookie: a=b"), close_frame)
        .asks("foreign-origin", handshake("localhost").with("Origin: http://example.com").with("Cookie: a=b"))
        .asks("foreign-port", handshake("localhost:8080").with("Origin: http://localhost:9090"))
        .asks("subdomain", handshake("localhost").with("Origin: http://localhost.example.com"))
        .asks("null-origin", handshake("localhost").with("Origin: null").with("Cookie: a=b"))
        .asks("two-origins",
              handshake("localhost").with("Origin: http://localhost").with("Origin: http://example.com"));
    section.rule("on a loopback address, a Host of somewhere else is DNS rebinding: 421")
        .asks("foreign-host", get().only("Host: example.com\r\n"))
        .asks("foreign-host-file", get("/alphabet.txt").only("Host: example.com:4649\r\n"))
        .asks("foreign-host-that-starts-as-ours", get().only("Host: localhost.example.com\r\n"))
        .asks("foreign-authority", get("http://example.com/echo"))
        .asks("foreign-host-of-a-service", handshake("example.com").with("Origin: http://example.com"))
        .asks("localhost", get().only("Host: localhost:4649\r\n"))
        .asks("subdomain-of-localhost", get().only("Host: app.localhost\r\n"))
        .asks("address", get().only("Host: 127.0.0.1:4649\r\n"))
        .asks("ipv6-address", get().only("Host: [::1]\r\n"));
}

HttpRequestText with_credentials(std::string_view target, const std::string& value)
{
    return get(target).with("Authorization: " + value);
}

void add_passwords(HttpCases& cases)
{
    const auto digest = [](const std::string& order, std::string_view target = "/digest") {
        return with_credentials(target, "$DIGEST " + order);
    };
    HttpSection section{cases, "trap-36"};
    section.rule("401 says how to authenticate, and nothing of why not: user, password or all of it")
        .asks("none", get("/digest"))
        .asks("right", digest("nobita password 1 /digest"))
        .asks("wrong-password", digest("nobita passwort 1 /digest"))
        .asks("unknown-user", digest("gian password 1 /digest"))
        .asks("head", {line("HEAD /digest HTTP/1.1"), get()})
        .asks("basic-to-digest", with_credentials("/digest", "Basic bm9iaXRhOnBhc3N3b3Jk"));
    section.rule("a nonce count is good once; a nonce of nobody's is not")
        .asks("counting", {digest("nobita password 1 /digest"), digest("nobita password 2 /digest")})
        .asks("out-of-order", {digest("nobita password 3 /digest"), digest("nobita password 2 /digest")})
        .asks("replay", {digest("nobita password 1 /digest"), digest("nobita password 1 /digest")})
        .asks("replay-later", {digest("nobita password 1 /digest"), digest("nobita password 2 /digest"),
                               digest("nobita password 1 /digest")})
        .asks("forged-nonce",
              digest("nobita password 1 /digest AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .asks("count-zero", digest("nobita password 0 /digest"));
    section.rule("what is signed is this request")
        .asks("other-uri", digest("nobita password 1 /echo"))
        .asks("other-query", digest("nobita password 1 /digest", "/digest?a=b"))
        .asks("other-method",
              line("HEAD /digest HTTP/1.1").with("Authorization: $DIGEST nobita password 1 /digest"));
    section.rule("malformed credentials are refused")
        .asks("empty", with_credentials("/digest", ""))
        .asks("scheme-alone", with_credentials("/digest", "Digest"))
        .asks("twice", digest("nobita password 1 /digest").with("Authorization: Basic bm9iaXRhOnBhc3N3b3Jk"));
    section.rule("Basic likewise")
        .asks("basic-none", get("/basic"))
        .asks("basic-right", with_credentials("/basic", "Basic bm9iaXRhOnBhc3N3b3Jk"))
        .asks("basic-scheme-in-capitals", with_credentials("/basic", "BASIC bm9iaXRhOnBhc3N3b3Jk"))
        .asks("basic-wrong-password", with_credentials("/basic", "Basic bm9iaXRhOnBhc3N3b3J0"))
        .asks("basic-unknown-user", with_credentials("/basic", "Basic Z2lhbjpwYXNzd29yZA=="))
        .asks("basic-no-colon", with_credentials("/basic", "Basic bm9iaXRh"))
        .asks("basic-no-base64", with_credentials("/basic", "Basic !!!!"))
        .asks("basic-behind-another-scheme", with_credentials("/basic", "Bearer bm9iaXRhOnBhc3N3b3Jk"));
}

} // namespace

void add_http_trap_cases(HttpCases& cases)
{
    add_smuggling(cases);
    add_injection(cases);
    add_load(cases);
    add_paths(cases);
    add_browsers(cases);
    add_passwords(cases);
}

} // namespace hawser::test::conformance
