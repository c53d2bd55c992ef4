// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/response_parser.hpp"

#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace boost::test_tools::tt_detail {
template <>
struct print_log_value<hawser::http::ResponseParser::Event> {
    void operator()(std::ostream& out, hawser::http::ResponseParser::Event event) const
    {
        out << static_cast<int>(event);
    }
};
} // namespace boost::test_tools::tt_detail

namespace response_parser_test {

using namespace hawser;
using namespace std::string_view_literals;
using http::ResponseLimits;
using http::ResponseParser;
using Event = ResponseParser::Event;

namespace {

/// What happens behind the last byte.
enum class Stream { open, ended, cut };

struct Script {
    std::string_view input;
    std::string_view method = "GET";
    Stream stream = Stream::open;
    ResponseLimits limits = {};
};

std::string describe(const http::ResponseHead& head)
{
    auto out = "head " + std::to_string(head.status) + " '" + head.reason + "' " +
               (head.version == 10 ? "1.0" : "1.1");
    for (auto [name, value] : head.fields) {
        out.append(" [").append(name).append("=").append(value).append("]");
    }
    return out + "\n";
}

/// Shows the input as a connection does, cut at the offsets in `cuts` (ascending), up to the last event. The
/// last line tells it, then the body, and, behind a bar, what was not taken.
std::string transcript(const Script& script, const std::vector<std::size_t>& cuts)
{
    ResponseParser parser{script.limits, script.method};
    std::string out;
    std::size_t taken = 0;
    auto event = Event::need_more;
    auto show = [&](std::size_t end) {
        // A block of its own for each turn, so that a sanitizer sees a look behind the end.
        std::vector<char> block(script.input.begin() + static_cast<std::ptrdiff_t>(taken),
                                script.input.begin() + static_cast<std::ptrdiff_t>(end));
        std::string_view bytes{block.data(), block.size()};
        while ((event = parser.next(bytes)) == Event::head) {
            out += describe(parser.head());
        }
        taken = end - bytes.size();
    };
    for (auto cut : cuts) {
        show(cut);
        if (event != Event::need_more) {
            break;
        }
    }
    if (event == Event::need_more) {
        show(script.input.size());
    }
    if (event == Event::need_more && script.stream != Stream::open) {
        event = parser.end_of_stream(script.stream == Stream::cut);
    }
    out += event == Event::need_more  ? "need_more"
           : event == Event::complete ? "complete"
                                      : "failed: " + parser.error().message();
    return out.append(" ").append(parser.body()).append("|").append(script.input.substr(taken));
}

/// Runs a script whole, cut in two at every offset, and byte by byte; all have to give the same.
std::string run(const Script& script)
{
    auto whole = transcript(script, {});
    for (std::size_t cut = 0; cut <= script.input.size(); ++cut) {
        auto parts = transcript(script, {cut});
        BOOST_TEST(parts == whole, "cut at " << cut << ": " << parts << "\nwhole: " << whole);
    }
    std::vector<std::size_t> every(script.input.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    auto bytewise = transcript(script, every);
    BOOST_TEST(bytewise == whole, "byte by byte: " << bytewise << "\nwhole: " << whole);
    return whole;
}

/// Shows `input` byte by byte until the parser fails or is through; returns how many bytes it was shown.
std::size_t bytes_until_end(ResponseParser& parser, std::string_view input)
{
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= input.size(); ++end) {
        auto bytes = input.substr(begin, end - begin);
        auto event = parser.next(bytes);
        while (event == Event::head) {
            event = parser.next(bytes);
        }
        if (event != Event::need_more) {
            return end;
        }
        begin = end - bytes.size();
    }
    return input.size();
}

error_code error_of(std::string_view input, const ResponseLimits& limits = {},
                    std::string_view method = "GET")
{
    ResponseParser parser{limits, method};
    bytes_until_end(parser, input);
    return parser.error();
}

constexpr std::string_view chunked_head = "HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string failed(error e, std::string_view untaken)
{
    return "failed: " + make_error_code(e).message() + " |" + std::string{untaken};
}

struct Row {
    Script script;
    std::string_view transcript;
};

const Row accepted[] = {
    {{""}, "need_more |"},
    {{"HTTP/1.1 200 OK\r\nA: b\r\n\r"}, "need_more |HTTP/1.1 200 OK\r\nA: b\r\n\r"},
    // No body, RFC 9112 §6.3: what comes behind belongs to somebody else
    {{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x01x"},
     "head 101 'Switching Protocols' 1.1 [Upgrade=websocket]\ncomplete |\x81\x01x"},
    {{"HTTP/1.1 200 Connection established\r\n\r\n\x16\x03"sv, "CONNECT"},
     "head 200 'Connection established' 1.1\ncomplete |\x16\x03"},
    {{"HTTP/1.0 299 \r\nA:\r\n\r\nx", "CONNECT"}, "head 299 '' 1.0 [A=]\ncomplete |x"},
    {{"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nabc"},
     "head 204 'No Content' 1.1 [Content-Length=3]\ncomplete |abc"},
    {{"HTTP/1.1 304 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
     "head 304 '' 1.1 [Transfer-Encoding=chunked]\ncomplete |0\r\n\r\n"},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP"},
     "head 200 'OK' 1.1 [Content-Length=0]\ncomplete |HTTP"},
    // RFC 9110 §9.3.6: framing fields of a tunnel are ignored, whatever they say
    {{"HTTP/1.1 200 \r\nContent-Length: 3\r\nA: b\r\nTRANSFER-ENCODING: chunked\r\n\r\nabc", "CONNECT"},
     "head 200 '' 1.1 [A=b]\ncomplete |abc"},
    {{"HTTP/1.1 200 \r\ncontent-length: x\r\nContent-Length:\r\nTransfer-Encoding: gzip\r\n\r\n", "CONNECT"},
     "head 200 '' 1.1\ncomplete |"},
    {{"HTTP/1.0 200 \r\nTransfer-Encoding: chunked\r\n\r\n", "CONNECT"}, "head 200 '' 1.0\ncomplete |"},
    // A length
    {{"HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nhelloHTTP"},
     "head 401 'Unauthorized' 1.1 [Content-Length=5]\ncomplete hello|HTTP"},
    {{"HTTP/1.1 407 \r\nContent-Length: 2\r\n\r\nno!", "CONNECT"},
     "head 407 '' 1.1 [Content-Length=2]\ncomplete no|!"},
    {{"HTTP/1.1 200 \r\nContent-Length: 2, 02\r\ncontent-length: 2\r\n\r\nok"},
     "head 200 '' 1.1 [Content-Length=2, 02] [content-length=2]\ncomplete ok|"},
    {{"HTTP/1.1 200 \r\nContent-Length: 18446744073709551615\r\n\r\nok"},
     "head 200 '' 1.1 [Content-Length=18446744073709551615]\nneed_more ok|"},
    // Chunks
    {{"HTTP/1.1 999 \xe4\t\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n1 ;a=b;c=\"d\"\r\n \r\n"
      "000000000000000A\r\n0123456789\r\n00;x\r\nX: y\r\nExpires: 0\r\n\r\nHTTP"},
     "head 999 '\xe4\t' 1.1 [Transfer-Encoding=Chunked]\ncomplete hello 0123456789|HTTP"},
    {{"HTTP/1.1 200 \r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: br , "
      "chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"},
     "head 200 '' 1.1 [Transfer-Encoding=gzip] [Transfer-Encoding=br , chunked]\ncomplete x|"},
    {{"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"},
     "head 200 '' 1.1 [Transfer-Encoding=chunked]\nneed_more x|"},
    // Up to the end of the stream
    {{"HTTP/1.0 500 Oops\r\nX: \t a b \t\r\n\r\nhello"}, "head 500 'Oops' 1.0 [X=a b]\nneed_more hello|"},
    {{"HTTP/1.0 500 \r\n\r\nhello", "GET", Stream::ended}, "head 500 '' 1.0\ncomplete hello|"},
    {{"HTTP/1.0 500 \r\n\r\n", "GET", Stream::ended}, "head 500 '' 1.0\ncomplete |"},
    {{"HTTP/1.0 500 \r\n\r\nhello", "GET", Stream::cut},
     "head 500 '' 1.0\nfailed: unexpected end of stream hello|"},
    // Interim answers
    {{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nLink: a\r\n\r\nHTTP/1.1 199 \r\nContent-Length: "
      "5\r\n\r\n"
      "HTTP/1.0 204 \r\nA: b\r\n\r\n"},
     "head 204 '' 1.0 [A=b]\ncomplete |"},
    {{"HTTP/1.1 102 \r\n\r\nHTTP/1.1 200 \r\n\r\nx", "CONNECT"}, "head 200 '' 1.1\ncomplete |x"},
    {{"HTTP/1.1 100 \r\n\r\nHTTP/1.1 101 \r\n\r\nx"}, "head 101 '' 1.1\ncomplete |x"},
    {{"HTTP/1.1 102 \r\n\r\n"}, "need_more |"},
};

struct Refused {
    error code;
    std::vector<std::string_view> parts;
};

/// Begin an answer; an empty line follows.
const Refused refused_status_lines[] = {
    {error::bad_status_line,
     {"<html>", "\r\nHTTP/1.1 200 OK", "\n", "\x15\x03\x01\0\x02"sv, "HTTP/2.0 200 OK", "HTTP/0.9 200 OK",
      "HTTP/1.2 200 OK", "HTTP/1.10 200 OK", "HTTP/1. 200 OK", "HTTP/11.1 200 OK", "http/1.1 200 OK",
      "ICY 200 OK"}},
    {error::bad_status_line,
     {"HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 20",
      "HTTP/1.1 2000 OK", "HTTP/1.1 200OK", "HTTP/1.1 200", "HTTP/1.1 099 OK", "HTTP/1.1 000 OK",
      "HTTP/1.1 +20 OK", "HTTP/1.1 2x0 OK"}},
    {error::bad_status_line,
     {"HTTP/1.1 200 OK\nA: b", "HTTP/1.1 200 O\rK", "HTTP/1.1 200 OK\r", "HTTP/1.1 200 O\0K"sv,
      "HTTP/1.1 200 O\x7fK"}},
};

/// Follow a status line, a 200 if there is none; an empty line follows.
const Refused refused_fields[] = {
    {error::bad_field,
     {"A : b", " A: b", "A: b\r\n c", "A: b\r\n\tc", "A: b\r\n ", "nothing", ": b", "A\xe4: b", "A: \0"sv,
      "A: b\rc", "A: b\nB: c", "A: b\r\n\n", "A: b\r\n\rB: c"}},
    {error::bad_content_length,
     {"Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1, 2", "Content-Length: 1,",
      "Content-Length:", "Content-Length: +1", "Content-Length: -1", "Content-Length: 0x1",
      "Content-Length: 1 1", "Content-Length: \"1\"", "Content-Length: 18446744073709551616",
      "HTTP/1.1 304 \r\nContent-Length: x", "HTTP/1.1 100 \r\nContent-Length: x",
      "HTTP/1.1 101 \r\nContent-Length: 0", "Content-Length: 1\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 1", "Content-Length: 1\r\nTransfer-Encoding: gzip",
      "Transfer-Encoding: gzip\r\nContent-Length: 1"}},
    {error::bad_transfer_encoding,
     {"Transfer-Encoding: gzip", "Transfer-Encoding: identity",
      "Transfer-Encoding:", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: chunked, chunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked;q=1",
      "Transfer-Encoding: gzip;q=1, chunked", "Transfer-Encoding: gzip, , chunked",
      "Transfer-Encoding: chunked, gzip\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked x",
      "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: xchunked",
      "HTTP/1.1 304 \r\nTransfer-Encoding: gzip", "HTTP/1.0 200 \r\nTransfer-Encoding: chunked",
      "HTTP/1.1 101 \r\nTransfer-Encoding: chunked"}},
};

/// Begin a body; data and the last chunk follow. Nothing of them may be taken.
const Refused refused_chunks[] = {
    {error::bad_chunk,
     {"0x1", "0_0", "+5", "-1", " 5", "5 ", "", ";a=b", "10000000000000005", "5g", "\n5", "5\r", "5\n"}},
    {error::bad_chunk,
     {"5;a\n", "5;a=\"\n\"", "5;a=\"\r\"", "5;a=\"\0\""sv, "5;", "5;a=", "5;a=\"b", "5;a=\x01", "0;"}},
    {error::bad_field, {"0\r\n\n", "0\r\nX", "0\r\nX: 1\r\n 2", "0\r\nX : 1", "0\r\nX: \0"sv, "0\r\n: 1"}},
    {error::bad_content_length, {"0\r\nContent-Length: 5"}},
    {error::bad_transfer_encoding, {"0\r\nTransfer-Encoding: chunked"}},
};

/// What may not stand behind the data of a chunk.
const std::string_view refused_chunk_ends[] = {"X\r\n0\r\n\r\n", "\n0\r\n\r\n", "\r0\r\n\r\n", "0\r\n\r\n",
                                               "\r\n\r\n0\r\n\r\n"};

/// Puts each part between `before` and `behind`; `head` is the transcript before the failure.
template <std::size_t N>
void check_refused(const Refused (&rows)[N], std::string_view before, std::string_view behind,
                   const std::string& head)
{
    for (const auto& [code, parts] : rows) {
        for (auto part : parts) {
            auto rest = std::string{part}.append(behind);
            auto input = std::string{part.starts_with("HTTP/") ? "" : before}.append(rest);
            BOOST_TEST(run({input}) == head + failed(code, head.empty() ? input : rest));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(response_parser)

BOOST_AUTO_TEST_CASE(accepts_what_is_well_formed)
{
    for (const auto& row : accepted) {
        BOOST_TEST_CONTEXT(row.script.input)
        {
            BOOST_TEST(run(row.script) == row.transcript);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_answers_that_can_be_misread)
{
    check_refused(refused_status_lines, "", "\r\n\r\n", "");
    check_refused(refused_fields, "HTTP/1.1 200 \r\n", "\r\n\r\nx", "");
    const std::string head{"head 403 'No' 1.1 [Transfer-Encoding=chunked]\n"};
    check_refused(refused_chunks, chunked_head, "\r\nhello\r\n0\r\n\r\n", head);
    for (auto end : refused_chunk_ends) {
        auto expected = head + failed(error::bad_chunk, end);
        expected.insert(expected.rfind('|'), "hello");
        BOOST_TEST(run({std::string{chunked_head}.append("5\r\nhello").append(end)}) == expected);
    }
}

// A field that is ignored is a field all the same.
BOOST_AUTO_TEST_CASE(refuses_malformed_fields_in_front_of_a_tunnel)
{
    for (auto line : {"Content-Length: 1\r2"sv, "Content-Length: \0"sv, "Transfer-Encoding : chunked"sv,
                      "Content-Length"sv, "Transfer-Encoding: chunked\r\n , gzip"sv, "A: \x01"sv}) {
        auto input = "HTTP/1.1 200 \r\n" + std::string{line} + "\r\n\r\n";
        BOOST_TEST(run({input, "CONNECT"}) == failed(error::bad_field, input));
    }
    // Refused by the proxy: no tunnel, and an ordinary answer.
    BOOST_TEST(error_of("HTTP/1.1 407 \r\nContent-Length: x\r\n\r\n", {}, "CONNECT") ==
               error::bad_content_length);
}

BOOST_AUTO_TEST_CASE(knows_where_an_answer_may_end)
{
    const std::string with_length = "HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nab";
    const std::string chunked = std::string{chunked_head} + "2\r\nab\r\n0\r\nX: y\r\n\r\n";
    for (const auto& whole : {with_length, chunked}) {
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            for (bool is_truncated : {false, true}) {
                ResponseParser parser{{}, "GET"};
                auto bytes = std::string_view{whole}.substr(0, size);
                while (parser.next(bytes) == Event::head) {}
                bool is_whole = size == whole.size();
                BOOST_TEST(parser.end_of_stream(is_truncated) ==
                           (is_whole ? Event::complete : Event::failed));
                BOOST_TEST(parser.error() ==
                           (is_whole ? error_code{} : make_error_code(error::end_of_stream)));
            }
        }
    }
    // Between `head` and `complete`
    ResponseParser parser{{}, "GET"};
    auto bytes = "HTTP/1.1 304 \r\n\r\n"sv;
    BOOST_TEST(parser.next(bytes) == Event::head);
    BOOST_TEST(parser.end_of_stream(true) == Event::complete);
}

BOOST_AUTO_TEST_CASE(takes_nothing_behind_its_last_event)
{
    ResponseParser tunnel{{}, "CONNECT"};
    auto bytes = "HTTP/1.1 200 \r\n\r\nHTTP/1.1 404 \r\n\r\n"sv;
    BOOST_TEST(tunnel.next(bytes) == Event::head);
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(tunnel.next(bytes) == Event::complete);
        BOOST_TEST(bytes == "HTTP/1.1 404 \r\n\r\n");
    }
    BOOST_TEST(tunnel.head().status == 200u);

    ResponseParser parser{{}, "GET"};
    bytes = "HTTP/2";
    BOOST_TEST(parser.next(bytes) == Event::failed);
    bytes = "HTTP/1.1 200 \r\n\r\n";
    BOOST_TEST(parser.next(bytes) == Event::failed);
    BOOST_TEST(bytes.size() == 17u);
    BOOST_TEST(parser.end_of_stream(false) == Event::failed);
    BOOST_TEST(parser.error() == error::bad_status_line);
}

BOOST_AUTO_TEST_CASE(shows_a_head_only_if_it_is_final_and_whole)
{
    ResponseParser parser{{}, "GET"};
    auto bytes = "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n"sv;
    BOOST_TEST(parser.next(bytes) == Event::need_more);
    BOOST_TEST(parser.head().status == 0u);
    BOOST_TEST(parser.end_of_stream(false) == Event::failed);
    BOOST_TEST(parser.head().status == 0u);
    BOOST_TEST(parser.head().fields.empty());

    ResponseParser broken{{}, "GET"};
    auto input = std::string{chunked_head} + "2\r\nabc";
    bytes = input;
    BOOST_TEST(broken.next(bytes) == Event::head);
    BOOST_TEST(broken.next(bytes) == Event::failed);
    BOOST_TEST(broken.head().status == 403u);
    BOOST_TEST(broken.head().fields["transfer-encoding"] == "chunked");
    BOOST_TEST(broken.body() == "ab");
}

BOOST_AUTO_TEST_CASE(limits_the_status_line)
{
    const ResponseLimits limits{.status_line = 30};
    const auto line = "HTTP/1.1 200 " + std::string(15, 'x') + "\r\n";
    BOOST_TEST(!error_of(line + "Content-Length: 0\r\n\r\n", limits));
    BOOST_TEST(run({.input = "HTTP/1.1 200 x" + line.substr(13) + "\r\n", .limits = limits})
                   .starts_with("failed: request header"));

    ResponseParser parser{limits, "GET"};
    BOOST_TEST(bytes_until_end(parser, "HTTP/1.1 200 " + std::string(1000, 'x')) == 31u);
    BOOST_TEST(parser.error() == error::header_too_large);
    ResponseParser small{{.header = 29}, "GET"}; // the smaller limit counts
    BOOST_TEST(bytes_until_end(small, "HTTP/1.1 200 " + std::string(1000, 'x')) == 30u);
    BOOST_TEST(small.error() == error::header_too_large);
}

BOOST_AUTO_TEST_CASE(limits_the_header)
{
    const ResponseLimits limits{.header = 100, .fields = 100'000};
    const std::string head = "HTTP/1.1 204 \r\nX: ";
    const auto padding = 100 - head.size() - 4;
    // Each answer has the limit to itself.
    BOOST_TEST(!error_of("HTTP/1.1 100 \r\nX: " + std::string(padding, 'x') + "\r\n\r\n" + head +
                             std::string(padding, 'x') + "\r\n\r\n",
                         limits));
    const auto over = head + std::string(padding + 1, 'x') + "\r\n\r\n";
    BOOST_TEST(run({.input = over, .limits = limits}) == failed(error::header_too_large, over));

    ResponseParser parser{limits, "GET"};
    BOOST_TEST(bytes_until_end(parser, head + std::string(1000, 'x')) == 101u);
    std::string many = "HTTP/1.1 204 \r\n";
    for (int i = 0; i < 1000; ++i) {
        many += "A: b\r\n";
    }
    ResponseParser small{limits, "GET"};
    BOOST_TEST(bytes_until_end(small, many) == 101u);
    BOOST_TEST(small.error() == error::header_too_large);
}

BOOST_AUTO_TEST_CASE(limits_the_number_of_fields)
{
    const ResponseLimits limits{.fields = 2};
    const std::string two = "A: b\r\nA: b\r\n";
    // Counted anew in each answer, and in the trailers.
    BOOST_TEST(!error_of("HTTP/1.1 100 \r\n" + two +
                             "\r\nHTTP/1.1 200 \r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + two +
                             "\r\n",
                         limits));
    BOOST_TEST(error_of("HTTP/1.1 200 \r\n" + two + "A: b\r\n", limits) == error::too_many_fields);
    BOOST_TEST(error_of("HTTP/1.1 100 \r\n" + two + "A: b\r\n", limits) == error::too_many_fields);
    BOOST_TEST(error_of(std::string{chunked_head} + "0\r\n" + two + "A: b\r\n", limits) ==
               error::too_many_fields);
    BOOST_TEST(error_of("HTTP/1.1 200 \r\nContent-Length: 1\r\n" + two, limits, "CONNECT") ==
               error::too_many_fields);
}

BOOST_AUTO_TEST_CASE(limits_interim_answers)
{
    std::string input;
    for (int i = 0; i < 8; ++i) {
        input += "HTTP/1.1 102 Wait\r\nA: b\r\n\r\n";
    }
    BOOST_TEST(run({input + "HTTP/1.1 204 \r\n\r\n"}) == "head 204 '' 1.1\ncomplete |");
    BOOST_TEST(run({input + "HTTP/1.1 102 \r\n\r\n"}) ==
               failed(error::header_too_large, "HTTP/1.1 102 \r\n\r\n"));
    BOOST_TEST(!error_of("HTTP/1.1 101 \r\n\r\n", {.interim = 0}));
    BOOST_TEST(error_of("HTTP/1.1 100 \r\n", {.interim = 0}) == error::header_too_large);
}

BOOST_AUTO_TEST_CASE(limits_what_surrounds_the_data_of_chunks)
{
    const std::string head{chunked_head};
    for (const auto& line : {"1;" + std::string(100'000, 'x'), std::string(100'000, '0')}) {
        ResponseParser parser{{}, "GET"};
        BOOST_TEST(bytes_until_end(parser, head + line) == head.size() + 1025);
        BOOST_TEST(parser.error() == error::bad_chunk);
    }
    BOOST_TEST(!error_of(head + "1;" + std::string(1020, 'x') + "\r\n"));
    BOOST_TEST(error_of(head + "1;" + std::string(1021, 'x') + "\r\n") == error::bad_chunk);
    ResponseParser trailers{{.header = 2000}, "GET"};
    BOOST_TEST(bytes_until_end(trailers, head + "0\r\nX: " + std::string(100'000, 'x')) ==
               head.size() + 2001);
    BOOST_TEST(trailers.error() == error::header_too_large);
}

BOOST_AUTO_TEST_CASE(keeps_the_beginning_of_a_body_only)
{
    const ResponseLimits limits{.kept_body = 4};
    const auto body_of = [&](std::string_view input) {
        auto out = run({.input = input, .limits = limits});
        return out.substr(out.find('\n') + 1);
    };
    BOOST_TEST(body_of("HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\nabc") == "complete abc|");
    BOOST_TEST(body_of("HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\nabcde") == "complete abcd|e");
    BOOST_TEST(body_of("HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nabcde") == "complete abcd|e");
    BOOST_TEST(body_of("HTTP/1.1 200 \r\n\r\nabc") == "need_more abc|");
    BOOST_TEST(body_of("HTTP/1.1 200 \r\n\r\nabcd") == "complete abcd|");
    BOOST_TEST(body_of("HTTP/1.1 200 \r\n\r\nabcde") == "complete abcd|e");
    // What is wrong behind does not count.
    BOOST_TEST(body_of(std::string{chunked_head} + "3\r\nabc\r\n2\r\nde?") == "complete abcd|e?");
    BOOST_TEST(body_of(std::string{chunked_head} + "3\r\nabc\r\n1\r\nd?") == "complete abcd|?");
    for (auto input :
         {"HTTP/1.1 200 \r\n\r\n"sv, "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\n"sv, chunked_head}) {
        auto out = run({.input = input, .limits = {.kept_body = 0}});
        BOOST_TEST(out.substr(out.find('\n') + 1) == "complete |");
    }
}

BOOST_AUTO_TEST_CASE(reads_no_more_of_a_huge_body_than_it_keeps)
{
    const std::string block(64 * 1024, 'x');
    for (std::string head : {"HTTP/1.1 200 \r\nContent-Length: 10000000000\r\n\r\n", "HTTP/1.1 200 \r\n\r\n",
                             "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2540be400\r\n"}) {
        ResponseParser parser{{}, "GET"};
        auto input = head + block;
        std::string_view bytes{input};
        BOOST_TEST(parser.next(bytes) == Event::head);
        BOOST_TEST(parser.next(bytes) == Event::complete);
        BOOST_TEST(parser.body() == block.substr(0, 1024));
        BOOST_TEST(bytes.size() == block.size() - 1024);
    }
    std::string chunks{chunked_head};
    for (int i = 0; i < 2000; ++i) {
        chunks += "1\r\nx\r\n";
    }
    ResponseParser parser{{}, "GET"};
    BOOST_TEST(bytes_until_end(parser, chunks) == chunked_head.size() + 1024 * 6 - 2);
    BOOST_TEST(!parser.error());
    BOOST_TEST(parser.body().size() == 1024u);
}

// The search goes on where it stopped: what it costs is what the peer sends, not its square.
BOOST_AUTO_TEST_CASE(reads_huge_answers_byte_by_byte_in_linear_time)
{
    constexpr std::size_t size = 4'000'000;
    const std::string x(size, 'x');
    const ResponseLimits limits{
        .status_line = 2 * size, .header = 4 * size, .fields = size, .kept_body = 2 * size};
    ResponseParser parser{limits, "GET"};
    std::string input = "HTTP/1.1 200 " + x + "\r\nX: " + x + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t i = 0; i < size / 10; ++i) {
        input += "1\r\nx\r\n";
    }
    input += "0\r\nX: " + x + "\r\n\r\n";
    BOOST_TEST(bytes_until_end(parser, input) == input.size());
    BOOST_TEST(!parser.error());
    BOOST_TEST(parser.head().reason.size() == size);
    BOOST_TEST(parser.head().fields["X"].size() == size);
    BOOST_TEST(parser.body().size() == size / 10);
}

BOOST_AUTO_TEST_CASE(works_with_any_limits)
{
    const auto input =
        "HTTP/1.1 100 \r\nA: b\r\n\r\n" + std::string{chunked_head} + "1;a\r\nx\r\n0\r\nA: b\r\n\r\n";
    for (std::size_t limit = 0; limit < 60; ++limit) {
        for (std::size_t header : {limit, limit + 10, std::size_t{60} - limit}) {
            run({.input = input,
                 .limits = {.status_line = limit,
                            .header = header,
                            .fields = limit % 3,
                            .interim = limit % 2 == 0 ? 0u : 1u,
                            .kept_body = limit % 5}});
            run({.input = "HTTPS", .limits = {.status_line = limit, .header = header}});
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_two_methods_only)
{
    for (auto method : {"HEAD", "get", "", "POST"}) {
        BOOST_CHECK_THROW((ResponseParser{{}, method}), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace response_parser_test
