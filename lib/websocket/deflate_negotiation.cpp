// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflate_negotiation.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hawser::websocket {
namespace {

constexpr std::string_view extension_name = "permessage-deflate";
constexpr std::string_view server_no_takeover = "server_no_context_takeover";
constexpr std::string_view client_no_takeover = "client_no_context_takeover";
constexpr std::string_view server_bits = "server_max_window_bits";
constexpr std::string_view client_bits = "client_max_window_bits";

/// The parameters of one element, as they stand there.
struct Given {
    bool server_no_context_takeover = false;
    bool client_no_context_takeover = false;
    bool has_client_bits = false;
    std::optional<std::uint8_t> server_max_window_bits;
    std::optional<std::uint8_t> client_max_window_bits;
};

// "8" to "15", without leading zeros (RFC 7692 §7.1.2.1).
std::optional<std::uint8_t> read_bits(std::string_view text) noexcept
{
    if (text.size() == 1 && (text == "8" || text == "9")) {
        return static_cast<std::uint8_t>(text[0] - '0');
    }
    if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') {
        return static_cast<std::uint8_t>(10 + text[1] - '0');
    }
    return std::nullopt;
}

// False if the parameter is there for the second time, or has a value.
bool read_flag(const ExtensionParameter& parameter, bool& flag) noexcept
{
    return !parameter.value && !std::exchange(flag, true);
}

bool read_window(const ExtensionParameter& parameter, std::optional<std::uint8_t>& bits) noexcept
{
    if (bits || !parameter.value) {
        return false;
    }
    bits = read_bits(*parameter.value);
    return bits.has_value();
}

bool read_parameter(const ExtensionParameter& parameter, Given& given) noexcept
{
    if (parameter.name == server_no_takeover) {
        return read_flag(parameter, given.server_no_context_takeover);
    }
    if (parameter.name == client_no_takeover) {
        return read_flag(parameter, given.client_no_context_takeover);
    }
    if (parameter.name == server_bits) {
        return read_window(parameter, given.server_max_window_bits);
    }
    if (parameter.name == client_bits) {
        if (std::exchange(given.has_client_bits, true)) {
            return false;
        }
        return !parameter.value || read_window(parameter, given.client_max_window_bits);
    }
    return false;
}

// Nothing if a parameter is unknown, there twice, or has an invalid value.
std::optional<Given> read_given(const Extension& extension) noexcept
{
    Given given;
    for (const auto& parameter : extension.parameters) {
        if (!read_parameter(parameter, given)) {
            return std::nullopt;
        }
    }
    return given;
}

std::uint8_t usable_bits(std::uint8_t bits) noexcept
{
    return std::clamp(bits, min_window_bits, max_window_bits);
}

void append_parameter(std::string& text, std::string_view name)
{
    text.append("; ").append(name);
}

void append_parameter(std::string& text, std::string_view name, std::uint8_t bits)
{
    text.append("; ").append(name).append("=").append(std::to_string(bits));
}

std::optional<AcceptedDeflate> accept_offer(const Given& offer, const DeflatePolicy& policy)
{
    const auto server_limit = offer.server_max_window_bits.value_or(max_window_bits);
    if (server_limit < min_window_bits) {
        return std::nullopt;
    }
    AcceptedDeflate accepted{{}, std::string{extension_name}};
    auto& [parameters, answer] = accepted;
    parameters.server_no_context_takeover =
        policy.server_no_context_takeover || offer.server_no_context_takeover;
    parameters.client_no_context_takeover =
        policy.client_no_context_takeover || offer.client_no_context_takeover;
    parameters.server_max_window_bits = std::min(usable_bits(policy.server_max_window_bits), server_limit);
    if (offer.has_client_bits) { // else the client might not understand it (RFC 7692 §7.1.2.2)
        parameters.client_max_window_bits = std::min(usable_bits(policy.client_max_window_bits),
                                                     offer.client_max_window_bits.value_or(max_window_bits));
    }
    if (parameters.server_no_context_takeover) {
        append_parameter(answer, server_no_takeover);
    }
    if (parameters.client_no_context_takeover) {
        append_parameter(answer, client_no_takeover);
    }
    if (offer.server_max_window_bits || parameters.server_max_window_bits < max_window_bits) {
        append_parameter(answer, server_bits, parameters.server_max_window_bits);
    }
    if (parameters.client_max_window_bits < max_window_bits) {
        append_parameter(answer, client_bits, parameters.client_max_window_bits);
    }
    return accepted;
}

// RFC 7692 §7.1.1.1 and §7.1.2.1: what the client asks for, the server accepts by naming it. What the
// client says of itself may be left out.
bool may_answer(const Given& answer, const DeflatePolicy& policy) noexcept
{
    const auto server_limit = usable_bits(policy.server_max_window_bits);
    if (policy.server_no_context_takeover && !answer.server_no_context_takeover) {
        return false;
    }
    if (answer.server_max_window_bits.value_or(max_window_bits) > server_limit) {
        return false;
    }
    if (!answer.has_client_bits) {
        return true;
    }
    return answer.client_max_window_bits && *answer.client_max_window_bits >= min_window_bits &&
           *answer.client_max_window_bits <= usable_bits(policy.client_max_window_bits);
}

} // namespace

std::optional<AcceptedDeflate> accept_offers(const std::vector<Extension>& offers,
                                             const DeflatePolicy& policy)
{
    for (const auto& offer : offers) {
        if (offer.name != extension_name) {
            continue;
        }
        if (const auto given = read_given(offer)) {
            if (auto accepted = accept_offer(*given, policy)) {
                return accepted;
            }
        }
    }
    return std::nullopt;
}

std::string make_offer(const DeflatePolicy& policy)
{
    std::string offer{extension_name};
    if (policy.server_no_context_takeover) {
        append_parameter(offer, server_no_takeover);
    }
    if (policy.client_no_context_takeover) {
        append_parameter(offer, client_no_takeover);
    }
    if (const auto bits = usable_bits(policy.server_max_window_bits); bits < max_window_bits) {
        append_parameter(offer, server_bits, bits);
    }
    // Always: it allows the server to ask for a smaller window of ours.
    if (const auto bits = usable_bits(policy.client_max_window_bits); bits < max_window_bits) {
        append_parameter(offer, client_bits, bits);
    } else {
        append_parameter(offer, client_bits);
    }
    return offer;
}

std::optional<DeflateParameters> check_answer(const std::vector<Extension>& answer,
                                              const DeflatePolicy& policy, error_code& ec)
{
    ec = {};
    if (answer.empty()) {
        return std::nullopt;
    }
    std::optional<Given> given;
    if (answer.size() == 1 && answer.front().name == extension_name) {
        given = read_given(answer.front());
    }
    if (!given || !may_answer(*given, policy)) {
        ec = error::handshake_bad_extension;
        return std::nullopt;
    }
    DeflateParameters parameters;
    parameters.server_no_context_takeover = given->server_no_context_takeover;
    parameters.client_no_context_takeover =
        policy.client_no_context_takeover || given->client_no_context_takeover;
    parameters.server_max_window_bits = given->server_max_window_bits.value_or(max_window_bits);
    parameters.client_max_window_bits =
        given->client_max_window_bits.value_or(usable_bits(policy.client_max_window_bits));
    return parameters;
}

} // namespace hawser::websocket
