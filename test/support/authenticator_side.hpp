// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/authenticator.hpp"
#include "core/base64.hpp"
#include "http/digest_credentials.hpp"
#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace hawser::test {

// Of the examples of RFC 7616.
inline const ClientCredentials mufasa{.user = "Mufasa", .password = "Circle of Life"};

/// A challenge; `more` are more of its parameters.
inline std::string digest(std::string_view nonce, std::string_view more = "")
{
    return "Digest realm=\"r\", qop=\"auth\", algorithm=SHA-256, nonce=\"" + std::string{nonce} + "\"" +
           std::string{more};
}

inline std::string basic(std::string_view text)
{
    return "Basic " + core::base64_encode({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

/// The client of a server, or of a proxy, in a test, with what came of the latest challenge.
struct Side {
    using Verdict = client::Authenticator::Verdict;

    bool is_proxy = false;
    core::RandomSource random = core::fill_random;
    client::Authenticator authenticator{is_proxy, random};
    error_code ec{};
    error refused = is_proxy ? error::proxy_credentials_refused : error::credentials_refused;
    error required = is_proxy ? error::proxy_authentication_required : error::authentication_required;

    Verdict challenge(std::initializer_list<std::string_view> challenges)
    {
        Fields fields;
        for (const auto challenge : challenges)
            fields.add(is_proxy ? "Proxy-Authenticate" : "WWW-Authenticate", challenge);
        ec = error::not_open; // it is always set
        return authenticator.challenged(fields, ec);
    }

    /// Fails the test unless a challenge is to be answered.
    void must_retry(std::initializer_list<std::string_view> challenges)
    {
        BOOST_TEST((challenge(challenges) == Verdict::retry));
        BOOST_TEST(ec == error_code{});
    }

    void must_stop(std::initializer_list<std::string_view> challenges, Verdict verdict, error why)
    {
        BOOST_TEST((challenge(challenges) == verdict));
        BOOST_TEST(ec == why);
    }

    std::string header() { return authenticator.header("GET", "/dir/index.html"); }

    /// The next header, which is to be of Digest and right; counted.
    http::DigestCredentials digest_header(const ClientCredentials& expected = mufasa)
    {
        const auto text = header();
        const auto field = http::parse_credentials(text);
        const auto found = field ? http::parse_digest_credentials(*field) : std::nullopt;
        BOOST_TEST_REQUIRE(found.has_value(), text);
        const auto ha1 = digest_ha1(found->algorithm, expected.user, found->realm, expected.password);
        BOOST_TEST(found->response == http::digest_response(http::digest_input(*found, "GET"), ha1));
        return *found;
    }

    /// With credentials that have answered a challenge well.
    void log_in(const ClientCredentials& credentials, std::string_view challenge_text)
    {
        authenticator.credentials(credentials);
        must_retry({challenge_text});
        BOOST_TEST(header() != "");
        authenticator.accepted({});
    }
};

} // namespace hawser::test
