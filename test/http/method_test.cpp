// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include <boost/test/unit_test.hpp>

namespace method_test {

using namespace hawser;

BOOST_AUTO_TEST_SUITE(method)

BOOST_AUTO_TEST_CASE(names_go_there_and_back)
{
    for (int i = 1; i <= static_cast<int>(Method::patch); ++i) {
        auto method = static_cast<Method>(i);
        BOOST_TEST(!to_string(method).empty());
        BOOST_TEST((method_from_string(to_string(method)) == method));
    }
    BOOST_TEST(to_string(Method::delete_) == "DELETE");
    BOOST_TEST(to_string(Method::patch) == "PATCH");
    BOOST_TEST(to_string(Method::unknown) == "");
    BOOST_TEST(to_string(static_cast<Method>(99)) == "");
}

BOOST_AUTO_TEST_CASE(names_are_case_sensitive)
{
    BOOST_TEST((method_from_string("get") == Method::unknown));
    BOOST_TEST((method_from_string("") == Method::unknown));
    BOOST_TEST((method_from_string("GETT") == Method::unknown));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace method_test
