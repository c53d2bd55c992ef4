// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/proxy_protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

namespace proxy_protocol_test {

using hawser::Endpoint;
using hawser::http::max_proxy_header_v1;
using hawser::http::max_proxy_header_v2;
using hawser::http::ProxyRead;
using hawser::http::read_proxy_header;
using Status = ProxyRead::Status;
using namespace std::string_literals;

namespace {

const auto signature = "\r\n\r\n\0\r\nQUIT\n"s;
const auto ipv4_ends =
    "\xc0\x00\x02\x07\xc6\x33\x64\x09\xc3\x50\x01\xbb"s; // 192.0.2.7:50000 to 198.51.100.9:443
const auto ipv6_ends = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01\x20\x01\x0d\xb8"s +
                       std::string(11, '\0') +
                       "\x02\xc3\x50\x01\xbb"s; // [2001:db8::1]:50000 to [2001:db8::2]:443

std::string be16(std::size_t value)
{
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string v2(unsigned version_command, unsigned family_transport, const std::string& rest)
{
    return signature + static_cast<char>(version_command) + static_cast<char>(family_transport) +
           be16(rest.size()) + rest;
}

std::string extension(unsigned type, const std::string& value)
{
    return static_cast<char>(type) + be16(value.size()) + value;
}

/// Reads a header that is expected to be whole and valid, also in each smaller number of bytes and with more
/// behind.
ProxyRead read_whole(const std::string& bytes)
{
    const auto whole = read_proxy_header(bytes);
    BOOST_TEST_CONTEXT(bytes)
    {
        BOOST_TEST(std::string{whole.why} == "");
        BOOST_TEST_REQUIRE((whole.status == Status::complete));
        BOOST_TEST(whole.size == bytes.size());
        for (std::size_t size = 0; size < bytes.size(); ++size)
            BOOST_TEST((read_proxy_header({bytes.data(), size}).status == Status::need_more));
        for (const auto* behind : {"GET / HTTP/1.1\r\n\r\n", "\r\n", "\n", "PROXY UNKNOWN\r\n"}) {
            const auto more = read_proxy_header(bytes + behind);
            BOOST_TEST((more.status == Status::complete));
            BOOST_TEST(more.size == bytes.size());
        }
    }
    return whole;
}

/// "source > destination", with what else is told.
std::string told(const std::string& bytes)
{
    const auto header = read_whole(bytes).header;
    if (!header.told)
        return header.secure ? "nothing secure" : "nothing";
    return header.source.to_string() + " > " + header.destination.to_string() +
           (header.secure ? " secure" : "");
}

/// Why the bytes are no header; empty if they are, or may become one. Says so at the first byte that decides,
/// and whatever comes behind it.
std::string why_not(const std::string& bytes)
{
    const auto read = read_proxy_header(bytes);
    if (read.status != Status::failed)
        return {};
    BOOST_TEST((read_proxy_header(bytes + "\r\nmore").status == Status::failed));
    bool has_failed = false;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto status = read_proxy_header({bytes.data(), size}).status;
        BOOST_TEST((status != Status::complete));
        BOOST_TEST((!has_failed || status == Status::failed));
        has_failed = status == Status::failed;
    }
    return read.why;
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_protocol)

// --- version 1

BOOST_AUTO_TEST_CASE(v1_tells_the_ends)
{
    BOOST_TEST(told("PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\r\n") ==
               "192.0.2.7:50000 > 198.51.100.9:443");
    BOOST_TEST(told("PROXY TCP4 255.255.255.255 255.255.255.255 65535 0\r\n") ==
               "255.255.255.255:65535 > 255.255.255.255:0");
    BOOST_TEST(told("PROXY TCP6 2001:db8::1 ::1 50000 443\r\n") == "[2001:db8::1]:50000 > [::1]:443");
    const std::string full = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    BOOST_TEST(told("PROXY TCP6 " + full + ' ' + full + " 65535 65535\r\n") ==
               '[' + full + "]:65535 > [" + full + "]:65535");
    BOOST_TEST(told("PROXY TCP6 ::ffff:192.0.2.7 ::1 50000 443\r\n") == "192.0.2.7:50000 > [::1]:443");
}

BOOST_AUTO_TEST_CASE(v1_may_not_know)
{
    BOOST_TEST(told("PROXY UNKNOWN\r\n") == "nothing");
    BOOST_TEST(told("PROXY UNKNOWN 192.0.2.7 198.51.100.9 50000 443\r\n") == "nothing");
    BOOST_TEST(told("PROXY UNKNOWN \x01\xff anything\r\r\n") == "nothing");
    const std::string full = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    const auto longest = "PROXY UNKNOWN " + full + ' ' + full + " 65535 65535\r\n";
    BOOST_TEST(longest.size() == max_proxy_header_v1);
    BOOST_TEST(told(longest) == "nothing");
}

BOOST_AUTO_TEST_CASE(v1_is_strict)
{
    for (const std::string rest : {"TCP4 192.0.2.7 198.51.100.9 50000",
                                   "TCP4 192.0.2.7 198.51.100.9 50000 443 ",
                                   "TCP4 192.0.2.7 198.51.100.9 50000 443 1",
                                   "TCP4  192.0.2.7 198.51.100.9 50000 443",
                                   "TCP4 192.0.2.7 198.51.100.9  50000 443",
                                   " TCP4 192.0.2.7 198.51.100.9 50000 443",
                                   "TCP4\t192.0.2.7 198.51.100.9 50000 443",
                                   "tcp4 192.0.2.7 198.51.100.9 50000 443",
                                   "TCP5 192.0.2.7 198.51.100.9 50000 443",
                                   "TCP4 192.0.2.256 198.51.100.9 50000 443",
                                   "TCP4 192.0.2.07 198.51.100.9 50000 443",
                                   "TCP4 192.0.2 198.51.100.9 50000 443",
                                   "TCP4 192.0.2.7 198.51.100.9 65536 443",
                                   "TCP4 192.0.2.7 198.51.100.9 050000 443",
                                   "TCP4 192.0.2.7 198.51.100.9 +5 443",
                                   "TCP4 192.0.2.7 198.51.100.9 -5 443",
                                   "TCP4 192.0.2.7 198.51.100.9 50000 x",
                                   "TCP4 192.0.2.7:1 198.51.100.9 50000 443",
                                   "TCP4 ::1 ::1 50000 443",
                                   "TCP6 192.0.2.7 198.51.100.9 50000 443",
                                   "TCP6 [::1] ::1 50000 443",
                                   "TCP6 fe80::1%1 ::1 50000 443",
                                   "TCP6 ::1]:1 ::1 50000 443",
                                   "TCP4",
                                   "",
                                   "UNKNOWNS",
                                   "TCP4 192.0.2.7 198.51.100.9 50000 443\r",
                                   "TCP4 localhost 198.51.100.9 50000 443",
                                   "UNIX /a /b 1 2"}) {
        BOOST_TEST_CONTEXT(rest)
        {
            BOOST_TEST(why_not("PROXY " + rest + "\r\n") != "");
        }
    }
    BOOST_TEST(why_not("PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\n") == "line without CR");
    BOOST_TEST(why_not("PROXY \n") == "line without CR");
    BOOST_TEST(why_not("PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\0\r\n"s) == "malformed address or port");
}

BOOST_AUTO_TEST_CASE(v1_is_short)
{
    const auto too_long = "PROXY UNKNOWN " + std::string(max_proxy_header_v1, 'x');
    BOOST_TEST(why_not(too_long) == "line too long");
    BOOST_TEST(why_not(too_long.substr(0, max_proxy_header_v1)) == "line too long");
    BOOST_TEST(why_not(too_long.substr(0, max_proxy_header_v1 - 1)) == "");
    BOOST_TEST(why_not(too_long.substr(0, max_proxy_header_v1 - 1) + "\r\n") == "line too long");
    BOOST_TEST(told(too_long.substr(0, max_proxy_header_v1 - 2) + "\r\n") == "nothing");
}

// --- version 2

BOOST_AUTO_TEST_CASE(v2_tells_the_ends)
{
    for (const unsigned transport : {1U, 2U}) { // a client of HTTP/3 came by datagrams
        BOOST_TEST(told(v2(0x21, 0x10 | transport, ipv4_ends)) == "192.0.2.7:50000 > 198.51.100.9:443");
        BOOST_TEST(told(v2(0x21, 0x20 | transport, ipv6_ends)) == "[2001:db8::1]:50000 > [2001:db8::2]:443");
        BOOST_TEST(told(v2(0x21, 0x30 | transport, std::string(216, 'a'))) == "local > local");
    }
}

BOOST_AUTO_TEST_CASE(v2_may_not_know_or_speak_for_itself)
{
    const auto noise = std::string(300, '\xff');
    for (const auto& rest : {std::string{}, ipv4_ends, noise}) {
        BOOST_TEST(told(v2(0x20, 0x00, rest)) == "nothing");
        BOOST_TEST(told(v2(0x20, 0x11, rest)) == "nothing");
        BOOST_TEST(told(v2(0x20, 0xff, rest)) == "nothing"); // the family of LOCAL does not count
        BOOST_TEST(told(v2(0x21, 0x00, rest)) == "nothing");
        BOOST_TEST(told(v2(0x21, 0x01, rest)) == "nothing");
        BOOST_TEST(told(v2(0x21, 0x10, rest)) == "nothing");
    }
}

BOOST_AUTO_TEST_CASE(v2_refuses_what_is_not_assigned)
{
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto ends = std::string(216, '\0');
        BOOST_TEST((why_not(v2(byte, 0x11, ends)) == "") == (byte == 0x20 || byte == 0x21));
        BOOST_TEST((why_not(v2(0x21, byte, ends)) == "") == (byte < 0x40 && (byte & 0x0f) <= 2));
    }
}

BOOST_AUTO_TEST_CASE(v2_judges_each_byte_as_it_comes)
{
    BOOST_TEST((read_proxy_header(signature + "\x11").status == Status::failed));
    BOOST_TEST((read_proxy_header(signature + "\x21\x41").status == Status::failed));
    BOOST_TEST((read_proxy_header(signature + "\x21\x11").status == Status::need_more));
    BOOST_TEST((read_proxy_header(signature + "\x21\x11" + be16(4096)).status == Status::failed));
    BOOST_TEST((read_proxy_header(signature + "\x21\x11" + be16(11)).status == Status::failed));
}

BOOST_AUTO_TEST_CASE(v2_has_room_for_its_addresses)
{
    for (std::size_t size = 0; size < 12; ++size)
        BOOST_TEST(why_not(v2(0x21, 0x11, ipv4_ends.substr(0, size))) ==
                   "header too short for its addresses");
    BOOST_TEST(why_not(v2(0x21, 0x21, ipv6_ends.substr(1))) == "header too short for its addresses");
    BOOST_TEST(why_not(v2(0x21, 0x31, std::string(215, 'a'))) == "header too short for its addresses");
}

BOOST_AUTO_TEST_CASE(v2_is_limited)
{
    const auto fill = [](std::size_t size) { return extension(0x04, std::string(size - 16 - 12 - 3, 'x')); };
    BOOST_TEST(told(v2(0x21, 0x11, ipv4_ends + fill(max_proxy_header_v2))) ==
               "192.0.2.7:50000 > 198.51.100.9:443");
    BOOST_TEST(why_not(v2(0x21, 0x11, ipv4_ends + fill(max_proxy_header_v2 + 1))) == "header too long");
    BOOST_TEST(why_not(v2(0x20, 0x00, std::string(65535, 'x'))) == "header too long");
}

BOOST_AUTO_TEST_CASE(v2_extensions_are_skipped)
{
    const auto all = extension(0x01, "h2") + extension(0x02, "example.com") + extension(0x04, "") +
                     extension(0x05, std::string(128, 'u')) + extension(0x30, "ns") + extension(0xea, "aws") +
                     extension(0xff, "later");
    BOOST_TEST(told(v2(0x21, 0x11, ipv4_ends + all)) == "192.0.2.7:50000 > 198.51.100.9:443");
    BOOST_TEST(told(v2(0x21, 0x21, ipv6_ends + all)) == "[2001:db8::1]:50000 > [2001:db8::2]:443");
}

BOOST_AUTO_TEST_CASE(v2_truncated_extensions_are_refused)
{
    for (const auto& rest : {"\x04"s, "\x04\x00"s, "\x04\x00\x01"s,
                             "\x04\x00\x05"
                             "abcd"s,
                             "\x04\xff\xff"s + "a", extension(0x04, "x") + "\x04",
                             extension(0x20, "\x01\x00\x00\x00"s), extension(0x20, "")})
        BOOST_TEST(why_not(v2(0x21, 0x11, ipv4_ends + rest)) == "truncated extension");
}

BOOST_AUTO_TEST_CASE(v2_tells_of_tls)
{
    const auto ssl = [](char client) {
        return extension(0x20, client + "\0\0\0\0"s + extension(0x21, "TLSv1.3"));
    };
    BOOST_TEST(told(v2(0x21, 0x11, ipv4_ends + ssl('\x01'))) == "192.0.2.7:50000 > 198.51.100.9:443 secure");
    BOOST_TEST(told(v2(0x21, 0x11, ipv4_ends + ssl('\x07'))) == "192.0.2.7:50000 > 198.51.100.9:443 secure");
    BOOST_TEST(told(v2(0x21, 0x11, ipv4_ends + ssl('\x06'))) == "192.0.2.7:50000 > 198.51.100.9:443");
    BOOST_TEST(told(v2(0x20, 0x11, ipv4_ends + ssl('\x01'))) == "nothing");
    BOOST_TEST(told(v2(0x21, 0x00, ssl('\x01'))) == "nothing");
}

BOOST_AUTO_TEST_CASE(v2_checksums_are_checked)
{
    // Computed with another implementation.
    const auto with = [](const std::string& checksum) {
        return v2(0x21, 0x11,
                  ipv4_ends + extension(0x04, "ab") + extension(0x03, checksum) + extension(0x05, "id"));
    };
    const auto right = "\x63\xbe\x3c\x0b"s;
    BOOST_TEST(told(with(right)) == "192.0.2.7:50000 > 198.51.100.9:443");
    for (std::size_t at = 0; at < right.size(); ++at) {
        auto wrong = right;
        wrong[at] = static_cast<char>(wrong[at] ^ 1);
        BOOST_TEST(why_not(with(wrong)) == "wrong checksum");
    }
    BOOST_TEST(why_not(with("")) == "wrong checksum");
    BOOST_TEST(why_not(with("\0\0\0"s)) == "wrong checksum");
    auto changed = with(right);
    changed[20] = static_cast<char>(changed[20] ^ 0x40); // an address
    BOOST_TEST(why_not(changed) == "wrong checksum");
}

// --- neither

BOOST_AUTO_TEST_CASE(anything_else_is_refused_at_its_first_byte)
{
    for (const auto& bytes :
         {"GET / HTTP/1.1\r\n"s, "\0"s, "\x16\x03\x01"s, "proxy TCP4"s, " PROXY"s, "\nPROXY"s})
        BOOST_TEST((read_proxy_header(bytes.substr(0, 1)).status == Status::failed));
    for (const auto& bytes : {"POST / HTTP/1.1\r\n"s, "PROXX"s, "PROXY\r"s, "PROXY\tTCP4"s, "\r\nGET"s,
                              "\r\n\r\n\r"s, "\r\n\r\n\0\r\nQUIT\r"s})
        BOOST_TEST(why_not(bytes) == "no header of the PROXY protocol");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace proxy_protocol_test
