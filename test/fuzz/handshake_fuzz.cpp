// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Both checks of the opening handshake, over arbitrary header fields.

#include "core/ascii.hpp"
#include "support/fuzz_check.hpp"
#include "websocket/handshake.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hawser::websocket;
using hawser::Fields;

namespace {

constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";

// A line is "name:value"; a first character stands for a name, so that mutations keep hitting it.
Fields fields_from(std::string_view text)
{
    constexpr std::string_view names[] = {"Upgrade",
                                          "Connection",
                                          "Sec-WebSocket-Key",
                                          "Sec-WebSocket-Version",
                                          "Sec-WebSocket-Protocol",
                                          "Sec-WebSocket-Extensions",
                                          "Sec-WebSocket-Accept",
                                          "Content-Length",
                                          "Transfer-Encoding"};
    Fields fields;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            continue;
        }
        auto name = line.substr(0, colon);
        if (name.size() == 1 && name[0] >= '0' && name[0] <= '8') {
            name = names[name[0] - '0'];
        }
        const auto before = fields.size();
        try {
            fields.add(name, line.substr(colon + 1));
            FUZZ_CHECK(fields.size() == before + 1 && fields[before].name == name);
        } catch (const std::invalid_argument&) {
            FUZZ_CHECK(fields.size() == before);
        }
    }
    return fields;
}

void check_server(std::string_view method, unsigned version, const Fields& fields)
{
    const auto result = check_request(method, version, fields);
    if (result.error) {
        FUZZ_CHECK(result.status == 400 || result.status == 405 || result.status == 426);
        FUZZ_CHECK(result.accept.empty() && result.subprotocols.empty());
        return;
    }
    FUZZ_CHECK(result.status == 101 && method == "GET" && version == 11 && wants_websocket(fields));
    FUZZ_CHECK(result.accept == accept_for_key(hawser::core::trim(fields["Sec-WebSocket-Key"])));
    FUZZ_CHECK(result.subprotocols.size() <= 64);
    const std::set<std::string> distinct{result.subprotocols.begin(), result.subprotocols.end()};
    FUZZ_CHECK(distinct.size() == result.subprotocols.size());
    FUZZ_CHECK(std::all_of(distinct.begin(), distinct.end(), hawser::core::is_token));
}

void check_client(unsigned status, const Fields& fields)
{
    const std::vector<std::string> offered = {"chat", "superchat"};
    const auto result = check_response(status, fields, key, offered);
    if (result.error) {
        FUZZ_CHECK(result.subprotocol.empty());
        return;
    }
    FUZZ_CHECK(status == 101);
    FUZZ_CHECK(result.subprotocol.empty() ||
               std::find(offered.begin(), offered.end(), result.subprotocol) != offered.end());
    FUZZ_CHECK(hawser::core::trim(fields["Sec-WebSocket-Accept"]) == accept_for_key(key));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    const auto bits = input.byte();
    const auto fields = fields_from(input.rest());
    check_server((bits & 1) != 0 ? "POST" : "GET", (bits & 2) != 0 ? 10 : 11, fields);
    check_client((bits & 4) != 0 ? 200 : 101, fields);
    return 0;
}
