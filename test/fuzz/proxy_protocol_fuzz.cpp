// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The reader of PROXY protocol headers: whatever comes, it gives the same answer for the same bytes, decides
// once and for all, and takes no more than it may.

#include "http/proxy_protocol.hpp"
#include "support/fuzz_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using hawser::http::ProxyRead;
using hawser::http::read_proxy_header;
using Status = ProxyRead::Status;

void check(std::string_view bytes)
{
    const auto whole = read_proxy_header(bytes);
    const std::size_t most =
        bytes.starts_with("PROXY ") ? hawser::http::max_proxy_header_v1 : hawser::http::max_proxy_header_v2;
    if (whole.status == Status::complete) {
        FUZZ_CHECK(whole.size > 0 && whole.size <= std::min(bytes.size(), most));
        FUZZ_CHECK(whole.header.told || !whole.header.secure);
    } else if (whole.status == Status::need_more) {
        FUZZ_CHECK(bytes.size() < most);
    } else {
        FUZZ_CHECK(whole.why[0] != '\0');
    }
    // Fewer bytes: not yet, until it is decided.
    bool has_failed = false;
    for (std::size_t size = 0; size < std::min(bytes.size(), most); ++size) {
        const auto part = read_proxy_header(bytes.substr(0, size));
        if (whole.status == Status::complete)
            FUZZ_CHECK(part.status == (size < whole.size ? Status::need_more : Status::complete));
        else
            FUZZ_CHECK(part.status != Status::complete && (!has_failed || part.status == Status::failed));
        has_failed = part.status == Status::failed;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    check(input);
    // Most inputs would fail at their first byte.
    check("PROXY " + std::string{input});
    check(std::string{"\r\n\r\n\0\r\nQUIT\n", 12} + std::string{input});
    return 0;
}
