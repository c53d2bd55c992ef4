// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9112 §2 to §5: lines, request line, targets, fields.

namespace hawser::test::conformance {

namespace {

using namespace std::string_literals;

void add_lines(HttpCases& cases)
{
    HttpSection section{cases, "9112-2.2"};
    section.rule("a message is octets: those above 127 are nothing special in a value")
        .asks("utf8-in-a-value", get("/fields").with("X-Test: \xc3\xa4"))
        .asks("latin1-in-a-value", get("/fields").with("X-Test: \xe4"));
    section.rule("at least one empty line before a request line SHOULD be ignored")
        .sends("empty-line-first", {"\r\n" + get().text()})
        .sends("two-empty-lines-first", {"\r\n\r\n" + get().text()})
        .asks("empty-line-behind-a-body", {post().body("a"), line("\r\nGET /echo HTTP/1.1")})
        .sends("empty-lines-without-end",
               {"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n" + get().text()});
    section.rule("a bare CR makes an element invalid")
        .sends("cr-in-request-line", {"GET /ec\rho HTTP/1.1\r\nHost: localhost\r\n\r\n"})
        .sends("cr-ends-request-line", {"GET /echo HTTP/1.1\rHost: localhost\r\n\r\n"})
        .asks("cr-in-a-value", get().with("X-Test: a\rb"))
        .asks("cr-in-a-name", get().with("X-Te\rst: a"))
        .asks("cr-before-crlf", get().with("X-Test: a\r"))
        .sends("cr-first", {"\rGET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"});
    section.rule("a bare LF MAY end a line; here it does not: others may differ (11.2)")
        .sends("lf-ends-request-line", {"GET /echo HTTP/1.1\nHost: localhost\r\n\r\n"})
        .sends("lf-ends-a-field", {"GET /echo HTTP/1.1\r\nHost: localhost\nX-Test: a\r\n\r\n"})
        .sends("lf-ends-the-section", {"GET /echo HTTP/1.1\r\nHost: localhost\r\n\n"})
        .sends("lf-everywhere", {"GET /echo HTTP/1.1\nHost: localhost\n\n"})
        .sends("lf-first", {"\n" + get().text()});
    section.rule("whitespace before the first field: the message is invalid, or its line ignored")
        .sends("space-before-first-field", {"GET /echo HTTP/1.1\r\n Host: localhost\r\n\r\n"})
        .sends("tab-before-first-field", {"GET /echo HTTP/1.1\r\n\tX: y\r\nHost: localhost\r\n\r\n"})
        .sends("line-of-spaces", {"GET /echo HTTP/1.1\r\n  \r\nHost: localhost\r\n\r\n"});
    section.rule("what is no HTTP message SHOULD get 400, and the connection SHOULD be closed")
        .sends("tls-hello", {"\x16\x03\x01\x02"s + "\x00\x01\x00\x01\xfc\x03\x03"s})
        .sends("words", {"hello\r\n\r\n"})
        .sends("nul-first", {"\0"s + get().text()})
        .sends("http2-preface", {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
        .sends("an-answer", {"HTTP/1.1 200 OK\r\n\r\n"});
    section.rule("nothing at all gets nothing").sends("nothing", {""}, eof);
}

void add_versions(HttpCases& cases)
{
    HttpSection section{cases, "9112-2.3"};
    section.rule("HTTP-version is HTTP in capitals, a digit, a dot, a digit")
        .asks("small-letters", line("GET /echo http/1.1"))
        .asks("mixed-letters", line("GET /echo Http/1.1"))
        .asks("one-number", line("GET /echo HTTP/1"))
        .asks("no-minor", line("GET /echo HTTP/1."))
        .asks("two-digits", line("GET /echo HTTP/1.10"))
        .asks("two-digits-first", line("GET /echo HTTP/11.1"))
        .asks("zero-first", line("GET /echo HTTP/01.1"))
        .asks("comma", line("GET /echo HTTP/1,1"))
        .asks("sign", line("GET /echo HTTP/+1.1"))
        .asks("no-slash", line("GET /echo HTTP1.1"))
        .asks("other-name", line("GET /echo HTTPS/1.1"))
        .asks("space-before-the-number", line("GET /echo HTTP/ 1.1"));
    section.rule("the version of an answer is the server's own (RFC 9110 2.5, 6.2)")
        .asks("http-1.0", line("GET /echo HTTP/1.0"));
    section.rule("a major version that the server does not know gets 505 (RFC 9110 15.6.6)")
        .asks("http-2.0", line("GET /echo HTTP/2.0"))
        .asks("http-3.0", line("GET /echo HTTP/3.0"))
        .asks("http-0.9", line("GET /echo HTTP/0.9"))
        .asks("http-9.9", line("GET /echo HTTP/9.9"));
    section.rule("a higher minor version of 1 SHOULD be taken for 1.1 (RFC 9110 2.5)")
        .asks("http-1.2", line("GET /echo HTTP/1.2"))
        .asks("http-1.9", line("GET /echo HTTP/1.9"));
}

void add_request_line(HttpCases& cases)
{
    HttpSection section{cases, "9112-3"};
    section.rule("method SP request-target SP HTTP-version CRLF; an invalid request line SHOULD get 400")
        .asks("example", get())
        .asks("no-target", line("GET HTTP/1.1"))
        .asks("empty-target", line("GET  HTTP/1.1"))
        .asks("no-version", line("GET /echo"), eof)
        .asks("method-alone", line("GET"))
        .asks("no-method", line(" /echo HTTP/1.1"))
        .asks("two-spaces-before-target", line("GET  /echo HTTP/1.1"))
        .asks("two-spaces-before-version", line("GET /echo  HTTP/1.1"))
        .asks("tab-before-target", line("GET\t/echo HTTP/1.1"))
        .asks("tab-before-version", line("GET /echo\tHTTP/1.1"))
        .asks("space-at-the-end", line("GET /echo HTTP/1.1 "))
        .asks("space-at-the-beginning", line(" GET /echo HTTP/1.1"))
        .asks("word-at-the-end", line("GET /echo HTTP/1.1 x"))
        .asks("space-in-target", line("GET /ec ho HTTP/1.1"))
        .asks("form-feed", line("GET\f/echo HTTP/1.1"))
        .asks("nul-in-target", line("GET /ec\0ho HTTP/1.1"s))
        .asks("del-in-target", line("GET /ec\x7fho HTTP/1.1"))
        .asks("backspace-in-target", line("GET /ec\bho HTTP/1.1"));
    section.rule("the method is a token, and case-sensitive (3.1)")
        .asks("method-in-small-letters", line("get /echo HTTP/1.1"))
        .asks("method-mixed", line("Get /echo HTTP/1.1"))
        .asks("method-with-colon", line("GE:T /echo HTTP/1.1"))
        .asks("method-with-brackets", line("GE[]T /echo HTTP/1.1"))
        .asks("method-with-parenthesis", line("(GET) /echo HTTP/1.1"))
        .asks("method-with-umlaut", line("G\xc3\x84T /echo HTTP/1.1"));
    section.rule("a method that the server does not know SHOULD get 501, or 405 where the path has others")
        .asks("method-unknown", line("BREW /echo HTTP/1.1"))
        .asks("method-of-webdav", line("PROPFIND /alphabet.txt HTTP/1.1"))
        .asks("method-odd-but-token", line("!#$%&'*+-.^_`|~09Az /echo HTTP/1.1"))
        .asks("method-unknown-on-no-path", line("BREW /nothing HTTP/1.1"))
        .asks("method-starts-as-another", line("GETX /echo HTTP/1.1"));
    section.rule("a target longer than the server parses MUST get 414; 8000 octets SHOULD pass (here: 400)")
        .asks("target-fits", get("/path/" + std::string(350, 'x')))
        .asks("target-too-long", get("/path/" + std::string(500, 'x')))
        .asks("target-without-end", line("GET /" + std::string(5000, 'x')))
        .asks("method-without-end", line(std::string(5000, 'X')));
}

void add_targets(HttpCases& cases)
{
    HttpSection origin{cases, "9112-3.2.1"};
    origin.rule("origin-form: an absolute path, and a query")
        .asks("root", get("/"))
        .asks("query", get("/echo?a=b&c"))
        .asks("empty-query", get("/echo?"))
        .asks("question-mark-in-query", get("/echo?a?b"))
        .asks("slash-in-query", get("/query?q=a/b"))
        .asks("no-slash", get("echo"))
        .asks("query-alone", get("?a=b"))
        .asks("two-slashes", get("//echo"))
        .asks("two-slashes-inside", get("/path//a"))
        .asks("colon-in-path", get("/path/a:80"))
        .asks("url-in-path", get("/path/http://other/"));
    origin.rule("no fragment: it is no part of a target (RFC 9110 7.1)").asks("fragment", get("/echo#top"));
    origin.rule("escapes are those of RFC 3986 2.1, and decoded once")
        .asks("escaped", get("/%65cho"))
        .asks("escaped-space", get("/path/a%20b"))
        .asks("escaped-twice", get("/path/%2541"))
        .asks("escaped-slash", get("/path/a%2Fb"))
        .asks("small-hex", get("/path/%c3%a4"))
        .asks("no-hex", get("/path/%zz"))
        .asks("one-digit", get("/path/%4"))
        .asks("percent-at-end", get("/path/%"))
        .asks("sign", get("/path/%+1"))
        .asks("nul", get("/path/%00"))
        .asks("crlf", get("/path/%0d%0a"))
        .asks("query-escapes", get("/query?q=%41+b%2B"))
        .asks("query-no-hex", get("/query?q=%4"))
        .asks("utf8-not-escaped", get("/path/\xc3\xa4"));

    HttpSection absolute{cases, "9112-3.2.2"};
    absolute.rule("absolute-form MUST be accepted, though only proxies are to be sent it")
        .asks("example", get("http://localhost/echo"))
        .asks("port", get("http://localhost:80/echo"))
        .asks("ipv4", get("http://127.0.0.1/echo").only("Host: 127.0.0.1\r\n"))
        .asks("ipv6", get("http://[::1]:8080/echo").only("Host: [::1]:8080\r\n"))
        .asks("scheme-in-capitals", get("HTTP://localhost/echo"))
        .asks("query", get("http://localhost/echo?a=b"))
        .asks("no-path", get("http://localhost"))
        .asks("no-path-but-query", get("http://localhost?a=b"));
    absolute.rule("its authority replaces the value of Host, which MUST still be there")
        .asks("other-host-field", get("http://localhost/echo").only("Host: 127.0.0.1\r\n"))
        .asks("no-host-field", get("http://localhost/echo").only(""))
        .asks("two-host-fields", get("http://localhost/echo").with("Host: localhost"));
    absolute.rule("an http URI with an empty host MUST be rejected (RFC 9110 4.2.1)")
        .asks("empty-host", get("http:///echo"))
        .asks("port-without-host", get("http://:80/echo"))
        .asks("nothing-behind-scheme", get("http://"));
    absolute.rule("user information SHOULD be taken for an error: it hides the authority (RFC 9110 4.2.4)")
        .asks("userinfo", get("http://user@localhost/echo"))
        .asks("userinfo-with-password", get("http://user:pass@localhost/echo"));
    absolute.rule("the authority is one of RFC 3986 3.2")
        .asks("port-is-no-number", get("http://localhost:x/echo"))
        .asks("port-too-large", get("http://localhost:123456/echo"))
        .asks("bracket-open", get("http://[::1/echo"))
        .asks("backslash", get("http://localhost\\echo"));
    absolute.rule("an https resource MUST be refused on a connection that is not secured (RFC 9110 7.4)")
        .asks("https", get("https://localhost/echo"));
    absolute.rule("another scheme is not ours: refused (RFC 9110 7.4)")
        .asks("ftp", get("ftp://localhost/echo"))
        .asks("unknown-scheme", get("x+y-z.1://localhost/echo"));

    HttpSection authority{cases, "9112-3.2.3"};
    authority.rule("authority-form is for CONNECT, and nothing else for it")
        .asks("get", get("localhost:80"))
        .asks("options", line("OPTIONS localhost:80 HTTP/1.1"))
        .asks("connect-with-path", line("CONNECT /echo HTTP/1.1"))
        .asks("connect-with-url", line("CONNECT http://localhost/ HTTP/1.1"))
        .asks("connect-with-asterisk", line("CONNECT * HTTP/1.1"));

    HttpSection asterisk{cases, "9112-3.2.4"};
    asterisk.rule("asterisk-form is for OPTIONS only")
        .asks("options", line("OPTIONS * HTTP/1.1"))
        .asks("get", get("*"))
        .asks("post", post("*"))
        .asks("two-asterisks", line("OPTIONS ** HTTP/1.1"))
        .asks("slash-asterisk", line("OPTIONS /* HTTP/1.1"))
        .asks("url-without-path", line("OPTIONS http://localhost HTTP/1.1"));
}

void add_host(HttpCases& cases)
{
    HttpSection section{cases, "9112-3.2"};
    section.rule("an HTTP/1.1 request without Host, or with two, MUST get 400")
        .asks("host-missing", get().only(""))
        .asks("host-missing-in-http-1.0", line("GET /echo HTTP/1.0").only(""))
        .asks("host-twice", get().only("Host: localhost\r\nHost: other\r\n"))
        .asks("host-twice-the-same", get().only("Host: localhost\r\nHost: localhost\r\n"))
        .asks("host-twice-in-http-1.0",
              line("GET /echo HTTP/1.0").only("Host: localhost\r\nHost: other\r\n"));
    section.rule("one with an invalid value too")
        .asks("host-list", get().only("Host: localhost, other\r\n"))
        .asks("host-two-words", get().only("Host: localhost other\r\n"))
        .asks("host-with-path", get().only("Host: localhost/echo\r\n"))
        .asks("host-with-userinfo", get().only("Host: user@localhost\r\n"))
        .asks("host-with-scheme", get().only("Host: http://localhost\r\n"))
        .asks("host-with-fragment", get().only("Host: localhost#x\r\n"))
        .asks("host-with-bad-port", get().only("Host: localhost:x\r\n"))
        .asks("host-with-two-ports", get().only("Host: localhost:80:80\r\n"))
        .asks("host-with-negative-port", get().only("Host: localhost:-1\r\n"))
        .asks("host-with-open-bracket", get().only("Host: [::1\r\n"))
        .asks("host-with-bad-ipv6", get().only("Host: [localhost]\r\n"))
        .asks("host-with-bad-escape", get().only("Host: local%zz\r\n"))
        .asks("host-with-nul", get().only("Host: local\0host\r\n"s))
        .asks("host-with-quote", get().only("Host: \"localhost\"\r\n"));
    section.rule("Host is an authority without user information: uri-host [ \":\" port ] (RFC 9110 7.2)")
        .asks("host-in-capitals", get().only("HOST: LOCALHOST\r\n"))
        .asks("host-with-port", get().only("Host: localhost:8080\r\n"))
        .asks("host-with-empty-port", get().only("Host: localhost:\r\n"))
        .asks("host-ipv4", get().only("Host: 127.0.0.1\r\n"))
        .asks("host-ipv6", get().only("Host: [::1]:80\r\n"))
        .asks("host-in-spaces", get().only("Host: \t localhost \t\r\n"))
        .asks("host-behind-others", get().only("X-Test: a\r\nHost: localhost\r\n"));
}

void add_fields(HttpCases& cases)
{
    HttpSection section{cases, "9112-5"};
    section.rule("field-line = field-name \":\" OWS field-value OWS; the whitespace is no part of the value")
        .asks("no-space", get("/fields").with("X-Test:a"))
        .asks("spaces", get("/fields").with("X-Test:   a   "))
        .asks("tabs", get("/fields").with("X-Test:\t\ta\t"))
        .asks("space-inside", get("/fields").with("X-Test: a  b"))
        .asks("empty-value", get("/fields").with("X-Test:"))
        .asks("value-of-spaces", get("/fields").with("X-Test:    "))
        .asks("colon-in-value", get("/fields").with("X-Test: :a:"))
        .asks("name-in-small-letters", get("/fields").with("x-test: a"))
        .asks("name-in-capitals", get("/fields").with("X-TEST: a"));
    section.rule("a field without colon or name, or with a name that is no token, is malformed")
        .asks("no-colon", get().with("X-Test"))
        .asks("no-name", get().with(": a"))
        .asks("space-in-name", get().with("X Test: a"))
        .asks("quote-in-name", get().with("\"X\": a"))
        .asks("bracket-in-name", get().with("X[]: a"))
        .asks("umlaut-in-name", get().with("X\xc3\xa4: a"))
        .asks("slash-in-name", get().with("X/Y: a"))
        .asks("nul-in-name", get().with("X\0Y: a"s))
        .asks("odd-but-token", get().with("!#$%&'*+-.^_`|~: a"));
    section.rule("NUL, CR, LF and other controls in a value: refused (RFC 9110 5.5)")
        .asks("nul-in-value", get().with("X-Test: a\0b"s))
        .asks("bell-in-value", get().with("X-Test: a\ab"))
        .asks("del-in-value", get().with("X-Test: a\x7f"))
        .asks("tab-in-value", get("/fields").with("X-Test: a\tb"));
    HttpSection space{cases, "9112-5.1"};
    space.rule("whitespace between name and colon MUST get 400")
        .asks("space-before-colon", get().with("X-Test : a"))
        .asks("tab-before-colon", get().with("X-Test\t: a"))
        .asks("space-before-colon-of-length", post().with("Content-Length : 5").then("hello"))
        .asks("space-before-colon-of-coding", post().with("Transfer-Encoding : chunked").then("0\r\n\r\n"))
        .asks("space-before-colon-of-host", get().only("Host : localhost\r\n"));
    HttpSection fold{cases, "9112-5.2"};
    fold.rule("obs-fold MUST be refused with 400, or replaced by spaces")
        .asks("space", get().with("X-Test: a\r\n b"))
        .asks("tab", get().with("X-Test: a\r\n\tb"))
        .asks("of-length", post().with("Content-Length:\r\n 5").then("hello"))
        .asks("of-coding", post().with("Transfer-Encoding:\r\n chunked").then("0\r\n\r\n"))
        .asks("line-of-space-at-the-end", get().with(" "));
}

} // namespace

void add_http_message_cases(HttpCases& cases)
{
    add_lines(cases);
    add_versions(cases);
    add_request_line(cases);
    add_host(cases);
    add_targets(cases);
    add_fields(cases);
}

} // namespace hawser::test::conformance
