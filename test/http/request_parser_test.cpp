// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/request_parser.hpp"

#include "support/request_transcript.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::test_tools::tt_detail {
template <>
struct print_log_value<hawser::http::RequestParser::Event> {
    void operator()(std::ostream& out, hawser::http::RequestParser::Event event) const
    {
        out << static_cast<int>(event);
    }
};
} // namespace boost::test_tools::tt_detail

namespace request_parser_test {

using namespace hawser;
using http::RequestLimits;
using http::RequestParser;
using Event = RequestParser::Event;
using test::request_transcript;

namespace {

constexpr std::string_view get = "GET /path HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::size_t length)
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

constexpr std::string_view chunked_post = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Shows `input` byte by byte until the parser fails; returns how many bytes it was shown, or 0.
std::size_t bytes_until_failure(RequestParser& parser, std::string_view input)
{
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= input.size(); ++end) {
        auto bytes = input.substr(begin, end - begin);
        auto event = parser.next(bytes);
        while (event != Event::need_more && event != Event::failed) {
            event = parser.next(bytes);
        }
        if (event == Event::failed) {
            return end;
        }
        begin = end - bytes.size();
    }
    return 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(request_parser)

BOOST_AUTO_TEST_CASE(takes_many_requests_from_one_buffer)
{
    std::string input;
    for (int i = 0; i < 16; ++i) {
        input.append(get);
    }
    RequestParser parser{{}};
    std::string_view bytes{input};
    for (std::size_t i = 1; i <= 16; ++i) {
        BOOST_TEST(parser.next(bytes) == Event::head);
        BOOST_TEST(parser.request().path() == "/path");
        BOOST_TEST(bytes.size() == input.size() - i * get.size());
        BOOST_TEST(parser.next(bytes) == Event::complete);
        BOOST_TEST(parser.keep_alive());
    }
    BOOST_TEST(parser.next(bytes) == Event::need_more);
}

BOOST_AUTO_TEST_CASE(keeps_its_memory_from_request_to_request)
{
    RequestParser parser{{}};
    std::string input = "GET /a%20rather%20long%20path?and=a&query=too HTTP/1.1\r\nHost: example.com\r\n\r\n";
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    const void* target = parser.request().target().data();
    const void* path = parser.request().path().data();
    const void* host = parser.request()["Host"].data();
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(parser.next(bytes) == Event::complete);
        bytes = input;
        BOOST_TEST(parser.next(bytes) == Event::head);
        BOOST_TEST(parser.request().target().data() == target);
        BOOST_TEST(parser.request().path().data() == path);
        BOOST_TEST(parser.request()["Host"].data() == host);
    }
}

BOOST_AUTO_TEST_CASE(takes_nothing_of_an_incomplete_header)
{
    RequestParser parser{{}};
    auto bytes = get.substr(0, get.size() - 1);
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(bytes.size() == get.size() - 1);
    bytes = get;
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(bytes.empty());
}

BOOST_AUTO_TEST_CASE(leaves_what_stands_behind_an_upgrade)
{
    std::string input{
        "GET /Echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x80mask"};
    RequestParser parser{{}};
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(!parser.has_body());
    BOOST_TEST(bytes == "\x81\x80mask");
}

BOOST_AUTO_TEST_CASE(tells_of_the_body_of_an_upgrade_request)
{
    RequestParser parser{{}};
    std::string_view bytes{"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: "
                           "websocket\r\nContent-Length: 3\r\n\r\nabc"};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.has_body());
}

BOOST_AUTO_TEST_CASE(is_idle_between_requests_only)
{
    RequestParser parser{{}};
    BOOST_TEST(parser.idle());
    std::string_view bytes{"\r\n"};
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(bytes.empty());
    BOOST_TEST(parser.idle());
    bytes = "G";
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(!parser.idle());
    bytes = get;
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(!parser.idle());
    BOOST_TEST(parser.next(bytes) == Event::complete);
    BOOST_TEST(parser.idle());
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(parser.idle());
}

