// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/credentials.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace credentials_test {

using namespace hawser;

BOOST_AUTO_TEST_SUITE(credentials_test)

BOOST_AUTO_TEST_CASE(password_hashes)
{
    const auto hash = hash_password("Grüße", 1000);
    BOOST_TEST(hash.starts_with("$pbkdf2-sha256$i=1000$"));
    BOOST_TEST(verify_password("Grüße", hash));
    BOOST_TEST(!verify_password("Grüsse", hash));
    BOOST_TEST(!verify_password("", hash));
    BOOST_TEST(hash != hash_password("Grüße", 1000)); // another salt
    BOOST_TEST(verify_password("", hash_password("", 1000)));
}

// Computed with Python's hashlib.pbkdf2_hmac.
BOOST_AUTO_TEST_CASE(hash_of_others)
{
    BOOST_TEST(verify_password(
        "secret",
        "$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$tiKWHy4FAGCWE8gn6GtKhaxD2OeeAUUWXFT/p1aaNl8="));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_hash)
{
    const auto hash = hash_password("x", 1000);
    for (std::size_t n = 0; n < hash.size(); ++n)
        BOOST_CHECK_THROW(verify_password("x", std::string_view{hash}.substr(0, n)), std::invalid_argument);
    const auto end = hash.substr(hash.find('$', 18));
    for (const std::string_view begin :
         {"$pbkdf2-sha256$i=", "$pbkdf2-sha256$i=999", "$pbkdf2-sha256$i=10000001",
          "$pbkdf2-sha256$i=99999999999", "$pbkdf2-sha256$i=1000x", "$pbkdf2-sha256$i=-1000",
          "$pbkdf2-sha512$i=1000", "plain"})
        BOOST_CHECK_THROW(verify_password("x", std::string{begin} + end), std::invalid_argument);
    BOOST_CHECK_THROW(verify_password("x", hash + "$"), std::invalid_argument);
    BOOST_CHECK_THROW(hash_password("x", 999), std::invalid_argument);
    BOOST_CHECK_THROW(hash_password("x", 10'000'001), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(digest_hashes)
{
    BOOST_TEST(digest_ha1(DigestAlgorithm::md5, "Mufasa", "http-auth@example.org", "Circle of Life") ==
               "3d78807defe7de2157e2b0b6573a855f");
    BOOST_TEST(
        digest_ha1(DigestAlgorithm::sha256_sess, "Mufasa", "http-auth@example.org", "Circle of Life") ==
        "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
    BOOST_TEST(digest_user_hash(DigestAlgorithm::md5, "Mufasa", "http-auth@example.org") ==
               "4238f3a16167373febb9bc4d43db9cc4");
    BOOST_TEST(digest_user_hash(DigestAlgorithm::sha256, "Jäsøn Doe", "api@example.org") ==
               "5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace credentials_test
