// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Frame headers: never read past the bytes shown, the same answer for any longer prefix, and what is read
// is what the writer would have written.

#include "support/fuzz_check.hpp"
#include "websocket/frame.hpp"

#include <algorithm>
#include <vector>

using namespace hawser::websocket;

namespace {

FrameRules rules_from(hawser::test::FuzzInput& input)
{
    const auto bits = input.byte();
    FrameRules rules;
    rules.reader = (bits & 1) != 0 ? Role::client : Role::server;
    rules.in_message = (bits & 2) != 0;
    rules.allowed_rsv = static_cast<std::uint8_t>(bits >> 2 & 7);
    if ((bits & 32) != 0) {
        rules.frame_limit = 1u << (input.byte() & 31);
        rules.message_limit = 1u << (input.byte() & 31);
    }
    return rules;
}

void check_header(const FrameHeader& header, const FrameRules& rules, std::string_view bytes)
{
    FUZZ_CHECK(header.size >= 2 && header.size <= max_header_size);
    FUZZ_CHECK(header.masked == (rules.reader == Role::server));
    FUZZ_CHECK(header.length <= INT64_MAX);
    FUZZ_CHECK(header.is_control() ? header.fin && header.length <= 125 : header.length <= rules.frame_limit);
    char again[max_header_size];
    const auto size = write_frame_header(again, header.opcode, header.fin, header.rsv, header.length,
                                         header.masked ? &header.mask : nullptr);
    FUZZ_CHECK((bytes.substr(0, header.size) == std::string_view{again, size}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    const auto rules = rules_from(input);
    const auto bytes = input.rest().substr(0, 2 * max_header_size);

    std::size_t found = 0;
    hawser::error_code error;
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        // In memory of its own, so that a sanitizer sees what reads past it.
        const std::vector<char> shown{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n)};
        FrameHeader header;
        hawser::error_code ec;
        const auto header_size = read_frame_header(shown, rules, header, ec);
        FUZZ_CHECK(header_size == 0 || !ec);
        FUZZ_CHECK(found == 0 || header_size == found);
        FUZZ_CHECK(!error || ec == error);
        FUZZ_CHECK(found != 0 || header_size == 0 || header_size == n);
        FUZZ_CHECK(n < max_header_size || header_size != 0 || ec);
        if (header_size != 0) {
            check_header(header, rules, bytes);
        }
        found = header_size;
        error = ec;
    }
    return 0;
}
