// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Sec-WebSocket-Extensions, as both sides read it and answer.

#include "core/ascii.hpp"
#include "support/fuzz_check.hpp"
#include "websocket/deflate_negotiation.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

using namespace hawser::websocket;
using hawser::test::FuzzInput;

namespace {

DeflatePolicy policy_from(FuzzInput& input)
{
    const auto bits = input.byte();
    const auto windows = input.byte();
    return {(bits & 1) != 0, (bits & 2) != 0, static_cast<std::uint8_t>(windows & 15),
            static_cast<std::uint8_t>(windows >> 4)};
}

std::optional<std::vector<Extension>> parse_one(const std::string& value)
{
    hawser::Fields fields;
    fields.add("Sec-WebSocket-Extensions", value);
    return parse_extensions(fields);
}

// A line is a field.
std::optional<std::vector<Extension>> parse(std::string_view text)
{
    hawser::Fields fields;
    for (;;) {
        const auto end = text.find('\n');
        try {
            fields.add("Sec-WebSocket-Extensions", text.substr(0, end));
        } catch (const std::invalid_argument&) { // a character that no field may have
        }
        if (end == std::string_view::npos) {
            return parse_extensions(fields);
        }
        text.remove_prefix(end + 1);
    }
}

void check_parsed(const std::vector<Extension>& extensions)
{
    FUZZ_CHECK(extensions.size() <= 16);
    std::string written;
    for (const auto& extension : extensions) {
        FUZZ_CHECK(hawser::core::is_token(extension.name) && extension.parameters.size() <= 16);
        written += (written.empty() ? "" : ",") + extension.name;
        for (const auto& [name, value] : extension.parameters) {
            FUZZ_CHECK(hawser::core::is_token(name) && (!value || hawser::core::is_token(*value)));
            written += ";" + name + (value ? "=\"" + *value + "\"" : "");
        }
    }
    if (written.empty()) {
        return;
    }
    const auto again = parse_one(written);
    const auto same = [](const Extension& a, const Extension& b) {
        return a.name == b.name && std::equal(a.parameters.begin(), a.parameters.end(), b.parameters.begin(),
                                              b.parameters.end(), [](const auto& x, const auto& y) {
                                                  return x.name == y.name && x.value == y.value;
                                              });
    };
    FUZZ_CHECK(again && std::equal(extensions.begin(), extensions.end(), again->begin(), again->end(), same));
}

// What the server answers to these offers must be one extension, and no more than its policy allows.
void check_server(const std::vector<Extension>& offers, const DeflatePolicy& policy)
{
    const auto accepted = accept_offers(offers, policy);
    if (!accepted) {
        return;
    }
    const auto answer = parse_one(accepted->answer);
    FUZZ_CHECK(answer && answer->size() == 1 && answer->front().name == "permessage-deflate");
    const auto& agreed = accepted->parameters;
    FUZZ_CHECK(agreed.server_max_window_bits >= min_window_bits);
    FUZZ_CHECK(agreed.server_max_window_bits <= std::max(policy.server_max_window_bits, min_window_bits));
    FUZZ_CHECK(agreed.server_no_context_takeover || !policy.server_no_context_takeover);
    FUZZ_CHECK(agreed.client_no_context_takeover || !policy.client_no_context_takeover);
    // The answer alone says all that was agreed on.
    hawser::error_code ec;
    const auto read = check_answer(*answer, {}, ec);
    FUZZ_CHECK(read ? *read == agreed : agreed.client_max_window_bits < min_window_bits);
}

void check_client(const std::vector<Extension>& answer, const DeflatePolicy& policy)
{
    hawser::error_code ec;
    const auto read = check_answer(answer, policy, ec);
    FUZZ_CHECK(!read || (!ec && answer.size() == 1));
    FUZZ_CHECK(read || ec || answer.empty());
    if (read) {
        FUZZ_CHECK(read->client_max_window_bits >= min_window_bits);
        FUZZ_CHECK(read->client_max_window_bits <= std::max(policy.client_max_window_bits, min_window_bits));
        FUZZ_CHECK(read->server_max_window_bits <= std::max(policy.server_max_window_bits, min_window_bits));
    }
}

// Two of ours always come to terms.
void check_both(const DeflatePolicy& client, const DeflatePolicy& server)
{
    const auto accepted = accept_offers(parse_one(make_offer(client)).value(), server);
    FUZZ_CHECK(accepted);
    hawser::error_code ec;
    const auto read = check_answer(parse_one(accepted->answer).value(), client, ec);
    FUZZ_CHECK(read && *read == accepted->parameters);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzInput input{data, size};
    const auto client = policy_from(input);
    const auto server = policy_from(input);
    check_both(client, server);
    if (const auto extensions = parse(input.rest())) {
        check_parsed(*extensions);
        check_server(*extensions, server);
        check_client(*extensions, client);
    }
    return 0;
}
