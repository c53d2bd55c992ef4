// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Feeds any bytes to the client's parser of answers, whole, cut in two and byte by byte, and demands the same
// result; none of them may keep more than the limits allow.
//
// Input: one byte that chooses the limits, the method and how the stream ends; two bytes for the cut; and
// then what the server sends.

#include "http/response_parser.hpp"
#include "support/fuzz_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using hawser::http::ResponseHead;
using hawser::http::ResponseLimits;
using hawser::http::ResponseParser;
using Event = ResponseParser::Event;

struct Setup {
    ResponseLimits limits;
    std::string_view method;
    bool is_truncated;
};

/// Everything that can be told of an answer but what the cuts decide.
struct Result {
    Event last = Event::need_more; // before the end of the stream
    Event end = Event::need_more;  // behind it
    unsigned heads = 0;
    hawser::error_code error;
    std::size_t taken = 0;
    std::string head;
    std::string body;

    bool operator==(const Result&) const = default;
};

bool is_clean(std::string_view text)
{
    return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

std::string check_head(const ResponseHead& head, const Setup& setup)
{
    FUZZ_CHECK(head.version == 10 || head.version == 11);
    FUZZ_CHECK(head.status == 101 || (head.status >= 200 && head.status <= 999));
    FUZZ_CHECK(is_clean(head.reason) && head.reason.size() <= setup.limits.status_line);
    std::string text = std::to_string(head.status) + " " + head.reason;
    std::size_t size = 0;
    for (auto [name, value] : head.fields) {
        FUZZ_CHECK(!name.empty() && is_clean(name) && is_clean(value));
        size += name.size() + value.size();
        text.append("\n").append(name).append(": ").append(value);
    }
    FUZZ_CHECK(head.fields.size() <= setup.limits.fields && size <= setup.limits.header);
    bool has_length = head.fields.contains("Content-Length");
    bool has_encoding = head.fields.contains("Transfer-Encoding");
    FUZZ_CHECK(!has_length || !has_encoding);
    bool is_switch = head.status == 101 || (setup.method == "CONNECT" && head.status / 100 == 2);
    FUZZ_CHECK(!is_switch || (!has_length && !has_encoding));
    return text;
}

/// Nothing is taken any more, and the end stays what it is.
void check_final(ResponseParser& parser, Event last)
{
    std::string_view more = "HTTP/1.1 200 OK\r\n\r\n";
    const auto before = more.size();
    FUZZ_CHECK(parser.next(more) == last && more.size() == before);
    FUZZ_CHECK(parser.end_of_stream(true) == last && parser.end_of_stream(false) == last);
    FUZZ_CHECK(parser.error().failed() == (last == Event::failed));
}

/// Shows `input` in turns that end at `ends`, with what was left in front.
Result run(std::string_view input, const std::vector<std::size_t>& ends, const Setup& setup)
{
    ResponseParser parser{setup.limits, setup.method};
    Result result;
    for (auto end : ends) {
        // A block of its own, so that a sanitizer sees a look behind the end.
        const auto shown = input.substr(result.taken, end - result.taken);
        const std::vector<char> block{shown.begin(), shown.end()};
        std::string_view bytes{block.data(), block.size()};
        do {
            const auto before = bytes;
            result.last = parser.next(bytes);
            FUZZ_CHECK(bytes.size() <= before.size() &&
                       bytes.data() + bytes.size() == before.data() + before.size());
            FUZZ_CHECK(parser.body().size() <= setup.limits.kept_body);
            if (result.last == Event::head) {
                ++result.heads;
                FUZZ_CHECK(parser.body().empty());
            }
        } while (result.last == Event::head);
        result.taken = end - bytes.size();
        if (result.last != Event::need_more) {
            break;
        }
    }
    result.end = parser.end_of_stream(setup.is_truncated);
    FUZZ_CHECK(result.heads <= 1 && result.end != Event::need_more && result.end != Event::head);
    FUZZ_CHECK(result.last == Event::need_more || result.end == result.last);
    FUZZ_CHECK(result.end == Event::failed || result.heads == 1);
    // What is asked for again is what a limit was not crossed by.
    FUZZ_CHECK(result.last != Event::need_more ||
               input.size() - result.taken <= std::max<std::size_t>(setup.limits.header, 1024));
    check_final(parser, result.end);
    FUZZ_CHECK((parser.head().status != 0) == (result.heads == 1));
    result.error = parser.error();
    result.head = result.heads == 1 ? check_head(parser.head(), setup) : "";
    result.body = parser.body();
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput in{data, size};
    const auto choice = in.byte();
    Setup setup{.limits = {}, .method = choice & 1 ? "CONNECT" : "GET", .is_truncated = (choice & 2) != 0};
    if (choice & 4) {
        setup.limits = {.status_line = 40, .header = 120, .fields = 4, .interim = 1, .kept_body = 16};
    }
    const auto high = in.byte();
    const auto cut = high * 256 + in.byte();
    const auto input = in.rest();

    const auto whole = run(input, {input.size()}, setup);
    FUZZ_CHECK(run(input, {cut % (input.size() + 1), input.size()}, setup) == whole);
    if (input.size() <= 400) {
        std::vector<std::size_t> every;
        for (std::size_t end = 0; end <= input.size(); ++end) {
            every.push_back(end);
        }
        FUZZ_CHECK(run(input, every, setup) == whole);
    }
    return 0;
}
