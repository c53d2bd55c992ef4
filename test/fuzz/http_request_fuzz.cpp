// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Feeds any bytes to the request parser, whole and in pieces, and demands the same events from both.
//
// Input: one byte that chooses the limits and how many cuts there are, two bytes for each cut, and then
// what the client sends.

#include "http/request_parser.hpp"
#include "http/trailer_rules.hpp"
#include "support/fuzz_check.hpp"
#include "support/request_transcript.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <vector>

namespace {

using hawser::http::RequestLimits;
using hawser::http::RequestParser;
using Event = RequestParser::Event;

bool is_clean(std::string_view text)
{
    return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

void check_head(const hawser::Request& request, const RequestLimits& limits)
{
    std::size_t size = 0;
    for (auto [name, value] : request.fields()) {
        FUZZ_CHECK(!name.empty() && is_clean(name) && is_clean(value));
        size += name.size() + value.size();
    }
    FUZZ_CHECK(request.fields().size() <= limits.fields && size <= limits.header);
    FUZZ_CHECK(!request.method_string().empty() && is_clean(request.method_string()));
    FUZZ_CHECK(request.target().size() <= limits.request_line && is_clean(request.target()));
    FUZZ_CHECK(request.path() == "*" || request.path().front() == '/');
    FUZZ_CHECK(is_clean(request.path()) &&
               request.path().size() <= std::max<std::size_t>(request.target().size(), 1));
    FUZZ_CHECK(request.version() == 10 || request.version() == 11);
    FUZZ_CHECK(request.trailers().empty());
    FUZZ_CHECK(request.version() == 10 || request.fields().count("Host") == 1);
    FUZZ_CHECK(request.fields().count("Content-Length") + request.fields().count("Transfer-Encoding") <= 1);
}

void check_trailers(const hawser::Request& request, const RequestLimits& limits)
{
    FUZZ_CHECK(request.trailers().size() <= limits.fields);
    for (auto [name, value] : request.trailers()) {
        FUZZ_CHECK(is_clean(name) && is_clean(value) && hawser::http::may_be_trailer(name));
    }
}

/// Checks what holds for every event, and that input is taken from the front and never given back.
void check_events(std::string_view input, const RequestLimits& limits)
{
    RequestParser parser{limits};
    auto bytes = input;
    std::uint64_t body = 0;
    for (;;) {
        auto before = bytes;
        auto event = parser.next(bytes);
        FUZZ_CHECK(bytes.size() <= before.size() &&
                   bytes.data() + bytes.size() == input.data() + input.size());
        switch (event) {
        case Event::need_more: return;
        case Event::head:
            check_head(parser.request(), limits);
            FUZZ_CHECK(parser.request().keep_alive() == parser.keep_alive());
            body = 0;
            break;
        case Event::body:
            body += parser.body_piece().size();
            FUZZ_CHECK(!parser.body_piece().empty() && body <= limits.body && parser.has_body());
            break;
        case Event::complete:
            FUZZ_CHECK(body == parser.content_length().value_or(body));
            check_trailers(parser.request(), limits);
            break;
        case Event::failed:
            FUZZ_CHECK(parser.error().failed() && parser.failure_status() >= 400 && !parser.keep_alive());
            before = bytes;
            FUZZ_CHECK(parser.next(bytes) == Event::failed && bytes.size() == before.size());
            return;
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    RequestLimits limits;
    if (data[0] & 0x80) {
        limits = {.request_line = 40, .header = 120, .fields = 4, .body = 20};
    }
    auto cut_count = std::min<std::size_t>(data[0] & 0x07, (size - 1) / 2);
    auto prefix = 1 + 2 * cut_count;
    std::string_view input{reinterpret_cast<const char*>(data) + prefix, size - prefix};
    std::vector<std::size_t> cuts;
    for (std::size_t i = 0; i < cut_count; ++i) {
        auto cut = static_cast<std::size_t>(data[1 + 2 * i]) * 256 + data[2 + 2 * i];
        cuts.push_back(cut % (input.size() + 1));
    }
    std::sort(cuts.begin(), cuts.end());

    check_events(input, limits);
    auto whole = hawser::test::request_transcript(input, {}, limits);
    FUZZ_CHECK(hawser::test::request_transcript(input, cuts, limits) == whole);
    if (input.size() <= 200) {
        std::vector<std::size_t> every(input.size());
        std::iota(every.begin(), every.end(), std::size_t{0});
        FUZZ_CHECK(hawser::test::request_transcript(input, every, limits) == whole);
    }
    return 0;
}
