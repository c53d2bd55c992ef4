// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest_challenge.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace digest_challenge_test {

using namespace hawser;
using namespace hawser::http;

namespace {

std::optional<DigestChallenge> parse(std::string_view value)
{
    const auto field = parse_credentials(value);
    return field ? parse_digest_challenge(*field) : std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_SUITE(digest_challenge_test)

BOOST_AUTO_TEST_CASE(writes)
{
    DigestChallenge challenge{.realm = "a \"b\"", .nonce = "n+/=", .algorithm = DigestAlgorithm::sha256};
    BOOST_TEST(make_digest_challenge(challenge) ==
               R"(Digest realm="a \"b\"", qop="auth", algorithm=SHA-256, nonce="n+/=", charset=UTF-8)");
    challenge.opaque = "o";
    challenge.offers_auth_int = challenge.is_stale = challenge.takes_user_hash = true;
    BOOST_TEST(
        make_digest_challenge(challenge) ==
        R"(Digest realm="a \"b\"", qop="auth, auth-int", algorithm=SHA-256, nonce="n+/=", opaque="o", )"
        R"(charset=UTF-8, userhash=true, stale=true)");
}

// RFC 7616 §3.9.1.
BOOST_AUTO_TEST_CASE(reads)
{
    const auto read =
        parse(R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, )"
              R"(nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", )"
              R"(opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")")
            .value();
    BOOST_TEST(read.realm == "http-auth@example.org");
    BOOST_TEST(read.nonce == "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v");
    BOOST_TEST(read.opaque == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
    BOOST_TEST((read.algorithm == DigestAlgorithm::sha256));
    BOOST_TEST((read.offers_auth && read.offers_auth_int && !read.is_stale && !read.takes_user_hash));

    const auto other =
        parse(R"(Digest realm="", qop=auth-int, nonce="n", STALE="TRUE", userhash=true)").value();
    BOOST_TEST((other.algorithm == DigestAlgorithm::md5));
    BOOST_TEST((!other.offers_auth && other.offers_auth_int && other.is_stale && other.takes_user_hash));
}

BOOST_AUTO_TEST_CASE(refuses)
{
    for (const std::string_view value :
         {R"(Basic realm="r", qop="auth", nonce="n")", R"(Digest qop="auth", nonce="n")",
          R"(Digest realm="r", qop="auth")", R"(Digest realm="r", nonce="n")",
          R"(Digest realm="r", qop="other", nonce="n")",
          R"(Digest realm="r", qop="auth", nonce="n", algorithm=X)"})
        BOOST_TEST(!parse(value).has_value(), value);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace digest_challenge_test
