// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/middleware/digest_auth.hpp>

#include "core/random.hpp"
#include "http/digest_credentials.hpp"
#include "middleware/auth_flow.hpp"
#include "middleware/nonce_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::middleware {

/// The server's side of Digest authentication (RFC 7616).
class DigestScheme {
public:
    using Claim = http::DigestCredentials;
    static constexpr bool guesses_are_slow = false;
    using Now = std::function<NonceStore::TimePoint()>;

    explicit DigestScheme(DigestAuthOptions options, Now now = std::chrono::steady_clock::now,
                          core::RandomSource random = core::fill_random);

    const AuthRules& rules() const noexcept { return rules_; }
    bool is_found_later(const Claim& claim) const noexcept;
    std::optional<Credential> find(const Claim& claim) const;

    ClaimState read(const Exchange& exchange, Claim& claim) const;
    Verdict judge(const Exchange& exchange, const Claim& claim, const std::optional<Credential>& found);
    void challenge(Response& response, Verdict verdict) const;

private:
    bool is_offered(const Claim& claim) const noexcept;
    std::string ha1_of(const Claim& claim, const std::optional<Credential>& found,
                       const Logger& logger) const;

    AuthRules rules_;
    CredentialFinder find_by_hash_;
    std::vector<DigestAlgorithm> algorithms_;
    bool offers_auth_int_;
    Now now_;
    NonceStore nonces_;
    std::string nobodys_password_; // what those are compared with who are not there
};

/// True if the `uri` of credentials is what the request asks for. One may be in absolute form and the other not,
/// as after a proxy (RFC 7616 §3.4.6).
bool is_same_target(std::string_view uri, const Request& request);

} // namespace hawser::middleware