BOOST_AUTO_TEST_CASE(keeps_the_last_request_until_the_next_head)
{
    RequestParser parser{{}};
    parser.request().endpoints(Endpoint::local(), Endpoint::ipv4({127, 0, 0, 1}, 80), true);
    std::string input{get};
    input.append("POST /next");
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.request().remote_endpoint().port() == 80u);
    BOOST_TEST(parser.request().is_secure());
    BOOST_TEST(parser.next(bytes) == Event::complete);
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(parser.request().path() == "/path");
    BOOST_TEST(parser.keep_alive());
}

BOOST_AUTO_TEST_CASE(shows_nothing_of_the_last_request_after_a_failure)
{
    for (auto bad : {"\001", "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n"}) {
        RequestParser parser{{}};
        std::string input = post(1) + "x" + bad;
        std::string_view bytes{input};
        while (parser.next(bytes) != Event::failed) {}
        BOOST_TEST(parser.request().fields().empty());
        BOOST_TEST(!parser.keep_alive());
        BOOST_TEST(!parser.has_body());
        BOOST_TEST(!parser.content_length().has_value());
    }
}

BOOST_AUTO_TEST_CASE(reads_nothing_after_a_failure)
{
    RequestParser parser{{}};
    std::string_view bytes{"BAD\r\n\r\n"};
    BOOST_TEST(parser.failure_status() == 0u);
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(parser.error() == make_error_code(error::bad_request_line));
    BOOST_TEST(parser.failure_status() == 400u);
    bytes = get;
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(bytes == get);
}

BOOST_AUTO_TEST_CASE(hands_out_bodies_piece_by_piece)
{
    RequestParser parser{{}};
    auto head = post(5);
    std::string_view bytes{head};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.content_length().value() == 5u);
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    bytes = "he";
    BOOST_TEST(parser.next(bytes) == Event::body);
    BOOST_TEST(parser.body_piece() == "he");
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(parser.body_piece() == "");
    bytes = "lloGET";
    BOOST_TEST(parser.next(bytes) == Event::body);
    BOOST_TEST(parser.body_piece() == "llo");
    BOOST_TEST(parser.next(bytes) == Event::complete);
    BOOST_TEST(bytes == "GET");
}

BOOST_AUTO_TEST_CASE(limits_the_request_line)
{
    RequestLimits limits{.request_line = 30, .header = 1000};
    std::string line = "GET /" + std::string(30 - 5 - 11, 'x') + " HTTP/1.1\r\n";
    BOOST_TEST(line.size() == 30u);
    RequestParser fits{limits};
    BOOST_TEST(bytes_until_failure(fits, line + "Host: a\r\n\r\n") == 0u);

    RequestParser parser{limits};
    BOOST_TEST(bytes_until_failure(parser, "GET /" + std::string(1000, 'x')) == 31u);
    BOOST_TEST(parser.error() == make_error_code(error::request_line_too_long));
    BOOST_TEST(parser.failure_status() == 414u);

    RequestParser whole{limits};
    line.insert(5, "x").append("Host: a\r\n\r\n");
    std::string_view bytes{line};
    BOOST_TEST(whole.next(bytes) == Event::failed);
    BOOST_TEST(whole.failure_status() == 414u);
}

BOOST_AUTO_TEST_CASE(limits_the_header)
{
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    RequestLimits limits{.header = 100};
    auto padding = 100 - head.size() - 4;
    RequestParser fits{limits};
    BOOST_TEST(bytes_until_failure(fits, head + std::string(padding, 'x') + "\r\n\r\n") == 0u);

    RequestParser parser{limits};
    BOOST_TEST(bytes_until_failure(parser, head + std::string(1000, 'x')) == 101u);
    BOOST_TEST(parser.error() == make_error_code(error::header_too_large));
    BOOST_TEST(parser.failure_status() == 431u);

    RequestParser whole{limits};
    head.append(padding + 1, 'x').append("\r\n\r\n");
    std::string_view bytes{head};
    BOOST_TEST(whole.next(bytes) == Event::failed);
    BOOST_TEST(whole.failure_status() == 431u);
}

