// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Feeds any bytes to the multipart parser, whole and in pieces, and demands the same parts from both.
//
// Input: one byte that chooses the limits, two bytes for a cut, and then the form, with the boundary `b`.

#include <hawser/upload_file.hpp>

#include "core/utf8.hpp"
#include "http/multipart.hpp"
#include "support/fuzz_check.hpp"
#include "support/multipart_transcript.hpp"

#include <numeric>
#include <string>
#include <vector>

namespace {

using hawser::FormLimits;
using Event = hawser::http::MultipartParser::Event;

void check_filename(const std::string& name)
{
    FUZZ_CHECK(name.size() <= 255 && name != "." && name != ".." &&
               name.find_first_of("/\\:") == std::string::npos);
    FUZZ_CHECK(name.find('\0') == std::string::npos && hawser::core::is_valid_utf8(name));
    FUZZ_CHECK(hawser::clean_filename(name.empty() ? "file" : name) == (name.empty() ? "file" : name));
}

/// Whole, every part's content comes in one piece.
void check_events(std::string_view bytes, const FormLimits& limits)
{
    hawser::http::MultipartParser parser{"b", limits};
    std::size_t parts = 0;
    std::size_t pieces = 0;
    for (;;) {
        const auto before = bytes.size();
        const auto event = parser.next(bytes);
        FUZZ_CHECK(bytes.size() <= before);
        switch (event) {
        case Event::need_more:
        case Event::complete: return;
        case Event::failed:
            FUZZ_CHECK(parser.error().failed() && parser.next(bytes) == Event::failed);
            return;
        case Event::part:
            FUZZ_CHECK(++parts <= limits.parts);
            pieces = 0;
            check_filename(parser.part().filename);
            break;
        case Event::data:
            FUZZ_CHECK(++pieces == 1 && !parser.data().empty());
            FUZZ_CHECK(parser.data().size() <= (parser.part().is_file ? limits.file : limits.field));
            FUZZ_CHECK(parser.data().find("\r\n--b") == std::string_view::npos);
            break;
        case Event::part_end: break;
        }
    }
}

/// Where a limit is crossed in the middle of something, pieces fail a little earlier or later.
std::string comparable(std::string transcript)
{
    auto failed = transcript.find("failed ");
    return failed == std::string::npos ? transcript : transcript.substr(failed);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    FormLimits limits;
    if (input.byte() & 1) {
        limits = {.parts = 2, .part_header = 60, .field = 10, .all_fields = 15, .file = 20};
    }
    auto cut = static_cast<std::size_t>(input.byte()) * 256 + input.byte();
    const auto form = input.rest();
    cut %= form.size() + 1;
    check_events(form, limits);
    const auto whole = comparable(hawser::test::multipart_transcript("b", form, {}, limits));
    FUZZ_CHECK(comparable(hawser::test::multipart_transcript("b", form, {cut}, limits)) == whole);
    if (form.size() <= 200) {
        std::vector<std::size_t> every(form.size());
        std::iota(every.begin(), every.end(), std::size_t{0});
        FUZZ_CHECK(comparable(hawser::test::multipart_transcript("b", form, every, limits)) == whole);
    }
    return 0;
}
