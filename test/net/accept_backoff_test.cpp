// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/accept_backoff.hpp"

#include <boost/test/unit_test.hpp>

namespace accept_backoff_test {

namespace {

using hawser::net::AcceptBackoff;
using namespace std::chrono_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(accept_backoff)

BOOST_AUTO_TEST_CASE(delays_double_up_to_the_longest)
{
    AcceptBackoff backoff;
    for (auto expected : {20ms, 40ms, 80ms, 160ms, 320ms, 500ms, 500ms, 500ms})
        BOOST_TEST((backoff.on_failure().delay == expected));
}

BOOST_AUTO_TEST_CASE(only_the_first_failure_of_a_row_is_logged)
{
    AcceptBackoff backoff;
    BOOST_TEST(backoff.on_failure().is_first);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(!backoff.on_failure().is_first);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_row_is_told_once)
{
    AcceptBackoff backoff;
    BOOST_TEST(!backoff.on_success());
    backoff.on_failure();
    backoff.on_failure();
    BOOST_TEST(backoff.on_success());
    BOOST_TEST(!backoff.on_success());
}

BOOST_AUTO_TEST_CASE(a_new_row_begins_with_the_first_delay)
{
    AcceptBackoff backoff;
    for (int i = 0; i < 10; ++i)
        backoff.on_failure();
    backoff.on_success();
    const auto failure = backoff.on_failure();
    BOOST_TEST(failure.is_first);
    BOOST_TEST((failure.delay == AcceptBackoff::first));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace accept_backoff_test
