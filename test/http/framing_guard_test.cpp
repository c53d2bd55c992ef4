// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/framing_guard.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

namespace framing_guard_test {

using namespace hawser;
using boost::beast::http::field;
using http::chunk_size;
using http::FramingGuard;
using http::has_foreign_version;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(framing_guard)

BOOST_AUTO_TEST_CASE(takes_one_length_or_one_encoding)
{
    FramingGuard guard{11};
    BOOST_TEST(!guard.content_length().has_value());
    BOOST_TEST(!guard.on_field(field::content_length, "10"));
    BOOST_TEST(guard.content_length().value() == 10u);
    BOOST_TEST(guard.on_field(field::content_length, "10") == make_error_code(error::bad_content_length));
    BOOST_TEST(guard.on_field(field::transfer_encoding, "chunked") ==
               make_error_code(error::bad_transfer_encoding));
    FramingGuard chunked{11};
    BOOST_TEST(!chunked.on_field(field::transfer_encoding, "CHUNKED"));
    BOOST_TEST(chunked.on_field(field::content_length, "10") == make_error_code(error::bad_content_length));
    FramingGuard old{10};
    BOOST_TEST(old.on_field(field::transfer_encoding, "chunked") ==
               make_error_code(error::bad_transfer_encoding));
}

BOOST_AUTO_TEST_CASE(demands_a_host_of_http_1_1_only)
{
    BOOST_TEST(FramingGuard{11}.on_end() == make_error_code(error::bad_host));
    BOOST_TEST(!FramingGuard{10}.on_end());
    FramingGuard guard{11};
    BOOST_TEST(!guard.on_field(field::host, "a"));
    BOOST_TEST(!guard.on_end());
    BOOST_TEST(guard.on_field(field::host, "a") == make_error_code(error::bad_host));
}

// RFC 9112 §9.3
BOOST_AUTO_TEST_CASE(decides_whether_the_connection_stays)
{
    auto stays = [](unsigned version, std::string_view connection) {
        FramingGuard guard{version};
        BOOST_TEST(!guard.on_field(field::connection, connection));
        return guard.keep_alive();
    };
    BOOST_TEST(stays(11, ""));
    BOOST_TEST(stays(11, "upgrade"));
    BOOST_TEST(!stays(11, "a, Close"));
    BOOST_TEST(!stays(11, "keep-alive, close"));
    BOOST_TEST(!stays(10, ""));
    BOOST_TEST(stays(10, "Keep-Alive"));
    BOOST_TEST(!stays(10, "close, keep-alive"));
}

BOOST_AUTO_TEST_CASE(reads_chunk_sizes)
{
    BOOST_TEST(chunk_size("0").value() == 0u);
    BOOST_TEST(chunk_size("1aF").value() == 0x1afu);
    BOOST_TEST(chunk_size("ffffffffffffffff").value() == UINT64_MAX);
    BOOST_TEST(chunk_size("0000000000000005").value() == 5u);
    BOOST_TEST(chunk_size("5;a=\"b \xff\"").value() == 5u);
    BOOST_TEST(chunk_size("5\t;a").value() == 5u);
    for (auto line :
         {""sv, "x"sv, "0x1"sv, "1_0"sv, "+5"sv, "-5"sv, " 5"sv, ";a"sv, "5,"sv, "10000000000000000"sv,
          "00000000000000005"sv, "5;a\n"sv, "5;a\r"sv, "5;\0"sv, "5;\x7f"sv, "5\n"sv}) {
        BOOST_TEST(!chunk_size(line).has_value(), line);
    }
}

BOOST_AUTO_TEST_CASE(tells_a_foreign_version_from_a_bad_line)
{
    for (auto line :
         {"PRI * HTTP/2.0\r\n", "GET / HTTP/1.2\r\n", "GET / HTTP/0.9\r\n", "GET / HTTP/3.1\r\n"}) {
        BOOST_TEST(has_foreign_version(line), line);
    }
    for (auto line :
         {"", "\r\n", "GET / HTTP/1.1\r\n", "GET / HTTP/1.0\r\n", "GET / HTTP/2\r\n", "GET / HTTP/2.0 \r\n",
          "GET / HTTP/2.0\n", "GET /HTTP/2.0\r\n", "GET / HTTP/x.0\r\n", "GET / HTTP/2,0\r\n"}) {
        BOOST_TEST(!has_foreign_version(line), line);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace framing_guard_test
