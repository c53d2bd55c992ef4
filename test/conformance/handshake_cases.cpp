// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"

// RFC 6455 §4: the opening handshake as the server reads it.

namespace hawser::test::conformance {

namespace {

RequestText plain(std::string_view path = "/echo")
{
    return RequestText::of(path);
}

void add_request_line(Section& section)
{
    section.rule("4.2.1 (1), 4.2.2: an HTTP/1.1 or higher GET request; anything else gets an HTTP error")
        .asks("example", plain())
        .asks("data-behind-it", plain(), frame(text, "at once"))
        .asks("post", plain().starts("POST /echo HTTP/1.1"))
        .asks("head", plain().starts("HEAD /echo HTTP/1.1"))
        .asks("put", plain().starts("PUT /echo HTTP/1.1"))
        .asks("get-in-small-letters", plain().starts("get /echo HTTP/1.1"))
        .asks("http-1.0", plain().starts("GET /echo HTTP/1.0"))
        .asks("http-2.0", plain().starts("GET /echo HTTP/2.0"));
    section.rule("4.2.2 (4), 3: the resource name is path and query; one that is not available gets 404")
        .asks("query", plain("/echo?a=b&c=%20"))
        .asks("percent-encoded-path", plain("/%65cho"))
        .asks("absolute-target", plain("http://localhost/echo"))
        .asks("unknown-path", plain("/nothing"));
    section.rule("3: fragment identifiers must not be used").asks("fragment-identifier", plain("/echo#top"));
}

void add_fields(Section& section)
{
    section.rule("4.2.1 (2): one Host field")
        .asks("host-missing", plain().without("Host"))
        .asks("host-twice", plain().with("Host", "y"));
    section.rule("4.2.1 (3), RFC 9110 15.5.22: Upgrade contains websocket, case-insensitively, else 426")
        .asks("upgrade-missing", plain().without("Upgrade"))
        .asks("upgrade-other", plain().having("Upgrade", "h2c"))
        .asks("upgrade-longer-word", plain().having("Upgrade", "websocket2"))
        .asks("upgrade-in-capitals", plain().having("Upgrade", "WEBSOCKET"))
        .asks("upgrade-in-list", plain().having("Upgrade", "h2c, WebSocket"));
    section.rule("4.2.1 (4): Connection contains the token Upgrade, case-insensitively")
        .asks("connection-missing", plain().without("Connection"))
        .asks("connection-other", plain().having("Connection", "keep-alive"))
        .asks("connection-in-capitals", plain().having("Connection", "UPGRADE"))
        .asks("connection-in-list", plain().having("Connection", "keep-alive, Upgrade"))
        .asks("connection-in-two-fields", plain().with("Connection", "keep-alive"));
    section.rule("4.2.1 (7, 10): Origin and other fields, such as cookies, are optional")
        .asks("origin", plain().with("Origin", "http://localhost"))
        .asks("cookie", plain().with("Cookie", "a=b"))
        .asks("unknown-field", plain().with("X-Unknown", "?"))
        .asks("body", plain().with("Content-Length", "5"));
    auto reversed = plain();
    reversed.fields = {reversed.fields.rbegin(), reversed.fields.rend()};
    auto small = plain();
    small.fields[3].first = "sec-websocket-key";
    section.rule("4.2.1: the order of the fields is not important, nor is the case of their names")
        .asks("fields-in-other-order", reversed)
        .asks("field-in-small-letters", small);
}

void add_key_and_version(Section& section)
{
    section.rule("4.2.1 (5), 4.2.2 (5.4): a key of 16 bytes in base64; the answer is its hash with the GUID")
        .asks("key-other", plain().having("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEA=="))
        .asks("key-with-spaces-around", plain().having("Sec-WebSocket-Key", "  dGhlIHNhbXBsZSBub25jZQ== \t"))
        .asks("key-missing", plain().without("Sec-WebSocket-Key"))
        .asks("key-empty", plain().having("Sec-WebSocket-Key", ""))
        .asks("key-twice", plain().with("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEA=="))
        .asks("key-of-15-bytes", plain().having("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4P"))
        .asks("key-of-17-bytes", plain().having("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEBE="))
        .asks("key-without-padding", plain().having("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ"))
        .asks("key-not-base64", plain().having("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q=="));
    section
        .rule("4.2.1 (6), 4.2.2 (4), 4.4: version 13; another one gets 426 and the versions that are spoken")
        .asks("version-12", plain().having("Sec-WebSocket-Version", "12"))
        .asks("version-14", plain().having("Sec-WebSocket-Version", "14"))
        .asks("version-8", plain().having("Sec-WebSocket-Version", "8"))
        .asks("version-0", plain().having("Sec-WebSocket-Version", "0"))
        .asks("version-255", plain().having("Sec-WebSocket-Version", "255"));
    section.rule("4.2.1 (6), 4.3, 11.3.5: Sec-WebSocket-Version is one number, and appears once")
        .asks("version-missing", plain().without("Sec-WebSocket-Version"))
        .asks("version-empty", plain().having("Sec-WebSocket-Version", ""))
        .asks("version-twice", plain().with("Sec-WebSocket-Version", "13"))
        .asks("version-list", plain().having("Sec-WebSocket-Version", "13, 8"))
        .asks("version-leading-zero", plain().having("Sec-WebSocket-Version", "013"))
        .asks("version-no-number", plain().having("Sec-WebSocket-Version", "x"));
}

void add_choices(Section& section)
{
    const auto offering = [](const std::string& list, std::string_view path = "/chat") {
        return plain(path).with("Sec-WebSocket-Protocol", list);
    };
    section.rule("4.2.2 (5.5): the server chooses one of the subprotocols that the client offers, or none")
        .asks("subprotocol-one", offering("chat"))
        .asks("subprotocol-best-of-two", offering("chat, chat.v2"))
        .asks("subprotocol-unknown", offering("superchat"))
        .asks("subprotocol-other-case", offering("CHAT"))
        .asks("subprotocol-known-and-unknown", offering("superchat, chat"))
        .asks("subprotocol-none-offered", plain("/chat"))
        .asks("subprotocol-none-spoken", offering("chat", "/echo"))
        .asks("subprotocol-in-two-fields", offering("superchat").with("Sec-WebSocket-Protocol", "chat"));
    section.rule("4.1 (10), 4.3: subprotocols are tokens, at least one, all unique")
        .asks("subprotocol-empty", offering(""))
        .asks("subprotocol-twice", offering("chat, chat"))
        .asks("subprotocol-twice-in-two-fields", offering("chat").with("Sec-WebSocket-Protocol", "chat"))
        .asks("subprotocol-no-token", offering("chat room"));
    section.rule("4.2.2 (5.6), 9.1: an extension is used only if the server knows it; others are ignored")
        .asks("extension-unknown", plain().with("Sec-WebSocket-Extensions", "x-unknown; a=b"))
        .asks("extension-not-wanted", plain().with("Sec-WebSocket-Extensions", "permessage-deflate"));
    section.rule("RFC 9110 5.6.1.2: empty elements are tolerated; Python's websockets sends such a field")
        .asks("extension-empty", plain().with("Sec-WebSocket-Extensions", ""));
    section.rule("9.1: a value that does not conform to the ABNF fails the connection")
        .asks("extension-without-name", plain().with("Sec-WebSocket-Extensions", "; a=b"))
        .asks("extension-parameter-without-name", plain().with("Sec-WebSocket-Extensions", "x; =b"))
        .asks("extension-quote-not-ended", plain().with("Sec-WebSocket-Extensions", "x; a=\"b"))
        .asks("extension-quoted-no-token", plain().with("Sec-WebSocket-Extensions", "x; a=\"b c\""));
}

} // namespace

void add_handshake_cases(Cases& cases)
{
    Section section{cases, "6455-4-", "/echo"};
    add_request_line(section);
    add_fields(section);
    add_key_and_version(section);
    add_choices(section);
}

} // namespace hawser::test::conformance