// Beast counts only what it was shown at once, so many small fields passed its limit.
BOOST_AUTO_TEST_CASE(limits_a_header_of_many_small_fields)
{
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 10'000; ++i) {
        head.append("X: y\r\n");
    }
    RequestParser by_size{{.header = 1000, .fields = 100'000}};
    BOOST_TEST(bytes_until_failure(by_size, head) == 1001u);
    BOOST_TEST(by_size.failure_status() == 431u);
}

BOOST_AUTO_TEST_CASE(limits_the_number_of_fields)
{
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n";
    RequestParser fits{{.fields = 3}};
    BOOST_TEST(bytes_until_failure(fits, head + "\r\n") == 0u);
    RequestParser parser{{.fields = 3}};
    BOOST_TEST(bytes_until_failure(parser, head + "C: 3\r\n") == head.size() + 6);
    BOOST_TEST(parser.error() == make_error_code(error::too_many_fields));
    BOOST_TEST(parser.failure_status() == 431u);
}

// The search goes on where it stopped: what it costs is what an attacker sends, not its square. 20 MB byte
// by byte would take hours otherwise; a limit of that size is an operator's choice.
BOOST_AUTO_TEST_CASE(reads_a_huge_header_byte_by_byte_in_linear_time)
{
    constexpr std::size_t size = 20'000'000;
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(size, 'x') + "\r\n\r\n";
    RequestParser parser{{.header = 2 * size}};
    BOOST_TEST(bytes_until_failure(parser, head) == 0u);
    BOOST_TEST(parser.request()["X"].size() == size);
}

BOOST_AUTO_TEST_CASE(refuses_a_body_over_the_limit_behind_its_head)
{
    RequestParser parser{{.body = 10}};
    auto input = post(11);
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(parser.error() == make_error_code(error::body_too_large));
    BOOST_TEST(parser.failure_status() == 413u);

    RequestParser fits{{.body = 10}};
    BOOST_TEST(request_transcript(post(10) + "0123456789", {}, {.body = 10}).find("complete 0123456789") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(takes_the_limit_that_a_route_sets)
{
    RequestParser parser{{.body = 10}};
    auto input = post(11) + "0123456789a" + post(11);
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    parser.body_limit(11);
    BOOST_TEST(parser.next(bytes) == Event::body);
    BOOST_TEST(parser.next(bytes) == Event::complete);
    // It was for that request only.
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(parser.failure_status() == 413u);

    RequestParser lowered{{.body = 10}};
    input = post(5) + "01234";
    bytes = input;
    BOOST_TEST(lowered.next(bytes) == Event::head);
    lowered.body_limit(4);
    BOOST_TEST(lowered.next(bytes) == Event::failed);
    BOOST_TEST(lowered.failure_status() == 413u);
}

BOOST_AUTO_TEST_CASE(refuses_chunks_as_their_sum_crosses_the_limit)
{
    std::string input{chunked_post};
    input.append("5\r\n01234\r\n5\r\n56789\r\n");
    auto size = input.size();
    input.append("1\r\na\r\n0\r\n\r\n");
    RequestParser parser{{.body = 10}};
    BOOST_TEST(bytes_until_failure(parser, input) == size + 3);
    BOOST_TEST(parser.failure_status() == 413u);

    input.replace(size, 1, "0").erase(size + 3, 6);
    input.append("\r\n");
    RequestParser fits{{.body = 10}};
    BOOST_TEST(bytes_until_failure(fits, input) == 0u);
}

BOOST_AUTO_TEST_CASE(does_not_wrap_around_in_the_sum_of_chunks)
{
    std::string input{chunked_post};
    input.append("1\r\na\r\nffffffffffffffff\r\n");
    RequestParser parser{{.body = UINT64_MAX}};
    BOOST_TEST(bytes_until_failure(parser, input) == input.size());
    BOOST_TEST(parser.failure_status() == 413u);
}

BOOST_AUTO_TEST_CASE(limits_what_surrounds_the_data_of_chunks)
{
    std::string input{chunked_post};
    RequestParser extension{{}};
    BOOST_TEST(bytes_until_failure(extension, input + "1;" + std::string(100'000, 'x')) ==
               input.size() + 1025);
    BOOST_TEST(extension.failure_status() == 400u);

    RequestParser digits{{}};
    BOOST_TEST(bytes_until_failure(digits, input + std::string(100'000, '0')) == input.size() + 1025);

    RequestParser trailer{{.header = 2000}};
    BOOST_TEST(bytes_until_failure(trailer, input + "0\r\nX: " + std::string(100'000, 'x')) ==
               input.size() + 2001);
    BOOST_TEST(trailer.failure_status() == 431u);

    std::string fields = "0\r\n";
    for (int i = 0; i < 101; ++i) {
        fields.append("X: y\r\n");
    }
    RequestParser count{{}};
    BOOST_TEST(bytes_until_failure(count, input + fields) == input.size() + fields.size());
    BOOST_TEST(count.error() == make_error_code(error::too_many_fields));
}

BOOST_AUTO_TEST_CASE(works_with_any_limits)
{
    for (std::size_t limit = 0; limit < 40; ++limit) {
        RequestLimits limits{.request_line = limit, .header = 39 - limit, .fields = limit % 3, .body = limit};
        auto whole = request_transcript(get, {}, limits);
        for (std::size_t cut = 0; cut < get.size(); ++cut) {
            BOOST_TEST(request_transcript(get, {cut}, limits) == whole);
        }
    }
}

BOOST_AUTO_TEST_CASE(tells_the_request_whether_to_keep_the_connection)
{
    for (auto [head, keep] : {std::pair{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
                              std::pair{"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false},
                              std::pair{"GET / HTTP/1.0\r\n\r\n", false},
                              std::pair{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true}}) {
        RequestParser parser{{}};
        std::string_view bytes{head};
        BOOST_TEST(parser.next(bytes) == Event::head);
        BOOST_TEST(parser.request().keep_alive() == keep, head);
    }
    RequestParser parser{{}};
    std::string_view bytes{"bad\n"};
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(!parser.request().keep_alive());
}

BOOST_AUTO_TEST_CASE(limits_trailers_like_fields)
{
    const RequestLimits limits{.header = 200, .fields = 3};
    const auto error_of = [&](std::string_view trailers) {
        RequestParser parser{limits};
        std::string input = std::string{chunked_post} + "0\r\n" + std::string{trailers} + "\r\n";
        std::string_view bytes{input};
        while (parser.next(bytes) != Event::complete && !parser.error()) {}
        return parser.error();
    };
    BOOST_TEST(!error_of("A: b\r\nA: b\r\nA: b\r\n"));
    BOOST_TEST(error_of("A: b\r\nA: b\r\nA: b\r\nCookie: b\r\n") == make_error_code(error::too_many_fields));
    BOOST_TEST(error_of("A: " + std::string(200, 'b') + "\r\n") == make_error_code(error::header_too_large));
    BOOST_TEST(error_of("Content-Length: 5\r\n").failed()); // no reader may take it for the length
}

BOOST_AUTO_TEST_CASE(shows_trailers_at_the_end_only)
{
    RequestParser parser{{}};
    std::string input = std::string{chunked_post} + "1\r\nx\r\n0\r\nX: y\r\n\r\n" + std::string{get};
    std::string_view bytes{input};
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.next(bytes) == Event::body);
    BOOST_TEST(parser.request().trailers().empty());
    BOOST_TEST(parser.next(bytes) == Event::complete);
    BOOST_TEST(parser.request().trailers()["X"] == "y");
    BOOST_TEST(!parser.request().fields().contains("X"));
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.request().trailers().empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace request_parser_test
