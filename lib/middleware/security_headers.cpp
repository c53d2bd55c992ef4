// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/security_headers.hpp>

#include <hawser/fields.hpp>

#include <string_view>

namespace hawser {

struct SecurityHeaders::State {
    explicit State(const SecurityHeadersOptions& options)
    {
        add("Content-Security-Policy", options.content_security_policy);
        add("X-Content-Type-Options", options.content_type_options);
        add("X-Frame-Options", options.frame_options);
        add("Referrer-Policy", options.referrer_policy);
        add("Cross-Origin-Opener-Policy", options.opener_policy);
        add("Cross-Origin-Resource-Policy", options.resource_policy);
        add("Permissions-Policy", options.permissions_policy);
        Fields checked; // now rather than with the first secure request
        checked.add(transport, options.strict_transport_security);
        strict_transport_security = options.strict_transport_security;
    }

    void add(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            always.add(name, value);
    }

    static constexpr std::string_view transport = "Strict-Transport-Security";

    Fields always;
    std::string strict_transport_security;
};

SecurityHeaders::SecurityHeaders(SecurityHeadersOptions options)
    : state_{std::make_shared<const State>(options)}
{
}

Action SecurityHeaders::on_request(Exchange&)
{
    return Action::next;
}

void SecurityHeaders::on_response(Exchange& exchange)
{
    auto& fields = exchange.response().fields();
    if (exchange.is_upgrade() && exchange.response().status() == 101)
        return;
    const auto add_missing = [&](std::string_view name, std::string_view value) {
        if (!fields.contains(name))
            fields.add(name, value);
    };
    for (const auto [name, value] : state_->always)
        add_missing(name, value);
    // Browsers must not heed it on a plain connection, and we must not send it there (RFC 6797 §7.2).
    if (exchange.request().is_secure() && !state_->strict_transport_security.empty())
        add_missing(State::transport, state_->strict_transport_security);
}

} // namespace hawser
