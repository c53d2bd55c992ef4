// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include "http/digest_challenge.hpp"
#include "http/digest_credentials.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hawser::test {

/// The client's side of Digest authentication.
struct DigestClient {
    std::string user = "nobita";
    std::string password = "password";
    std::string client_nonce = "0a4f113b";
    http::DigestQop qop = http::DigestQop::auth;

    static std::vector<http::DigestChallenge> challenges(const Response& response)
    {
        std::vector<http::DigestChallenge> found;
        for (const auto& field : http::parse_challenges(response.fields()))
            found.push_back(http::parse_digest_challenge(field).value());
        return found;
    }

    http::DigestCredentials credentials(const http::DigestChallenge& challenge, const Request& request,
                                        std::uint32_t count = 1) const
    {
        http::DigestCredentials made;
        made.user = user;
        made.realm = challenge.realm;
        made.nonce = challenge.nonce;
        made.uri = request.target();
        made.client_nonce = client_nonce;
        made.count(count);
        made.algorithm = challenge.algorithm;
        made.qop = qop;
        sign(made, request);
        return made;
    }

    void sign(http::DigestCredentials& made, const Request& request) const
    {
        const auto ha1 = digest_ha1(made.algorithm, user, made.realm, password);
        const auto body_hash = core::hash_hex(http::hash_of(made.algorithm), request.body());
        made.response =
            http::digest_response(http::digest_input(made, request.method_string(), body_hash), ha1);
    }
};

} // namespace hawser::test
