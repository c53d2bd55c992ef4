// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/sha1.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace sha1_test {

namespace {

std::string hex(const hawser::core::Sha1Digest& digest)
{
    std::string out;
    for (auto byte : digest) {
        out.push_back("0123456789abcdef"[byte >> 4]);
        out.push_back("0123456789abcdef"[byte & 15]);
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sha1_test)

// FIPS 180-1, appendices A to C.
BOOST_AUTO_TEST_CASE(test_vectors)
{
    using hawser::core::sha1;
    BOOST_TEST(hex(sha1("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    BOOST_TEST(hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    BOOST_TEST(hex(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
               "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    BOOST_TEST(hex(sha1(std::string(1'000'000, 'a'))) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace sha1_test
