// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/auth_flow.hpp"

#include <algorithm>

namespace hawser::middleware {
namespace {

constexpr std::size_t max_field_size = 8 * 1024; // many times what a browser sends

} // namespace

void check(const AuthRules& rules, std::string_view who)
{
    const auto fail = [&](std::string_view text) {
        throw std::invalid_argument{"hawser: " + std::string{who} + " needs " + std::string{text}};
    };
    // Clients differ in how they read other characters (RFC 7617 §2.1 says nothing of the realm's).
    const bool is_printable =
        std::all_of(rules.realm.begin(), rules.realm.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (rules.realm.empty() || !is_printable)
        fail("a realm: the name of what is protected, in printable ASCII characters");
    if (static_cast<bool>(rules.find) == static_cast<bool>(rules.find_async))
        fail("one finder: set either find or find_async");
}

std::optional<http::AuthField> authorization_of(const Request& request, std::string_view scheme,
                                                ClaimState& state)
{
    const auto count = request.fields().count("Authorization");
    state = count == 0 ? ClaimState::absent : ClaimState::malformed;
    const auto value = request["Authorization"];
    if (count != 1 || value.size() > max_field_size)
        return std::nullopt;
    auto field = http::parse_credentials(value);
    if (field && !field->is_scheme(scheme)) {
        state = ClaimState::absent;
        field.reset();
    }
    return field;
}

Action admit(Exchange& exchange, const AuthRules& rules, std::string name, std::vector<std::string> roles)
{
    exchange.request().user(std::move(name), std::move(roles));
    if (rules.require_role.empty() || exchange.request().has_role(rules.require_role))
        return Action::next;
    exchange.response().status_page(403, "Your account has no access to this.");
    return Action::respond;
}

Action refuse_malformed(Exchange& exchange)
{
    exchange.response().status_page(400, "The Authorization field is malformed.");
    return Action::respond;
}

} // namespace hawser::middleware
