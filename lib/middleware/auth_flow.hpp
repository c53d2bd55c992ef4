// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/credentials.hpp>
#include <hawser/exchange.hpp>

#include "http/auth_field.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The way of a request through authentication, which is the same for all schemes.

namespace hawser::middleware {

/// What the options of the schemes have in common.
struct AuthRules {
    std::string realm;
    CredentialFinder find;
    AsyncCredentialFinder find_async;
    std::string require_role;
    bool optional = false;
};

/// @throws std::invalid_argument if the realm is missing or unfit, or there is not exactly one finder. `who` is
/// the name of the middleware.
void check(const AuthRules& rules, std::string_view who);

/// What the Authorization field of a request is to a scheme.
enum class ClaimState : unsigned char {
    absent,     ///< there is none, or it is of another scheme
    malformed,  ///< it cannot be understood: 400
    unfit,      ///< it does not answer our challenge
    needs_body, ///< it can be judged only with the body
    given,      ///< it can be judged
};

enum class Verdict : unsigned char {
    accepted,
    refused,
    stale, ///< the password is right, the nonce is not
};

/// The Authorization field, if it is of `scheme`. Sets `state` to `absent` or `malformed` if there is none.
std::optional<http::AuthField> authorization_of(const Request& request, std::string_view scheme,
                                                ClaimState& state);

/// Lets a user in, or not: the role may be missing.
Action admit(Exchange& exchange, const AuthRules& rules, std::string name, std::vector<std::string> roles);

Action refuse_malformed(Exchange& exchange);

/// Judges a claim by what the finder has found.
template <class Scheme>
Action conclude(Scheme& scheme, Exchange& exchange, const typename Scheme::Claim& claim,
                std::optional<Credential> found)
{
    const auto verdict = scheme.judge(exchange, claim, found);
    if (verdict != Verdict::accepted) {
        scheme.challenge(exchange.response(), verdict);
        if constexpr (Scheme::guesses_are_slow) // so that one packet holds one guess
            exchange.response().close_connection();
        return Action::respond;
    }
    auto name = found->name.empty() ? claim.user : std::move(found->name);
    return admit(exchange, scheme.rules(), std::move(name), std::move(found->roles));
}

/// A claim whose user somebody is looking for.
template <class Scheme>
class Pending {
public:
    Pending(std::shared_ptr<Scheme> scheme, typename Scheme::Claim claim, Deferred deferred)
        : scheme_{std::move(scheme)}, claim_{std::move(claim)}, deferred_{std::move(deferred)}
    {
    }

    /// A failure leaves the exchange undecided: it is answered with 500 then, as `Deferred` says.
    void found(std::optional<Credential> credential)
    {
        if (was_told_.test_and_set())
            throw std::logic_error{"hawser: find_async was answered twice"};
        auto decision = std::move(deferred_);
        auto& exchange = decision.exchange();
        auto action = Action::respond;
        try {
            action = conclude(*scheme_, exchange, claim_, std::move(credential));
        } catch (const std::exception& error) {
            exchange.logger().write(LogLevel::error, std::string{"authentication failed: "} + error.what());
            return;
        }
        if (action == Action::next)
            decision.next();
        else
            decision.respond();
    }

private:
    std::shared_ptr<Scheme> scheme_;
    typename Scheme::Claim claim_;
    Deferred deferred_;
    std::atomic_flag was_told_;
};

template <class Scheme>
Action look_up_later(std::shared_ptr<Scheme> scheme, Exchange& exchange, typename Scheme::Claim claim)
{
    const auto& find = scheme->rules().find_async;
    auto user = claim.user;
    const auto logger = exchange.logger(); // the exchange may be over when the finder returns
    auto pending = std::make_shared<Pending<Scheme>>(scheme, std::move(claim), exchange.defer());
    try {
        find(std::move(user), [pending = std::move(pending)](std::optional<Credential> credential) {
            pending->found(std::move(credential));
        });
    } catch (const std::exception& error) {
        logger.write(LogLevel::error, std::string{"find_async failed: "} + error.what());
    }
    return Action::later;
}

/// `on_request` of a middleware that authenticates.
template <class Scheme>
Action authenticate(const std::shared_ptr<Scheme>& scheme, Exchange& exchange)
{
    typename Scheme::Claim claim;
    const auto state = scheme->read(exchange, claim);
    if (state == ClaimState::absent && scheme->rules().optional)
        return Action::next;
    if (state == ClaimState::malformed)
        return refuse_malformed(exchange);
    if (state == ClaimState::needs_body)
        return Action::read_body;
    if (state != ClaimState::given) {
        scheme->challenge(exchange.response(), Verdict::refused);
        return Action::respond;
    }
    if (scheme->is_found_later(claim))
        return look_up_later(scheme, exchange, std::move(claim));
    return conclude(*scheme, exchange, claim, scheme->find(claim));
}

} // namespace hawser::middleware
