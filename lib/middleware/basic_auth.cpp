// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/basic_auth.hpp>

#include "http/basic_credentials.hpp"
#include "middleware/auth_flow.hpp"
#include "middleware/password_check.hpp"

#include <atomic>

namespace hawser {
namespace middleware {

class BasicScheme {
public:
    using Claim = http::BasicCredentials;
    static constexpr bool guesses_are_slow = true;

    explicit BasicScheme(BasicAuthOptions options)
        : rules_{std::move(options.realm), std::move(options.find), std::move(options.find_async),
                 std::move(options.require_role), options.optional}
    {
        check(rules_, "BasicAuth");
        challenge_ = "Basic realm=";
        http::append_quoted(challenge_, rules_.realm);
        challenge_.append(", charset=\"UTF-8\"");
    }

    const AuthRules& rules() const noexcept { return rules_; }
    bool is_found_later(const Claim&) const noexcept { return static_cast<bool>(rules_.find_async); }
    std::optional<Credential> find(const Claim& claim) const { return rules_.find(claim.user); }

    ClaimState read(const Exchange& exchange, Claim& claim)
    {
        auto state = ClaimState::absent;
        const auto field = authorization_of(exchange.request(), "Basic", state);
        if (!field)
            return state;
        warn_once(exchange);
        auto read = http::parse_basic_credentials(*field);
        if (!read)
            return ClaimState::malformed;
        claim = std::move(*read);
        return ClaimState::given;
    }

    Verdict judge(const Exchange& exchange, const Claim& claim, const std::optional<Credential>& found)
    {
        const bool is_right = passwords_.matches(found, claim.password, exchange.logger());
        return is_right ? Verdict::accepted : Verdict::refused;
    }

    void challenge(Response& response, Verdict) const
    {
        response.status_page(401, "Name and password are needed here.");
        response.add("WWW-Authenticate", challenge_);
    }

private:
    void warn_once(const Exchange& exchange)
    {
        const auto& request = exchange.request();
        if (request.is_secure() || request.is_local() || has_warned_.test_and_set())
            return;
        exchange.logger().write(LogLevel::warning,
                                "BasicAuth: passwords come over a connection that is not encrypted");
    }

    AuthRules rules_;
    std::string challenge_;
    PasswordCheck passwords_;
    std::atomic_flag has_warned_;
};

} // namespace middleware

BasicAuth::BasicAuth(BasicAuthOptions options)
    : scheme_{std::make_shared<middleware::BasicScheme>(std::move(options))}
{
}

Action BasicAuth::on_request(Exchange& exchange)
{
    return middleware::authenticate(scheme_, exchange);
}

} // namespace hawser
