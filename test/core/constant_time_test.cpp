// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/constant_time.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

namespace constant_time_test {

using hawser::core::equal_in_constant_time;

BOOST_AUTO_TEST_SUITE(constant_time_test)

BOOST_AUTO_TEST_CASE(compares)
{
    BOOST_TEST(equal_in_constant_time("", ""));
    BOOST_TEST(equal_in_constant_time("secret", "secret"));
    BOOST_TEST(!equal_in_constant_time("secret", "secreT"));
    BOOST_TEST(!equal_in_constant_time("secret", "Secret"));
    BOOST_TEST(!equal_in_constant_time("secret", "secre"));
    BOOST_TEST(!equal_in_constant_time("", "secret"));
    BOOST_TEST(!equal_in_constant_time(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace constant_time_test
