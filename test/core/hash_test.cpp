// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/hash.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hash_test {

using namespace hawser::core;

namespace {

std::string hex(const Sha256Digest& digest)
{
    std::string text;
    append_hex(text, digest);
    return text;
}

std::span<const unsigned char> bytes(std::string_view text)
{
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(hash_test)

// RFC 1321 §A.5, FIPS 180-4.
BOOST_AUTO_TEST_CASE(test_vectors)
{
    BOOST_TEST(hash_hex(HashAlgorithm::md5, "") == "d41d8cd98f00b204e9800998ecf8427e");
    BOOST_TEST(hash_hex(HashAlgorithm::md5, "abc") == "900150983cd24fb0d6963f7d28e17f72");
    BOOST_TEST(hash_hex(HashAlgorithm::sha256, "abc") ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(hash_size(HashAlgorithm::md5) == 16u);
    BOOST_TEST(hash_size(HashAlgorithm::sha256) == 32u);
}

BOOST_AUTO_TEST_CASE(pieces_make_the_same_hash)
{
    const std::string text(1000, 'x');
    for (std::size_t split = 0; split <= text.size(); split += 37) {
        Hasher hasher{HashAlgorithm::sha256};
        hasher.update(std::string_view{text}.substr(0, split)).update(std::string_view{text}.substr(split));
        BOOST_TEST(hasher.hex() == hash_hex(HashAlgorithm::sha256, text));
    }
}

// RFC 4231 §4.3, RFC 7914 §11.
BOOST_AUTO_TEST_CASE(keyed_hashes)
{
    BOOST_TEST(hex(hmac_sha256(bytes("Jefe"), "what do ya want for nothing?")) ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    BOOST_TEST(hex(pbkdf2_sha256("passwd", "salt", 1)) ==
               "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    BOOST_CHECK_THROW(pbkdf2_sha256("passwd", "salt", 0), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(tells_where_there_is_no_md5)
{
    BOOST_REQUIRE(EVP_set_default_properties(nullptr, "provider=none") == 1);
    BOOST_CHECK_EXCEPTION(require_hash(HashAlgorithm::md5), std::runtime_error, [](const auto& error) {
        return std::string{error.what()}.find("MD5") != std::string::npos;
    });
    BOOST_CHECK_THROW(require_hash(HashAlgorithm::sha256), std::runtime_error);
    BOOST_REQUIRE(EVP_set_default_properties(nullptr, "") == 1);
    BOOST_CHECK_NO_THROW(require_hash(HashAlgorithm::md5));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace hash_test
