// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/request_transcript.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace framing_test {

using namespace std::string_view_literals;
using hawser::test::request_transcript;

namespace {

/// Runs `input` whole, cut in two at every offset, and byte by byte; all have to give the same transcript.
std::string same_transcript(std::string_view input)
{
    auto whole = request_transcript(input, {});
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        auto parts = request_transcript(input, {cut});
        BOOST_TEST(parts == whole, "cut at " << cut << ": " << parts << "whole: " << whole);
    }
    std::vector<std::size_t> every(input.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    auto bytewise = request_transcript(input, every);
    BOOST_TEST(bytewise == whole, "byte by byte: " << bytewise << "whole: " << whole);
    return whole;
}

/// The status with which `input` fails, or 0.
unsigned status_of(std::string_view input)
{
    auto transcript = same_transcript(input);
    constexpr std::string_view failed = "failed ";
    auto at = transcript.find(failed);
    return at == std::string::npos
               ? 0
               : static_cast<unsigned>(std::stoul(transcript.substr(at + failed.size(), 3)));
}

std::size_t heads_in(std::string_view transcript)
{
    std::size_t count = transcript.starts_with("head ") ? 1 : 0;
    for (auto at = transcript.find("\nhead "); at != std::string_view::npos;
         at = transcript.find("\nhead ", at + 1)) {
        ++count;
    }
    return count;
}

/// Refused before its head is handed out; behind it comes a request that must not be read.
struct Refused {
    const char* what;
    std::string_view bytes;
    unsigned status;
};

constexpr std::string_view next_request = "GET /smuggled HTTP/1.1\r\nHost: b\r\n\r\n";

const Refused refused_heads[] = {
    // RFC 9112 §6.3: framing
    {"two lengths that differ",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400},
    {"two lengths that agree",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
    {"a list of lengths that agree", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx", 400},
    {"a list of lengths that differ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\nx", 400},
    {"a length and a comma", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1,\r\n\r\nx", 400},
    {"an empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
    {"a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", 400},
    {"a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx", 400},
    {"a hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx", 400},
    {"a length with a space", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n\r\nx", 400},
    {"a quoted length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \"1\"\r\n\r\nx", 400},
    {"a length of 2^64", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n", 400},
    {"a length of 2^64 + 1", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\nx",
     400},
    {"a length before chunked",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"a length behind chunked",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", 400},
    {"a length before identity",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: identity\r\n\r\nx", 400},
    {"identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400},
    {"gzip", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400},
    {"gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunked, gzip", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400},
    {"chunked, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
     400},
    {"chunked twice",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
     "chunked\r\n\r\n0\r\n\r\n",
     400},
    {"identity, then chunked",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: "
     "chunked\r\n\r\n0\r\n\r\n",
     400},
    {"chunked with a parameter",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 400},
    {"chunked in quotes", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
     400},
    {"xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
    {"chunked behind a vertical tab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
    {"an empty encoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n", 400},
    {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},

    // RFC 9112 §5: fields
    {"a space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\nx", 400},
    {"a tab before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: 1\r\n\r\n", 400},
    {"a space before the first name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
    {"a folded line with a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n", 400},
    {"a folded empty line", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n \r\n\r\n", 400},
    {"NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\0002\r\n\r\n"sv, 400},
    {"a control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\0012\r\n\r\n"sv, 400},
    {"DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\1772\r\n\r\n", 400},
    {"NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\0Y: 1\r\n\r\n"sv, 400},
    {"a name over 127", "GET / HTTP/1.1\r\nHost: a\r\nX\344: 1\r\n\r\n", 400},
    {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", 400},
    {"an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n", 400},
    {"a bare LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
    {"a bare LF behind a field", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", 400},
    {"a bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
    {"two bare LFs", "GET / HTTP/1.1\r\nHost: a\n\n", 400},
    {"a bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n", 400},
    {"a bare CR at the end of a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\r\n\r\n", 400},
    {"a bare CR as an empty line", "GET / HTTP/1.1\r\nHost: a\r\n\rX: 1\r\n\r\n", 400},
    {"a bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a malformed Connection", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close keep-alive @\r\n\r\n", 400},

    // RFC 9112 §3: the request line
    {"five empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"an empty line of LF", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a TLS client", "\026\003\001\002\000\001\000\001\374\003\003"sv, 400},
    {"two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"two spaces behind the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a tab behind the method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a control character in the target", "GET /a\001 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a bad escape", "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"an escaped NUL in the path", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"an authority with GET", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a path with CONNECT", "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"* with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"* with CONNECT", "CONNECT * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"HTTP/0.9", "GET /\r\n", 400},
    {"no digits in the version", "GET / HTTP/x.y\r\nHost: a\r\n\r\n", 400},
    {"a short version", "GET / HTTP/1\r\nHost: a\r\n\r\n", 400},
    {"a long version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"a space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"HTTP/0.9 by name", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},

    // RFC 9112 §3.2: Host
    {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    {"a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
    {"a Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
    {"a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
    {"a Host with a port that is none", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
    {"a Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},

    // RFC 9110 §10.1.1
    {"another expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\nx",
     417},
    {"two expectations",
     "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, x\r\nContent-Length: 1\r\n\r\nx", 417},
};

/// Refused behind their head, in the chunks.
const Refused refused_chunks[] = {
    {"0x1", "0x1\r\nA\r\n0\r\n\r\n", 400},
    {"0_0", "0_0\r\n\r\n", 400},
    {"1_0", "1_0\r\n0123456789abcdef\r\n0\r\n\r\n", 400},
    {"+5", "+5\r\nhello\r\n0\r\n\r\n", 400},
    {"-1", "-1\r\nhello\r\n0\r\n\r\n", 400},
    {"a space before the size", " 5\r\nhello\r\n0\r\n\r\n", 400},
    {"a space behind the size", "5 \r\nhello\r\n0\r\n\r\n", 400},
    {"an empty size", "\r\nhello\r\n0\r\n\r\n", 400},
    {"no size before an extension", ";a=b\r\nhello\r\n0\r\n\r\n", 400},
    {"2^64", "10000000000000000\r\nhello\r\n0\r\n\r\n", 400},
    {"2^64 + 5", "10000000000000005\r\nhello\r\n0\r\n\r\n", 400},
    {"2^64 - 1", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", 413},
    {"17 digits", "00000000000000005\r\nhello\r\n0\r\n\r\n", 400},
    {"a letter behind the size", "5g\r\nhello\r\n0\r\n\r\n", 400},
    {"a bare LF behind the size", "5\nhello\r\n0\r\n\r\n", 400},
    {"a bare LF before the size", "\n5\r\nhello\r\n0\r\n\r\n", 400},
    {"a bare CR behind the size", "5\rhello\r\n0\r\n\r\n", 400},
    {"a bare LF in an extension", "5;a\nhello\r\n0\r\n\r\n", 400},
    {"a bare LF in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", 400},
    {"a bare CR in a quoted extension", "5;a=\"\r\"\r\nhello\r\n0\r\n\r\n", 400},
    {"CRLF in a quoted extension", "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n", 400},
    {"NUL in a quoted extension", "5;a=\"\0\"\r\nhello\r\n0\r\n\r\n"sv, 400},
    {"a control character in an extension", "5;a=\001\r\nhello\r\n0\r\n\r\n"sv, 400},
    {"an extension without a name", "5;\r\nhello\r\n0\r\n\r\n", 400},
    {"an extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n", 400},
    {"a quote that stays open", "5;a=\"b\r\nhello\r\n0\r\n\r\n", 400},
    {"junk behind the data", "5\r\nhelloX\r\n0\r\n\r\n", 400},
    {"a bare LF behind the data", "5\r\nhello\n0\r\n\r\n", 400},
    {"a bare CR behind the data", "5\r\nhello\r0\r\n\r\n", 400},
    {"no line end behind the data", "5\r\nhello0\r\n\r\n", 400},
    {"less data than announced", "6\r\nhello\r\n0\r\n\r\n", 400},
    {"a bare LF in the last chunk", "0\n\n", 400},
    {"a bare LF in the last chunk's extension", "0;a=\"\n\"\r\n\r\n", 400},
    {"a bare LF behind the last chunk", "0\r\n\n", 400},
    {"a bare CR behind the last chunk", "0\r\n\rX\r\n\r\n", 400},
    {"junk behind the last chunk", "0\r\nX\r\n\r\n", 400},
    {"a size behind the last chunk", "0\r\n5\r\nhello\r\n\r\n", 400},
    {"an extension without a name in the last chunk", "0;\r\n\r\n", 400},
    {"a folded trailer", "0\r\nX: 1\r\n 2\r\n\r\n", 400},
    {"a trailer with a space before the colon", "0\r\nX : 1\r\n\r\n", 400},
    {"a trailer with a bare LF", "0\r\nX: 1\nY: 2\r\n\r\n", 400},
    {"a trailer with NUL", "0\r\nX: \0\r\n\r\n"sv, 400},
    {"a trailer without a name", "0\r\n: 1\r\n\r\n", 400},
    {"a length in the trailer", "0\r\nContent-Length: 5\r\n\r\n", 400},
    {"an encoding in the trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
};

constexpr std::string_view chunked_head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Accepted {
    std::string_view bytes;
    std::string_view transcript;
};

const Accepted accepted[] = {
    {"", "need_more  idle\n"},
    {"\r\n\r\n", "need_more  idle\n"},
    {"GE", "need_more GE\n"},
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "head GET / 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    {"\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
     "head GET / 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "head GET / 1.1 keep [Host=]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.1\r\nhost:[::1]:8080\r\n\r\n",
     "head GET / 1.1 keep [host=[::1]:8080]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.0\r\n\r\n", "head GET / 1.0 close\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
     "head GET / 1.0 keep [Connection=Keep-Alive]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
     "head GET / 1.0 close [Connection=keep-alive, close]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n",
     "head GET / 1.0 close [Proxy-Connection=keep-alive]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade , CLOSE\r\n\r\n",
     "head GET / 1.1 close [Host=a] [Connection=Upgrade , CLOSE]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.1\r\nHost: a\r\nX: \t a b \t\r\nY:\r\nZ: \344\r\n\r\n",
     "head GET / 1.1 keep [Host=a] [X=a b] [Y=] [Z=\344]\ncomplete \nneed_more  idle\n"},
    {"GET / HTTP/1.1\r\nHost: a\r\nX: %0D%0AY:%201\r\n\r\n",
     "head GET / 1.1 keep [Host=a] [X=%0D%0AY:%201]\ncomplete \nneed_more  idle\n"},
    {"BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n",
     "head BREW /pot 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    {"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
     "head CONNECT a:443 1.1 keep [Host=a:443]\ncomplete \nneed_more  idle\n"},
    {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
     "head OPTIONS * 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    {"GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n",
     "head GET http://a/b?c 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    // Requests behind each other, with and without content
    {"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGE",
     "head POST /1 1.1 keep body 5 [Host=a] [Content-Length=5]\ncomplete hello\n"
     "head GET /2 1.1 keep [Host=a]\ncomplete \nneed_more GE\n"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
     "head POST / 1.1 keep 0 [Host=a] [Content-Length=0]\ncomplete \nneed_more  idle\n"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0003\r\n\r\nab",
     "head POST / 1.1 keep body 3 [Host=a] [Content-Length=0003]\nneed_more \n"},
    {"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
     "head HEAD / 1.1 keep body 3 [Host=a] [Content-Length=3]\ncomplete abc\nneed_more  idle\n"},
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n00\r\n\r\nGET / "
     "HTTP/1.1\r\nHost: a\r\n\r\n",
     "head POST / 1.1 keep body [Host=a] [Transfer-Encoding=Chunked]\ncomplete hello\n"
     "head GET / 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"},
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5 ;a\r\nhello\r\n1;a=b;c=\"d \\\" \344\"\r\n \r\n000000000000000A\r\n0123456789\r\n0;x\r\n\r\n",
     "head POST / 1.1 keep body [Host=a] [Transfer-Encoding=chunked]\ncomplete hello 0123456789\nneed_more  "
     "idle\n"},
    // Trailers are dropped, whatever they want
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\nConnection: "
     "close\r\nExpect: x\r\n\r\n",
     "head POST / 1.1 keep body [Host=a] [Transfer-Encoding=chunked]\ncomplete \nneed_more  idle\n"},
    // Expectations
    {"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n",
     "head POST / 1.1 keep body expect 1 [Host=a] [Expect=100-Continue] [Content-Length=1]\nneed_more \n"},
    {"GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
     "head GET / 1.1 keep [Host=a] [Expect=100-continue]\ncomplete \nneed_more  idle\n"},
    {"POST / HTTP/1.0\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\nx",
     "head POST / 1.0 close body 1 [Expect=a-miracle] [Content-Length=1]\ncomplete x\nneed_more  idle\n"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(framing)

BOOST_AUTO_TEST_CASE(refuses_heads_that_can_be_misread)
{
    for (const auto& row : refused_heads) {
        BOOST_TEST_CONTEXT(row.what)
        {
            auto input = std::string{row.bytes}.append(next_request);
            BOOST_TEST(status_of(input) == row.status);
            BOOST_TEST(heads_in(request_transcript(input, {})) == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_chunks_that_can_be_misread)
{
    for (const auto& row : refused_chunks) {
        BOOST_TEST_CONTEXT(row.what)
        {
            auto input = std::string{chunked_head}.append(row.bytes).append(next_request);
            BOOST_TEST(status_of(input) == row.status);
            BOOST_TEST(heads_in(request_transcript(input, {})) == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_what_is_well_formed)
{
    for (const auto& row : accepted) {
        BOOST_TEST_CONTEXT(row.bytes)
        {
            BOOST_TEST(same_transcript(row.bytes) == row.transcript);
        }
    }
}

BOOST_AUTO_TEST_CASE(hands_out_trailers)
{
    BOOST_TEST(same_transcript("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "1\r\nx\r\n0\r\nX-Sum: 1 \r\nServer-Timing: b\r\nx-sum: 2\r\n\r\n"
                               "GET / HTTP/1.1\r\nHost: a\r\n\r\n") ==
               "head POST / 1.1 keep body [Host=a] [Transfer-Encoding=chunked]\n"
               "complete x {X-Sum=1} {Server-Timing=b} {x-sum=2}\n"
               "head GET / 1.1 keep [Host=a]\ncomplete \nneed_more  idle\n"); // none of the request before
}

// RFC 9110 §6.5.1: framing, routing, conditions, credentials, what is said of the content.
BOOST_AUTO_TEST_CASE(drops_trailers_that_come_too_late)
{
    for (auto name : {"Host",
                      "hOsT",
                      "Authorization",
                      "Proxy-Authorization",
                      "Cookie",
                      "Set-Cookie",
                      "Trailer",
                      "Content-Type",
                      "Content-Encoding",
                      "Content-Range",
                      "Cache-Control",
                      "Expect",
                      "Max-Forwards",
                      "Range",
                      "TE",
                      "If-Match",
                      "If-Anything",
                      "Date",
                      "Location",
                      "Vary",
                      "Retry-After",
                      "Forwarded",
                      "X-Forwarded-For",
                      "X-Real-IP",
                      "Origin",
                      "Sec-WebSocket-Key",
                      "Keep-Alive",
                      "Accept",
                      "Access-Control-Request-Method"}) {
        auto transcript =
            same_transcript("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" +
                            std::string{name} + ": x\r\nX: y\r\n\r\n");
        BOOST_TEST(transcript.find("complete  {X=y}\n") != std::string::npos, name << ": " << transcript);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace framing_test
