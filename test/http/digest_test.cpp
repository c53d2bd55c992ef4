// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace digest_test {

using namespace hawser;
using namespace hawser::http;

namespace {

struct Example {
    DigestAlgorithm algorithm;
    DigestQop qop;
    std::string_view response;
};

// The first of each hash function are of RFC 7616 §3.9.1; the others were computed with Python's hashlib. The
// body is `v=1`.
constexpr Example examples[] = {
    {DigestAlgorithm::md5, DigestQop::auth, "8ca523f5e9506fed4657c9700eebdbec"},
    {DigestAlgorithm::md5, DigestQop::auth_int, "2b29fb26b8661d8c4511e4e4ff6833a5"},
    {DigestAlgorithm::md5_sess, DigestQop::auth, "e783283f46242139c486a698fec7211d"},
    {DigestAlgorithm::md5_sess, DigestQop::auth_int, "6d47a1c4ecb6558a0318ad1db2e2599b"},
    {DigestAlgorithm::sha256, DigestQop::auth,
     "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
    {DigestAlgorithm::sha256, DigestQop::auth_int,
     "bef4634620b719000d5c692f561346b800ef978aa3c76275e082d5a4d5d19234"},
    {DigestAlgorithm::sha256_sess, DigestQop::auth,
     "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"},
    {DigestAlgorithm::sha256_sess, DigestQop::auth_int,
     "0b2f564f42987b8de155461218ccce36730d59cd4964ebbfdbfa1e35cba000f1"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(digest_test)

BOOST_AUTO_TEST_CASE(responses)
{
    for (const auto& [algorithm, qop, response] : examples) {
        const auto ha1 = digest_ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
        const auto body_hash = core::hash_hex(hash_of(algorithm), "v=1");
        const DigestInput input{.algorithm = algorithm,
                                .qop = qop,
                                .method = "GET",
                                .uri = "/dir/index.html",
                                .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                                .nonce_count = "00000001",
                                .client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                                .body_hash = body_hash};
        BOOST_TEST(digest_response(input, ha1) == response);
    }
}

// RFC 2617 §3.5.
BOOST_AUTO_TEST_CASE(response_of_the_older_standard)
{
    const auto ha1 = digest_ha1(DigestAlgorithm::md5, "Mufasa", "testrealm@host.com", "Circle Of Life");
    BOOST_TEST(ha1 == "939e7578ed9e3c518a452acee763bce9");
    const DigestInput input{.method = "GET",
                            .uri = "/dir/index.html",
                            .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                            .nonce_count = "00000001",
                            .client_nonce = "0a4f113b",
                            .body_hash = {}};
    BOOST_TEST(digest_response(input, ha1) == "6629fae49393a05397450978507c4ef1");
}

BOOST_AUTO_TEST_CASE(names)
{
    for (const auto algorithm : {DigestAlgorithm::md5, DigestAlgorithm::md5_sess, DigestAlgorithm::sha256,
                                 DigestAlgorithm::sha256_sess})
        BOOST_TEST((digest_algorithm_from_string(hawser::to_string(algorithm)) == algorithm));
    BOOST_TEST((digest_algorithm_from_string("sha-256-SESS") == DigestAlgorithm::sha256_sess));
    for (const std::string_view name : {"", "SHA", "SHA-1", "SHA-512-256", "MD5 "})
        BOOST_TEST(!digest_algorithm_from_string(name).has_value(), name);
    BOOST_TEST(hawser::http::to_string(DigestQop::auth) == "auth");
    BOOST_TEST(hawser::http::to_string(DigestQop::auth_int) == "auth-int");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace digest_test
