// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/siphash.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace siphash_test {

using namespace hawser::core;

BOOST_AUTO_TEST_SUITE(siphash_2_4)

// Key and messages 00 01 02 … are those of the paper's appendix and of its reference implementation.
BOOST_AUTO_TEST_CASE(has_the_values_of_its_authors)
{
    const SipHashKey key{0x0706'0504'0302'0100, 0x0f0e'0d0c'0b0a'0908};
    std::string message;
    BOOST_TEST(siphash(key, message) == 0x726f'db47'dd0e'0e31u);
    for (char c = 0; c < 15; ++c)
        message.push_back(c);
    BOOST_TEST(siphash(key, message) == 0xa129'ca61'49be'45e5u);
    BOOST_TEST(siphash(key, std::string_view{message}.substr(0, 8)) == 0x93f5'f579'9a93'2462u);
}

BOOST_AUTO_TEST_CASE(depends_on_the_key_and_on_the_length)
{
    using namespace std::string_view_literals;
    BOOST_TEST(siphash({1, 2}, "a"sv) != siphash({1, 3}, "a"sv));
    BOOST_TEST(siphash({1, 2}, ""sv) != siphash({1, 2}, "\0"sv));
    BOOST_TEST(siphash({1, 2}, "\0"sv) != siphash({1, 2}, "\0\0"sv));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace siphash_test
